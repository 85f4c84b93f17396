import type { Refusal } from './attempt.ts';
import type { Files, Random } from './program.ts';

/** A candidate that a proposer may look at. */
export interface Candidate {
  readonly number: number;
  readonly files: Files;
  readonly score: number;
}

/** What a proposer is given: one parent, and others that are good or different. */
export interface Request {
  readonly statement: string;
  readonly parent: Candidate;
  readonly inspirations: readonly Candidate[];
  readonly random: Random;
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
    }
  | { readonly status: 'refused'; readonly reason: Refusal; readonly feedback: string };

/** Suggests a change. Model-free ones answer at once and are a pure function of the request. */
export interface Proposer {
  readonly name: string;
  propose(request: Request, signal: AbortSignal): Proposal | Promise<Proposal>;
}
