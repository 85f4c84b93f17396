import type { LoadedProblem } from '../api/problem.ts';
import { chooseJail, type SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { type Drawing, draws, openDrawing } from '../evaluation/picture.ts';
import { readProgram } from '../language/program.ts';
import { openReader, type Reader } from '../record/git-reader.ts';
import { isWritten } from '../record/lock.ts';
import { sanitisePicture } from '../report/sanitise.ts';
import { observe } from '../ui/server/observe.ts';
import type { Observed } from '../ui/server/observed.ts';
import { sharePictures } from '../ui/server/pictures.ts';
import { recall } from './recall.ts';

/** A run that a page shows. */
export interface Observation {
  readonly observed: Observed;
  close(): Promise<void>;
}

/** Reads a run as far as it is, and follows it until it is closed. Its candidates are drawn when the page asks for it. */
export async function observeRun(
  { id, name, path }: { readonly id: number; readonly name: string; readonly path: string },
  sandbox: SandboxLevel,
): Promise<Observation> {
  const reader = await openReader(path);
  const { problem, ...recalled } = await recall(reader.facts).catch(async (error: unknown) => {
    await reader.close();
    throw error;
  });
  const pictures = problem && draws(problem) ? openPictures(problem, reader, sandbox) : undefined;
  const ended = new AbortController();
  const isRunning = () => isWritten(path);
  const sources = { id, name, reader, isRunning, ...recalled, draw: pictures?.draw };
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
function openPictures(problem: LoadedProblem, reader: Reader, sandbox: SandboxLevel) {
  let drawing: Promise<Drawing | undefined> | undefined;
  const open = async () => {
    try {
      return await openDrawing({ problem, seed: reader.facts.seed, jail: await chooseJail(sandbox) });
    } catch (error) {
      drawing = undefined; // the next one tries again
      throw error;
    }
  };
  return {
    draw: sharePictures(async (commit, signal) => {
      drawing ??= open();
      const drawn = await (await drawing)?.draw(readProgram(await reader.files(commit)), signal);
      return drawn && 'picture' in drawn ? sanitisePicture(drawn.picture)?.text : undefined;
    }),
    close: async () => await (await drawing)?.close(),
  };
}
