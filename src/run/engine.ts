import type { Attempt, Audited, TellResult } from '../api/attempt.ts';
import type { EvaluatorPool } from '../api/evaluation.ts';
import type { Program } from '../api/program.ts';
import type { Clock } from './clock.ts';
import type { SearchState } from './state.ts';
import type { Vectors } from './vectors.ts';

/** Attempts are a function of the state; the rest evaluates and records them. */
export interface Engine {
  readonly state: SearchState;
  readonly evaluator: EvaluatorPool;
  /** Evaluates a candidate with a claimed score again, independently of the search. `foundBy`: the other machine that scored it. */
  readonly audit: (program: Program, claimed: number, signal: AbortSignal, foundBy?: string) => Promise<Audited>;
  readonly clock: Clock;
  /** Vectors of programs, where an embedding model is given. */
  readonly vectors?: Vectors | undefined;
  /**
   * How many attempts keep the evaluators busy: as many programs may one attempt evaluate at once, and as many children of
   * models wait for evaluations. Follows the machines where there are several.
   */
  readonly lanes: number;
}

/** Hears about the run; may not change it. */
export interface Reporter {
  attempted?(attempt: Attempt, result: TellResult): void;
  /** Something that a person should know, such as a model server that went down. */
  notice?(text: string): void;
}
