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
  /** In a replay: the `answer` that the proposal had when it was recorded, to be taken instead of asking or searching. */
  readonly recorded?: string;
  /** For proposers that search by themselves; absent in a replay. */
  readonly trials?: Trials;
}

/** Scores programs while a proposer searches, in the sandbox as any candidate. Counted, and bounded in number and time. */
export interface Trials {
  /** How many programs may still be scored; 0 once the time is over. */
  readonly left: number;
  /** Score of each program; NaN where it gets none, or where the bound was reached before. */
  score(programs: readonly Files[]): Promise<readonly number[]>;
}

/** A child, or the reason there is none. */
export type Proposal = (
  | {
      readonly status: 'proposed';
      readonly files: Files;
      /** One line: what was changed. */
      readonly summary: string;
      /** A second parent, when the child took code from it. */
      readonly mate?: number;
    }
  | { readonly status: 'refused'; readonly reason: Refusal; readonly feedback: string }
) & {
  /** What does not follow from the request, such as what a model said or a search found; `recorded` gives it back. */
  readonly answer?: string;
};

/**
 * Suggests a change: a pure function of the request, its answers from outside being part of it. Operators answer at
 * once; who asks a model or searches with trials returns a promise.
 */
export interface Proposer {
  readonly name: string;
  propose(request: Request, signal: AbortSignal): Proposal | Promise<Proposal>;
}
