import type { Exchange, Refusal } from './attempt.ts';
import type { Metrics } from './evaluator.ts';
import type { Files, Random } from './program.ts';

/** A candidate that a proposer may look at. */
export interface Candidate {
  readonly number: number;
  readonly files: Files;
  readonly score: number;
  readonly metrics?: Metrics;
  /** What its evaluation said. */
  readonly feedback?: string;
}

/** Something that was tried from a parent and did not help. */
export interface Try {
  readonly number: number;
  readonly summary: string;
  /** What became of it, such as `failed (timed-out)` or `score 1.2`. */
  readonly result: string;
  readonly feedback: string;
}

/** What a proposer is given: one parent, and others that are good or different. */
export interface Request {
  readonly statement: string;
  /** What the entry file must export, in words. */
  readonly interface?: string;
  readonly parent: Candidate;
  readonly inspirations: readonly Candidate[];
  /** What was tried from the parent lately, the latest last. */
  readonly tries?: readonly Try[];
  readonly random: Random;
  /** In a replay: what was exchanged with the model then, which takes the place of asking it. */
  readonly exchanges?: readonly Exchange[];
}

/** A child, or the reason there is none. */
export type Proposal =
  | {
      readonly status: 'proposed';
      readonly files: Files;
      /** One line: what was changed. */
      readonly summary: string;
      /** A second parent, when the child took code from it. */
      readonly mate?: number;
      readonly exchanges?: readonly Exchange[];
    }
  | {
      readonly status: 'refused';
      readonly reason: Refusal;
      readonly feedback: string;
      readonly summary?: string;
      readonly exchanges?: readonly Exchange[];
    };

/** Suggests a change. Model-free ones answer at once and are a pure function of the request. */
export interface Proposer {
  readonly name: string;
  propose(request: Request, signal: AbortSignal): Proposal | Promise<Proposal>;
}
