import { UsageError } from '../api/errors.ts';
import type { Machines } from '../api/evaluation.ts';
import type { Session } from '../compose/session.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { listPopulations, populationName, populationPath } from '../population-path.ts';
import { observeRun } from '../ui/server/observe-run.ts';
import { readPage } from '../ui/server/page-files.ts';
import { type RunSource, Runs } from '../ui/server/runs.ts';
import { type PageServer, servePage } from '../ui/server/serve.ts';

interface PageOptions {
  readonly port: number;
  readonly sandbox: SandboxLevel;
  /** Whether the page may change runs. */
  readonly control: boolean;
  /** Machines that score programs for the runs, where this process makes them. */
  readonly machines?: Machines | undefined;
}

/** Serves the page of some populations until it is closed; without any, that of all runs in the folder of runs. */
export async function openPage(
  populations: readonly string[],
  { port, control, ...options }: PageOptions,
): Promise<PageServer> {
  const token = tokenOf(process.env.GERMLINE_UI_TOKEN);
  const runs = new Runs(await sourceOf(populations, options));
  try {
    const [page] = await Promise.all([readPage(), populations.length > 0 && openAll(runs)]);
    const served = await servePage({ port, token, control, runs, page, sandbox: options.sandbox });
    return { url: served.url, close: async () => void (await Promise.all([served.close(), runs.close()])) };
  } catch (error) {
    await runs.close();
    throw error;
  }
}

async function sourceOf(
  populations: readonly string[],
  { sandbox, machines }: Omit<PageOptions, 'port' | 'control'>,
): Promise<RunSource> {
  const observe: RunSource['observe'] = (run) => observeRun({ ...run, machines }, sandbox);
  if (populations.length === 0) return { names: listPopulations, path: populationPath, observe };
  const paths = await Promise.all(populations.map(populationPath));
  // Runs of one name in several folders are told apart by their paths.
  const byName = Map.groupBy(new Set(paths), populationName);
  const named = new Map(
    [...byName].flatMap(([name, all]) => all.map((path) => [all.length > 1 ? path : name, path] as const)),
  );
  return { names: async () => [...named.keys()], path: async (name) => named.get(name) ?? name, observe };
}

/** Reads all runs; fails where one of them cannot be read. */
async function openAll(runs: Runs): Promise<void> {
  await Promise.all((await runs.names()).map(({ id }) => runs.open(id)));
}

/** Serves the page of a run that is about to start; closes the session on failure. */
export async function openPageBeside(
  session: Session,
  population: string,
  options: Pick<PageOptions, 'sandbox' | 'control'>,
): Promise<PageServer> {
  const { machines } = session.run.engine.evaluator;
  return await openPage([population], { port: 0, ...options, machines }).catch(async (error: unknown) => {
    await session.close();
    throw error;
  });
}

function tokenOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[\w-]{16,200}$/.test(text)) return text;
  throw new UsageError('GERMLINE_UI_TOKEN must have 16 to 200 characters: letters, digits, - or _.');
}
