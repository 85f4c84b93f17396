import type { Problem } from '../api/problem.ts';
import type { RunFacts } from '../api/store.ts';

/** What a run is, before anything is said of how it went. */
export interface Heading {
  readonly problem: string;
  readonly statement: string | undefined;
  readonly knownBest: { readonly score: number; readonly source: string } | undefined;
  readonly engine: string;
  readonly seed: number;
  /** When the run began, in milliseconds since 1970. */
  readonly started: number;
  readonly deterministic: boolean;
  readonly sandbox: readonly string[];
}

/** Statement and known best come from the problem, where it can be read as it was. */
export function headingOf(
  { problem, engine, seed, started, sandbox, config }: RunFacts,
  known: Pick<Problem, 'statement' | 'knownBest'> | undefined,
): Heading {
  return {
    ...{ problem: problem.name, statement: known?.statement, knownBest: known?.knownBest },
    ...{ engine, seed, started, deterministic: config.deterministic === true, sandbox },
  };
}
