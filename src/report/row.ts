import { type Attempt, type Cause, modelOf, parentsOf } from '../api/attempt.ts';
import { summaryOf } from '../record/codec.ts';
import { outcomeOf, type Status } from './outcome.ts';

/** The short form of an attempt, the same for every kind: for lists, events and the page. */
export interface AttemptRow {
  readonly number: number;
  readonly kind: Attempt['kind'];
  /** Why a proposal was made. */
  readonly cause: Cause | undefined;
  /** When it finished, in milliseconds since the run began. */
  readonly at: number;
  /** Of a proposal. */
  readonly island: number | undefined;
  /** Its maker: the name of a proposer, `initial`, `audit`, or the author of a hint or an order. */
  readonly proposer: string;
  readonly model: string | undefined;
  /** The first parent, and the second of a crossover. */
  readonly parents: readonly number[];
  readonly inspirations: readonly number[];
  /** The candidate that an audit evaluated again. */
  readonly candidate: number | undefined;
  readonly summary: string;
  readonly status: Status;
  /** Why there is no score. */
  readonly reason: string | undefined;
  /** Its score; for an audit, the score that it found. */
  readonly score: number | undefined;
}

export function rowOf(attempt: Attempt): AttemptRow {
  const { number, kind, at } = attempt;
  const { cause, drawn } = attempt.kind === 'proposal' ? attempt : notDrawn;
  const outcome = outcomeOf(attempt);
  return {
    ...{ number, kind, cause, at, island: drawn?.island, proposer: proposerOf(attempt), model: modelOf(attempt) },
    ...{ parents: parentsOf(attempt), inspirations: drawn?.inspirations ?? [] },
    candidate: attempt.kind === 'audit' ? attempt.candidate : undefined,
    summary: summaryOf(attempt),
    status: outcome.status,
    reason: 'reason' in outcome ? outcome.reason : undefined,
    score: 'score' in outcome ? outcome.score : undefined,
  };
}

const notDrawn = { cause: undefined, drawn: undefined };

/** The maker of an attempt. */
export function proposerOf(attempt: Attempt): string {
  switch (attempt.kind) {
    case 'proposal':
      return attempt.proposal.proposer;
    case 'reflection':
    case 'order':
      return attempt.by;
    default:
      return attempt.kind;
  }
}
