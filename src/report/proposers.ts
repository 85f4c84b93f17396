import {
  childOf,
  type Elite,
  isPlaced,
  type Learner,
  type ProposalAttempt,
  type Recorded,
  type TellResult,
  tokensOf,
} from '../api/attempt.ts';
import { type Direction, fitnessOf } from '../api/direction.ts';
import { newBest } from './steps.ts';

/** Counts of proposals. */
interface Yield {
  tries: number;
  /** Tries that made a child to evaluate. */
  children: number;
  /** Children that filled or improved a cell; undefined if the axes of the archive are not known. */
  placed: number | undefined;
  /** Of prompts and answers. */
  tokens: number;
}

/** Counts of one proposer, alone or with a model. */
interface Work extends Yield {
  readonly proposer: string;
  readonly model: string | undefined;
  /** Seconds of proposing and evaluating, summed over concurrent attempts. */
  seconds: number;
}

interface Count extends Work {
  /** Of the best score by its children, with corrections of audits. */
  change: number;
}

/** Counts of one proposer, alone or with a model, over the whole run. */
export interface ProposerFacts extends Readonly<Work> {
  /** By how much its children made the best score better, minus corrections of audits. */
  readonly gain: number;
}

/** Counts of one model, over all its proposers. */
export interface ModelYield extends Readonly<Yield> {
  readonly model: string;
}

/** Counts by proposer and by model. */
export class Proposers implements Learner {
  readonly #counts = new Map<string, Count>();
  /** By candidate. */
  readonly #authors = new Map<number, Count>();
  #best: number | undefined;

  get all(): readonly Readonly<Work>[] {
    return [...this.#counts.values()];
  }

  /** The largest gain first. */
  ranked(direction: Direction): readonly ProposerFacts[] {
    const all = this.#counts.values().map(({ change, ...work }) => ({ ...work, gain: fitnessOf(direction, change) }));
    return [...all].sort((a, b) => b.gain - a.gain || (b.placed ?? 0) - (a.placed ?? 0) || b.tries - a.tries);
  }

  get models(): readonly ModelYield[] {
    const groups = Map.groupBy(this.#counts.values(), ({ model }) => model);
    return [...groups].flatMap(([model, group]) => (model === undefined ? [] : [{ model, ...sum(group) }]));
  }

  /** The best before the first attempt that is told. */
  begin({ score }: Elite): void {
    this.#best = score;
  }

  /**
   * Credits a change of the best score to the proposer of the attempt, and a correction by an audit to the proposer of the
   * audited attempt.
   */
  tell(recorded: Recorded, result: TellResult): void {
    const { attempt } = recorded;
    const change = this.#change(recorded, result);
    if (attempt.kind === 'proposal') this.#credit(attempt, result, change);
    const audited = attempt.kind === 'audit' && this.#authors.get(attempt.candidate);
    if (audited) audited.change += change;
  }

  #change(recorded: Recorded, result: TellResult): number {
    const before = this.#best;
    this.#best = newBest(recorded, result) ?? before;
    return before === undefined ? 0 : this.#best! - before;
  }

  #credit(attempt: ProposalAttempt, { placement }: TellResult, change: number): void {
    const count = this.#of(attempt);
    const child = childOf(attempt);
    count.tries++;
    if (child) count.children++;
    if (child?.status === 'scored') this.#authors.set(attempt.number, count);
    if (isPlaced(placement)) count.placed = (count.placed ?? 0) + 1;
    count.change += change;
    count.seconds += (attempt.cost.propose + attempt.cost.evaluate) / 1000;
    count.tokens += tokensOf(attempt);
  }

  #of({ proposal: { proposer, model } }: ProposalAttempt): Count {
    const key = JSON.stringify([proposer, model]);
    const none = { proposer, model, tries: 0, children: 0, placed: 0, change: 0, seconds: 0, tokens: 0 };
    const count = this.#counts.get(key) ?? none;
    this.#counts.set(key, count);
    return count;
  }
}

function sum(group: readonly Yield[]): Yield {
  const of = (part: (one: Yield) => number) => group.reduce((total, one) => total + part(one), 0);
  return {
    tries: of(({ tries }) => tries),
    children: of(({ children }) => children),
    placed: of(({ placed = 0 }) => placed),
    tokens: of(({ tokens }) => tokens),
  };
}
