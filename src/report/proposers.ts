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

/** Counts of one proposer, alone or with a model, over the whole run. */
export interface ProposerFacts extends Yield {
  readonly proposer: string;
  readonly model: string | undefined;
  /** Gain of the best score by its children, minus corrections of audits. */
  gain: number;
  /** Seconds of proposing and evaluating, summed over concurrent attempts. */
  seconds: number;
}

/** Counts of one model, over all its proposers. */
export interface ModelFacts extends Readonly<Yield> {
  readonly model: string;
}

/** Counts by proposer and by model. */
export class Proposers implements Learner {
  readonly #facts = new Map<string, ProposerFacts>();
  /** By candidate. */
  readonly #authors = new Map<number, ProposerFacts>();
  #best: number | undefined;

  /** The largest gain first. */
  get all(): readonly ProposerFacts[] {
    return [...this.#facts.values()].sort(
      (a, b) => b.gain - a.gain || (b.placed ?? 0) - (a.placed ?? 0) || b.tries - a.tries,
    );
  }

  get models(): readonly ModelFacts[] {
    const groups = Map.groupBy(this.#facts.values(), ({ model }) => model);
    return [...groups].flatMap(([model, group]) => (model === undefined ? [] : [{ model, ...sum(group) }]));
  }

  /** The best before the first attempt that is told. */
  begin({ score }: Elite): void {
    this.#best = score;
  }

  /** Credits a gain to the proposer of the attempt, and a correction by an audit to the proposer of the audited attempt. */
  tell(recorded: Recorded, result: TellResult): void {
    const { attempt } = recorded;
    const gain = this.#gain(recorded, result);
    if (attempt.kind === 'proposal') this.#credit(attempt, result, gain);
    const audited = attempt.kind === 'audit' && this.#authors.get(attempt.candidate);
    if (audited) audited.gain += gain;
  }

  #gain(recorded: Recorded, result: TellResult): number {
    const before = this.#best;
    this.#best = newBest(recorded, result) ?? before;
    return before === undefined ? 0 : this.#best! - before;
  }

  #credit(attempt: ProposalAttempt, { placement }: TellResult, gain: number): void {
    const facts = this.#of(attempt);
    const child = childOf(attempt);
    facts.tries++;
    if (child) facts.children++;
    if (child?.status === 'scored') this.#authors.set(attempt.number, facts);
    if (isPlaced(placement)) facts.placed = (facts.placed ?? 0) + 1;
    facts.gain += gain;
    facts.seconds += (attempt.cost.propose + attempt.cost.evaluate) / 1000;
    facts.tokens += tokensOf(attempt);
  }

  #of({ proposal: { proposer, model } }: ProposalAttempt): ProposerFacts {
    const key = JSON.stringify([proposer, model]);
    const none = { proposer, model, tries: 0, children: 0, placed: 0, gain: 0, seconds: 0, tokens: 0 };
    const facts = this.#facts.get(key) ?? none;
    this.#facts.set(key, facts);
    return facts;
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
