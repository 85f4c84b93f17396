import { childOf, type Elite, type Learner, type Recorded, type TellResult } from '../api/attempt.ts';
import { plainLine } from '../plain.ts';
import { summaryOf } from '../record/codec.ts';

/** An attempt that changed the best score. */
export interface Step {
  readonly attempt: number;
  /** Proposals that were told by then, this one included. */
  readonly attempts: number;
  readonly at: number;
  readonly score: number;
  readonly summary: string;
}

/** The best score after an attempt that changed the champion. */
export function newBest({ attempt }: Recorded, { improvedChampion, corrected }: TellResult): number | undefined {
  const child = childOf(attempt);
  return improvedChampion && child?.status === 'scored' ? child.score : corrected;
}

/** The history of the best score of a run. */
export class Steps implements Learner {
  readonly all: Step[] = [];
  #attempts = 0;

  get best(): Step | undefined {
    return this.all.at(-1);
  }

  /** The best before the first attempt that is told. */
  begin({ number, score }: Elite): void {
    const summary = number === 0 ? 'initial program' : 'best so far';
    this.all.push({ attempt: number, attempts: 0, at: 0, score, summary });
  }

  tell(recorded: Recorded, result: TellResult): void {
    const { attempt } = recorded;
    if (attempt.kind === 'proposal') this.#attempts++;
    const score = newBest(recorded, result);
    if (score === undefined || score === this.best?.score) return; // a smaller program with the same score is not a step
    const summary = plainLine(attempt.kind === 'audit' ? `corrected by an ${summaryOf(attempt)}` : summaryOf(attempt));
    this.all.push({ attempt: attempt.number, attempts: this.#attempts, at: attempt.at, score, summary });
  }

  /** The best score at `width` equal steps from the first attempt to the last. */
  history(width: number): number[] {
    const at = (share: number) => this.all.findLast(({ attempts }) => attempts <= share * this.#attempts);
    return Array.from({ length: width }, (_, index) => at((index + 1) / width)?.score ?? Number.NaN).filter(
      Number.isFinite,
    );
  }
}
