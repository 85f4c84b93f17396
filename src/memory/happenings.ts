import { childOf, isPlaced, type ProposalAttempt, type Recorded, type TellResult } from '../api/attempt.ts';
import type { Happening } from '../api/playbook.ts';
import { resultOf } from './notes.ts';

/** Attempts that one reflection reads, at most. */
const most = 24;
/** Characters of feedback that are kept of an attempt. */
const feedbackKept = 300;
/** Attempts without a child, or with one that failed, in a row: something keeps going wrong. */
const failuresInARow = 5;

/** What happened since the last reflection: the attempts of models, and new champions that no operator made by chance. */
export class Happenings {
  #all: readonly Happening[] = [];
  #asked = 0;
  #failing = 0;
  #isUrgent = false;

  /** The oldest first. */
  get all(): readonly Happening[] {
    return this.#all;
  }

  /** Attempts of models. */
  get asked(): number {
    return this.#asked;
  }

  /** Whether there was a new champion, or a run of failures. */
  get isUrgent(): boolean {
    return this.#isUrgent;
  }

  /** A reflection has read them. */
  clear(): void {
    this.#all = [];
    this.#asked = 0;
    this.#isUrgent = false;
  }

  /** `from`: the score of its parent. */
  tell(attempt: ProposalAttempt, result: TellResult, from: number): void {
    const isAsked = attempt.proposal.model !== undefined;
    if (!isAsked && (attempt.cause === 'drawn' || !result.improvedChampion)) return;
    if (isAsked) this.#count(attempt);
    if (result.improvedChampion) this.#isUrgent = true;
    this.#all = [...this.#all, happeningOf(attempt, from, hasGained(result))].slice(-most);
  }

  #count(attempt: ProposalAttempt): void {
    this.#asked++;
    this.#failing = hasFailed(attempt) ? this.#failing + 1 : 0;
    if (this.#failing % failuresInARow === 0 && this.#failing > 0) this.#isUrgent = true;
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
  const result = outcome.status === 'refused' ? `refused (${outcome.reason})` : resultOf(outcome);
  return { number, summary, from, result, feedback: outcome.feedback.slice(0, feedbackKept), gained };
}
