import { type Attempt, evaluationsOf, type Learner, type Recorded, type TellResult } from '../api/attempt.ts';

/** A moment of a run: attempts told, and milliseconds by the run's clock. */
export interface Moment {
  readonly told: number;
  readonly at: number;
}

/** The cost of a search so far, and its last gain. */
export class Effort implements Learner {
  #told = 0;
  /** Initial programs and orders, which no limit counts. */
  #uncounted = 0;
  #evaluations = 0;
  #milliseconds = 0;
  #auditMilliseconds = 0;
  #audits = 0;
  /** Evaluations of whole attempts, and the time that they took, waiting included. */
  #judged = 0;
  #judgedMilliseconds = 0;
  #lastGain: Moment = { told: 0, at: 0 };
  /** When the last attempt was told, by the run's clock. */
  #elapsed = 0;

  /** Attempts that were told, without initial programs and orders. */
  get attempts(): number {
    return this.#told - this.#uncounted;
  }

  /** Programs that were scored: children and trials, without initial programs and audits. */
  get evaluations(): number {
    return this.#evaluations;
  }

  /** Share of the time that went into audits, from 0 to 1. */
  get auditShare(): number {
    return this.#milliseconds > 0 ? this.#auditMilliseconds / this.#milliseconds : 0;
  }

  /** Audits that can still be held within a share of the run's time so far, in which one takes as long as those before. */
  auditsWithin(share: number): number {
    return Math.max(0, Math.floor((share * this.#elapsed - this.#auditMilliseconds) / Math.max(1, this.auditTime)));
  }

  /**
   * What an audit takes, in milliseconds. Until there was one, this is an estimate: at most six pairs of evaluations and
   * the start of a process.
   */
  get auditTime(): number {
    return this.#audits > 0 ? this.#auditMilliseconds / this.#audits : 1000 + 12 * this.evaluationTime;
  }

  /** What an evaluation takes beside others, in milliseconds. */
  get evaluationTime(): number {
    return this.#judged > 0 ? this.#judgedMilliseconds / this.#judged : 0;
  }

  /** When the best score rose last. */
  get lastGain(): Moment {
    return this.#lastGain;
  }

  tell({ attempt }: Recorded, { improvedChampion }: TellResult): void {
    this.#told++;
    this.#elapsed = Math.max(this.#elapsed, attempt.at);
    if (attempt.kind === 'initial' || attempt.kind === 'order') this.#uncounted++;
    this.#evaluations += evaluationsOf(attempt);
    this.#milliseconds += attempt.cost.propose + attempt.cost.evaluate;
    this.#tellTimes(attempt);
    if (improvedChampion) this.#lastGain = { told: this.#told, at: attempt.at };
  }

  #tellTimes({ kind, cost }: Attempt): void {
    if (kind === 'audit') {
      this.#audits++;
      this.#auditMilliseconds += cost.evaluate;
    } else if (cost.evaluate > 0) {
      this.#judged++;
      this.#judgedMilliseconds += cost.evaluate;
    }
  }
}
