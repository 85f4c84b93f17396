import type { Artifacts, Metrics, StageResult } from './evaluator.ts';
import type { Program } from './program.ts';

/** Why a candidate got no score. All of these are the candidate's doing, except `evaluator-error`. */
export type Failure =
  | 'wrong' // the evidence does not hold
  | 'threw' // the candidate threw, or returned what cannot be copied
  | 'timed-out'
  | 'out-of-fuel' // more operations than the limit
  | 'out-of-memory'
  | 'crashed' // the thread or the whole process died
  | 'too-large' // more evidence than the limit
  | 'below-threshold' // a stage's score did not reach its threshold
  | 'evaluator-error'; // the evaluator's own score threw or gave no number

/** One stage's result and what it took. */
export interface StageReport extends StageResult {
  readonly milliseconds: number;
}

export interface Scored {
  readonly status: 'scored';
  readonly score: number;
  /** The metrics of all stages; a later stage's name wins. */
  readonly metrics: Metrics;
  readonly stages: readonly StageReport[];
  readonly feedback: string;
  /** Those of all stages; a later stage's name wins. Absent where there are none. */
  readonly artifacts?: Artifacts;
}

export interface Failed {
  readonly status: 'failed';
  readonly stage: string;
  readonly reason: Failure;
  /** The stages passed before. */
  readonly stages: readonly StageReport[];
  readonly feedback: string;
  /** Those of the stages passed before and of the one that failed. */
  readonly artifacts?: Artifacts;
}

export type Evaluation = Scored | Failed;

/** Hears of each stage that a program has passed. A program that was scored before passes none again. */
export type StageListener = (report: StageReport) => void;

/** Scores programs for the engine: many at once, in the sandbox. */
export interface EvaluatorPool {
  /** Never rejects for what a candidate does. Rejects with the signal's reason when aborted, or with an EnvironmentError. */
  evaluate(program: Program, signal?: AbortSignal, passed?: StageListener): Promise<Evaluation>;
  /** The score of one stage alone; NaN where it is not passed. */
  glance(program: Program, stage: number, signal?: AbortSignal): Promise<number>;
  close(): Promise<void>;
}
