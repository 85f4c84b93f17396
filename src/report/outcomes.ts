import type { Audited, Learner, Placement, ProposalAttempt, Recorded, Refused, TellResult } from '../api/attempt.ts';
import type { Failed } from '../api/evaluation.ts';
import { formatCount } from '../format.ts';

/** Proposals that ended for the same reason. */
export interface Reason {
  readonly status: 'refused' | 'failed';
  readonly reason: string;
  count: number;
  /** The latest such attempt. */
  example: { readonly attempt: number; readonly feedback: string };
}

/** Outcomes of proposals and audits, and restarts of islands. */
export class Outcomes implements Learner {
  /** Proposals. */
  attempts = 0;
  /** Children with a score, by what telling the archive did. */
  readonly placements = new Map<Placement, number>();
  readonly audits = new Map<Audited['status'], number>();
  /** Islands that were restarted. */
  restarts = 0;
  readonly #reasons = new Map<string, Reason>();

  /** Why proposals got no score, the most frequent first. */
  get reasons(): readonly Reason[] {
    return [...this.#reasons.values()].sort((a, b) => b.count - a.count);
  }

  /** Numbers of proposals that ended so, by reason. */
  counts(status: Reason['status']): ReadonlyMap<string, number> {
    const own = this.reasons.filter((reason) => reason.status === status);
    return new Map(own.map(({ reason, count }) => [reason, count]));
  }

  tell({ attempt }: Recorded, result: TellResult): void {
    if (result.restarted !== undefined) this.restarts++;
    if (attempt.kind === 'audit') count(this.audits, attempt.verdict.status);
    if (attempt.kind === 'proposal') this.#take(attempt, result);
  }

  #take({ number, outcome }: ProposalAttempt, { placement = 'rejected' }: TellResult): void {
    this.attempts++;
    if (outcome.status === 'scored') count(this.placements, placement);
    else this.#explain(number, outcome);
  }

  #explain(attempt: number, { status, reason, feedback }: Refused | Failed): void {
    const example = { attempt, feedback };
    const found = this.#reasons.get(`${status} ${reason}`) ?? { status, reason, count: 0, example };
    this.#reasons.set(`${status} ${reason}`, found);
    found.count++;
    found.example = example;
  }
}

/** The number of attempts, and that of audits, which are entries of the record of their own. */
export function describeCounts({ attempts, audits }: Outcomes): string {
  const held = total(audits);
  return held > 0 ? `${attempts} attempts and ${formatCount(held, 'audit')}` : `${attempts} attempts`;
}

function count<Name>(counts: Map<Name, number>, name: Name): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Sum of a map of counts. */
export function total(counts: ReadonlyMap<unknown, number>): number {
  return counts.values().reduce((sum, value) => sum + value, 0);
}
