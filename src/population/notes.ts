import type { Attempt, Outcome } from '../api/attempt.ts';
import type { Metrics } from '../api/evaluator.ts';
import type { Try } from '../api/proposer.ts';
import { formatNumber } from '../format.ts';
import { ByCandidate } from './by-candidate.ts';

/** Tries that are kept for each parent. */
const kept = 4;

/** What is known of a candidate beside its text. */
interface Note {
  metrics: Metrics;
  feedback: string;
  readonly tries: (Try & { readonly prompted: boolean })[];
}

/**
 * What is told to models about candidates that may be drawn: metrics, feedback, and what was tried from them and did
 * not help. A function of the attempts it was told; of the others it forgets all.
 */
export class Notes {
  readonly #notes: ByCandidate<Note>;

  constructor(members: () => ReadonlySet<number>) {
    this.#notes = new ByCandidate(members);
  }

  of(number: number): { readonly metrics: Metrics; readonly feedback: string; readonly tries: readonly Try[] } {
    const { metrics, feedback, tries } = this.#notes.get(number) ?? { metrics: {}, feedback: '', tries: [] };
    return { metrics, feedback, tries: tries.map(({ prompted: _, ...tried }) => tried) };
  }

  /** Takes in an attempt after the population has. */
  tell(attempt: Attempt, helped: boolean): void {
    const { number, outcome, parents } = attempt;
    const [parent] = parents;
    if (parent !== undefined && !helped) this.#remember(parent, attempt);
    if (outcome.status !== 'scored') return;
    this.#notes.set(number, { metrics: outcome.metrics, feedback: outcome.feedback, tries: [] });
  }

  #remember(parent: number, { number, outcome, summary, model }: Attempt): void {
    const note = this.#notes.get(parent);
    const prompted = model !== undefined;
    const result = resultOf(outcome);
    if (!note || !result || (outcome.status === 'scored' && !prompted)) return;
    note.tries.push({ number, summary, result, feedback: outcome.feedback.slice(0, 500), prompted });
    if (note.tries.length > kept) note.tries.splice(leastOf(note.tries), 1);
  }
}

/** What became of a child; undefined where there was none. */
function resultOf(outcome: Outcome): string | undefined {
  if (outcome.status === 'scored') return `score ${formatNumber(outcome.score)}`;
  return outcome.status === 'failed' ? `failed (${outcome.reason} in ${outcome.stage})` : undefined;
}

/** The oldest try of an operator, or else the oldest: what models tried says more. */
function leastOf(tries: readonly { readonly prompted: boolean }[]): number {
  return Math.max(
    0,
    tries.findIndex(({ prompted }) => !prompted),
  );
}
