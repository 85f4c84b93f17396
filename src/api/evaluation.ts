import type { Artifacts, Metrics, StageResult } from './evaluator.ts';
import type { Program } from './program.ts';

/** Why a candidate got no score. All of these are the candidate's doing, except `evaluator-error`. */
export type Failure =
  | 'wrong' // the evidence does not hold
  | 'threw' // the candidate threw, or returned what cannot be copied
  | 'build-failed' // its check or its build refused it
  | 'timed-out' // more processor time than the limit
  | 'stalled' // its wall time ran out twice, though not its CPU time: it waited, or the machine did
  | 'out-of-fuel' // more operations than the limit
  | 'out-of-memory'
  | 'crashed' // the thread or the whole process died
  | 'too-large' // more evidence than the limit
  | 'missed-threshold' // a stage's score was worse than its threshold
  | 'evaluator-error'; // the evaluator's own score threw or returned no number

/** One stage's result and its cost. */
export interface StageReport extends StageResult {
  /** Processor time of the whole stage; wall time of programs that may start processes. */
  readonly milliseconds: number;
  /** Operations of the call that took most, where the stage limits them. */
  readonly mostOperations?: number;
}

export interface Scored {
  readonly status: 'scored';
  readonly score: number;
  /** The metrics of all stages; a later stage's name wins. */
  readonly metrics: Metrics;
  readonly stages: readonly StageReport[];
  /** Feedback of all stages, under their names where several have some. */
  readonly feedback: string;
  /** Artifacts of all stages; a later stage's name wins. Absent if there are none. */
  readonly artifacts?: Artifacts;
  /** The name of the other machine that scored it; absent where the run's own did, and in deterministic runs. */
  readonly machine?: string;
}

export interface Failed {
  readonly status: 'failed';
  readonly stage: string;
  readonly reason: Failure;
  /** The stages passed before. */
  readonly stages: readonly StageReport[];
  readonly feedback: string;
  /** Artifacts of the stages passed before and of the one that failed. */
  readonly artifacts?: Artifacts;
  /** As for a program with a score. */
  readonly machine?: string;
}

export type Evaluation = Scored | Failed;

/** Whether a program failed through a mistake in it, rather than by scoring too low. */
export function isMistake({ reason }: Failed): boolean {
  return reason !== 'missed-threshold' && reason !== 'evaluator-error';
}

/** One repetition of an audit: the candidate and, if they can be compared, the initial program in the same fresh process. */
export interface Repetition {
  readonly candidate: Evaluation;
  readonly initial: Evaluation | undefined;
}

/** Which repetition of an audit is wanted. */
export interface RepetitionTerms {
  /** The evaluation seed. */
  readonly seed: number;
  readonly index: number;
  /** The name of the machine that scored the candidate, where it is known: another one is better. */
  readonly foundBy?: string | undefined;
}

/** Another machine, as a run knows it now. */
export interface MachineState {
  readonly name: string;
  /** `gone`: it said nothing for a while. `put aside`: its answers count no more. */
  readonly state: 'there' | 'gone' | 'put aside';
  /** Programs that its workers score at once, and those that they score now. */
  readonly slots: number;
  readonly busy: number;
}

/** Other machines that score the programs of a pool. */
export interface Machines {
  /** Programs that they score at once; machines come and go. */
  readonly slots: number;
  /** Names of those whose answers count no more. */
  readonly aside: ReadonlySet<string>;
  /** All of them, also those that have gone lately. */
  readonly all: readonly MachineState[];
  /** Programs that wait for a machine to begin with them. */
  readonly waiting: number;
  /** Programs that were sent again since the run began, as the queue had lost them. */
  readonly resent: number;
  /** One line for people: the machines that are there, and what they do. */
  readonly text: string;
  /** Whether the search is over: then programs that wait while there is no machine are scored here. */
  drain(on: boolean): void;
}

/** Scores programs for the engine: many at once, in the sandbox. */
export interface EvaluatorPool {
  /**
   * Never rejects because of a candidate. Rejects with the signal's reason when aborted, or with an EnvironmentError. A
   * program that is `urgent` goes ahead of those that wait: a model waits for its result.
   */
  evaluate(program: Program, signal?: AbortSignal, urgent?: boolean): Promise<Evaluation>;
  /** The score of one stage alone; NaN if the program does not pass it. */
  glance(program: Program, stage: number, signal?: AbortSignal): Promise<number>;
  close(): Promise<void>;
  /** Present where other machines score programs. */
  readonly machines?: Machines | undefined;
  /** Repeats an evaluation for an audit. Present where only other machines can. */
  readonly repeat?:
    | ((program: Program, terms: RepetitionTerms, signal?: AbortSignal) => Promise<Repetition>)
    | undefined;
}
