import type { Failure } from '../src/api/evaluation.ts';
import type { Limits, ScoreResult } from '../src/api/evaluator.ts';

/** Messages between the engine, the evaluator host and its threads: types of plain data only. */

/** A stage as the sandbox sees it: text only, nothing that could run in the engine. */
export interface SandboxStage {
  readonly name: string;
  /** The drive as the text of a JavaScript expression. */
  readonly drive: string;
  /** The inputs, each as JSON text. */
  readonly inputs: readonly string[];
  /** The state in which the realm's `Math.random` starts, for each input. */
  readonly randomStates: readonly RandomState[];
  readonly limits: Limits;
  readonly timing?: { readonly rounds: number };
}

/** A state of sfc32 without its counter: three 32-bit integers. */
export type RandomState = readonly [number, number, number];

/** The part of an evaluator that the host and its threads see. It does not contain the run's seed. */
export interface SandboxPlan {
  readonly stages: readonly SandboxStage[];
  /** The linked initial program, for timed stages. */
  readonly reference: string;
  readonly threads: number;
}

/** One candidate in one stage. */
export interface SandboxTask {
  readonly stage: number;
  /** The candidate's files linked into the body of one function; metered where the stage limits operations. */
  readonly script: string;
}

/** Operations of all inputs together, and of the one that took most. */
export interface Operations {
  readonly total: number;
  readonly most: number;
}

/** The result of a task: the evidence as JSON text, or why there is none. */
export type SandboxAnswer =
  | {
      readonly status: 'evidence';
      readonly text: string;
      /** Processor time of the thread. */
      readonly milliseconds: number;
      /** If the stage limits them. */
      readonly operations?: Operations;
    }
  | { readonly status: 'failed'; readonly reason: Failure; readonly message: string };

export type ToHost =
  | { readonly kind: 'open'; readonly plan: SandboxPlan }
  /** `alone`: nothing else runs in the host until this task has its answer. `urgent`: it goes ahead of those that wait. */
  | {
      readonly kind: 'run';
      readonly id: string;
      readonly task: SandboxTask;
      readonly alone: boolean;
      readonly urgent: boolean;
    }
  | { readonly kind: 'cancel'; readonly id: string };

export type FromHost =
  | { readonly kind: 'ready' }
  /** Its memory exceeds what its threads may use together, so it ends. */
  | { readonly kind: 'memory' }
  | { readonly kind: 'answer'; readonly id: string; readonly answer: SandboxAnswer };

/** Passed to a thread of the host when it starts. It notes in `started` when it began the task of a slot: see `Starts`. */
export interface ThreadData {
  readonly plan: SandboxPlan;
  readonly started: SharedArrayBuffer;
}

export interface ThreadTask extends SandboxTask {
  readonly slot: number;
}

/** The answer of a thread that then ends itself. */
export interface LastWords {
  readonly slot: number;
  readonly answer: SandboxAnswer;
}

/** Passed to a score thread when it starts. */
export interface ScoreData {
  /** Absolute path of the problem's `problem.ts`. */
  readonly path: string;
  /** The inputs of every stage, each as JSON text. */
  readonly inputs: readonly (readonly string[])[];
}

/** The evidence of one candidate in one stage: of a drive as JSON text, of commands one entry for each input. */
export interface ScoreTask {
  readonly stage: number;
  readonly evidence: string | readonly unknown[];
}

/** The evaluator itself is at fault; `broken` says why. */
export interface Broken {
  readonly broken: string;
  /** What the machine has run out of meanwhile, and what to do: then the evaluator is not at fault. */
  readonly exhausted?: string;
}

export type ScoreAnswer = ScoreResult | Broken;

/** The text of a picture, of which only plain shapes are to be trusted. */
export type PictureAnswer = { readonly picture: string } | Broken;
