import { childOf, type Learner, type Recorded } from '../api/attempt.ts';
import { formatShare } from '../format.ts';

/** What one machine did for a run. */
export interface MachineFacts {
  /** Its name; undefined for the machine of the run. */
  readonly machine: string | undefined;
  /** Candidates that it evaluated, those with a score among them, and those without. */
  readonly evaluations: number;
  readonly scored: number;
  readonly failed: number;
  /** Of all evaluations of the run, from 0 to 1. */
  readonly share: number;
  /** Candidates that it scored and an audit refuted. */
  readonly refuted: number;
}

type Count = { -readonly [Name in 'scored' | 'failed' | 'refuted']: MachineFacts[Name] };

/** Counts of evaluations by the machine that made them. */
export class MachineCounts implements Learner {
  readonly #counts = new Map<string | undefined, Count>();
  /** Machines by the candidate that they scored. */
  readonly #scored = new Map<number, string>();

  /** The busiest first; empty where only the machine of the run evaluated. */
  get all(): readonly MachineFacts[] {
    if (this.#counts.keys().every((machine) => machine === undefined)) return [];
    const total = this.#counts.values().reduce((sum, { scored, failed }) => sum + scored + failed, 0);
    const all = [...this.#counts].map(([machine, count]) => {
      const evaluations = count.scored + count.failed;
      return { machine, evaluations, ...count, share: evaluations / total };
    });
    return all.sort((a, b) => b.evaluations - a.evaluations);
  }

  tell({ attempt }: Recorded): void {
    const child = childOf(attempt);
    if (child) this.#of(child.machine)[child.status]++;
    if (child?.machine !== undefined) this.#scored.set(attempt.number, child.machine);
    if (attempt.kind !== 'audit' || attempt.verdict.status !== 'refuted') return;
    this.#of(this.#scored.get(attempt.candidate)).refuted++;
  }

  #of(machine: string | undefined): Count {
    const count = this.#counts.get(machine) ?? { scored: 0, failed: 0, refuted: 0 };
    this.#counts.set(machine, count);
    return count;
  }
}

export const machineColumns = ['machine', 'evaluations', 'share', 'scored', 'failed', 'refuted by audits'];

/** One machine as a row of `machineColumns`. */
export function machineRow({ machine, evaluations, share, scored, failed, refuted }: MachineFacts): readonly string[] {
  const counts = [scored, failed, refuted].map(String);
  return [machine ?? "the run's own", String(evaluations), formatShare(share), ...counts];
}
