import { basename } from 'node:path';
import { UsageError } from '../api/errors.ts';
import type { Machines } from '../api/evaluation.ts';
import type { Session } from '../compose/session.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { populationPath } from '../population-path.ts';
import { type Observation, observeRun } from '../ui/server/observe-run.ts';
import { readPage } from '../ui/server/page-files.ts';
import { type PageServer, servePage } from '../ui/server/serve.ts';

interface PageOptions {
  readonly port: number;
  readonly sandbox: SandboxLevel;
  /** Machines that score programs for the runs, where this process makes them. */
  readonly machines?: Machines | undefined;
}

/** Serves the page of some populations until it is closed. */
export async function openPage(populations: readonly string[], { port, ...options }: PageOptions): Promise<PageServer> {
  const token = tokenOf(process.env.GERMLINE_UI_TOKEN);
  const [page, observations] = await Promise.all([readPage(), observeAll(populations, options)]);
  const close = () => Promise.all(observations.map((one) => one.close()));
  const runs = observations.map(({ observed }) => observed);
  const served = await servePage({ port, token, runs, page }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { url: served.url, close: async () => void (await Promise.all([served.close(), close()])) };
}

/** Serves the page of a run that is about to start; closes the session on failure. */
export async function openPageBeside(session: Session, population: string, sandbox: SandboxLevel): Promise<PageServer> {
  const { machines } = session.run.engine.evaluator;
  return await openPage([population], { port: 0, sandbox, machines }).catch(async (error: unknown) => {
    await session.close();
    throw error;
  });
}

function tokenOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[\w-]{16,200}$/.test(text)) return text;
  throw new UsageError('GERMLINE_UI_TOKEN must have 16 to 200 characters: letters, digits, - or _.');
}

/** Observes all populations, or none if one cannot be read. */
async function observeAll(
  populations: readonly string[],
  { sandbox, machines }: Omit<PageOptions, 'port'>,
): Promise<Observation[]> {
  const opened = await Promise.allSettled(
    populations.map(async (population, id) => {
      const path = await populationPath(population);
      return await observeRun({ id, path, name: basename(path, '.git'), machines }, sandbox);
    }),
  );
  const open = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = opened.find((one) => one.status === 'rejected');
  if (!failed) return open;
  await Promise.all(open.map((one) => one.close()));
  throw failed.reason;
}
