import type { Direction } from '../api/direction.ts';
import type { Problem } from '../api/problem.ts';
import type { RunFacts } from '../api/store.ts';

/** The identity of a run: its problem, seed and settings. */
export interface Heading {
  readonly problem: string;
  readonly statement: string | undefined;
  /** Which scores are better. */
  readonly direction: Direction;
  readonly knownBest: { readonly score: number; readonly source: string } | undefined;
  readonly engine: string;
  readonly seed: number;
  /** Start of the run, in milliseconds since 1970. */
  readonly started: number;
  readonly deterministic: boolean;
  readonly sandbox: readonly string[];
  /** Whether candidates can forge their scores. */
  readonly unprotected: boolean;
}

/** The warning that goes with every score of a run without a judge. */
export const unprotectedText =
  'Unprotected: candidates can forge their scores. Nothing judges what they print, or the evaluator runs them in its own process.';

/** Statement and best known score come from the problem, if it is unchanged. */
export function headingOf(
  { problem, direction, engine, seed, started, sandbox, unprotected = false, config }: RunFacts,
  known: Pick<Problem, 'statement' | 'knownBest'> | undefined,
): Heading {
  return {
    ...{ problem: problem.name, statement: known?.statement, direction, knownBest: known?.knownBest },
    ...{ engine, seed, started, deterministic: config.deterministic === true, sandbox, unprotected },
  };
}
