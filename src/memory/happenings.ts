import { childOf, isPlaced, type ProposalAttempt, type Recorded, type TellResult } from '../api/attempt.ts';
import type { Happening } from '../api/playbook.ts';
import { formatOutcome } from '../format.ts';

/** Attempts that one reflection reads, at most. */
const most = 24;
/** Characters of feedback that are kept of an attempt. */
const feedbackKept = 300;
/** Attempts without a child, or with one that failed, in a row: something keeps going wrong. */
const failuresInARow = 5;

/** An attempt, and how many attempts had been told when it was. */
interface Entry {
  readonly happening: Happening;
  readonly told: number;
  readonly isAsked: boolean;
  /** Whether it is a new champion, or ends a run of failures. */
  readonly isUrgent: boolean;
}

/** Events since the last reflection: the attempts of models, and new champions that no operator made by chance. */
export class Happenings {
  #entries: readonly Entry[] = [];
  #asked = 0;
  #failing = 0;
  #isUrgent = false;

  /** The oldest first. */
  get all(): readonly Happening[] {
    return this.#entries.map(({ happening }) => happening);
  }

  /** Attempts of models. */
  get asked(): number {
    return this.#asked;
  }

  /** Whether there was a new champion, or a run of failures. */
  get isUrgent(): boolean {
    return this.#isUrgent;
  }

  /** A reflection has read what had been told at its watermark. */
  clear(watermark: number): void {
    this.#entries = this.#entries.filter(({ told }) => told > watermark);
    this.#asked = this.#entries.filter(({ isAsked }) => isAsked).length;
    this.#isUrgent = this.#entries.some(({ isUrgent }) => isUrgent);
  }

  /** `told`: how many attempts were told with this one; `from`: the score of its parent. */
  tell(attempt: ProposalAttempt, result: TellResult, { told, from }: { told: number; from: number }): void {
    const isAsked = attempt.proposal.model !== undefined;
    if (!isAsked && (attempt.cause === 'drawn' || !result.improvedChampion)) return;
    if (isAsked) this.#count(attempt);
    const isUrgent = result.improvedChampion || (isAsked && this.#keepsFailing);
    this.#isUrgent ||= isUrgent;
    const happening = happeningOf(attempt, from, hasGained(result));
    this.#entries = [...this.#entries, { happening, told, isAsked, isUrgent }].slice(-most);
  }

  #count(attempt: ProposalAttempt): void {
    this.#asked++;
    this.#failing = hasFailed(attempt) ? this.#failing + 1 : 0;
  }

  get #keepsFailing(): boolean {
    return this.#failing > 0 && this.#failing % failuresInARow === 0;
  }
}

/** Whether the child is better than its parents and has a place. */
export function hasGained({ placement, improvedParent }: TellResult): boolean {
  return improvedParent && isPlaced(placement);
}

/** Whether no child came of it, or one without a score. */
export function hasFailed(attempt: Recorded['attempt']): boolean {
  return childOf(attempt)?.status !== 'scored';
}

function happeningOf({ number, proposal, outcome }: ProposalAttempt, from: number, gained: boolean): Happening {
  const { summary = proposal.proposer } = proposal;
  const result = formatOutcome(outcome);
  return { number, summary, from, result, feedback: outcome.feedback.slice(0, feedbackKept), gained };
}
