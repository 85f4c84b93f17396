import type { LoadedProblem } from '../../api/problem.ts';
import { recall } from '../../compose/recall.ts';
import { chooseJail, type SandboxLevel } from '../../evaluation/jail/choose-jail.ts';
import { hasPictures, openPictures } from '../../evaluation/picture.ts';
import { readProgram } from '../../language/program.ts';
import { openReader, type Reader } from '../../record/git-reader.ts';
import { isWritten } from '../../record/lock.ts';
import { sanitisePicture } from '../../report/sanitise.ts';
import { whenFirstUsed } from '../../when-first-used.ts';
import { observe } from './observe.ts';
import type { Observed, Sources } from './observed.ts';
import { sharePictures } from './pictures.ts';

/** A run as the page shows it. */
export interface Observation {
  readonly observed: Observed;
  close(): Promise<void>;
}

interface ObservedRun extends Pick<Sources, 'id' | 'name' | 'machines'> {
  readonly path: string;
}

/** Reads a run and follows it until the observation is closed. Pictures are made when the page asks for them. */
export async function observeRun(
  { id, name, path, machines }: ObservedRun,
  sandbox: SandboxLevel,
): Promise<Observation> {
  const reader = await openReader(path);
  const { problem, ...recalled } = await recall(reader.facts).catch(async (error: unknown) => {
    await reader.close();
    throw error;
  });
  const pictures = problem && hasPictures(problem) ? lazyPictures(problem, reader, sandbox) : undefined;
  const ended = new AbortController();
  const isRunning = () => isWritten(path);
  const sources = { id, name, machines, reader, isRunning, ...recalled, picture: pictures?.of };
  const close = async () => {
    ended.abort();
    await Promise.allSettled([reader.close(), pictures?.close()]);
  };
  const observed = await observe(sources, ended.signal).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { observed, close };
}

/** The pictures of a run's candidates; the sandbox starts with the first one. */
function lazyPictures(problem: LoadedProblem, reader: Reader, sandbox: SandboxLevel) {
  const pictures = whenFirstUsed(() => openPictures({ problem, seed: reader.facts.seed, jail: chooseJail(sandbox) }));
  return {
    of: sharePictures(async (commit, signal) => {
      const made = await (await pictures.use())?.of(readProgram(await reader.files(commit)), signal);
      return made && 'picture' in made ? sanitisePicture(made.picture)?.text : undefined;
    }),
    close: async () => await (await pictures.opened)?.close(),
  };
}
