import { type Attempt, isPlaced } from '../api/attempt.ts';
import { isAudit } from '../population/is-audit.ts';
import type { IslandPopulation, Told } from '../population/island-population.ts';
import { tokensOf } from '../population/tokens-of.ts';
import { Statistics } from './statistics.ts';

/** Counts of one operator, alone or with a model, over the whole run. */
export interface ProposerFacts {
  readonly operator: string;
  readonly model: string | undefined;
  tries: number;
  /** Tries that made a child to evaluate. */
  children: number;
  /** Children that filled or improved a cell; undefined if the axes of the archive are not known. */
  placed: number | undefined;
  /** Gain of the best score by its children, minus corrections of audits. */
  gain: number;
  /** Time of proposing and evaluating, summed over concurrent attempts. */
  seconds: number;
  tokens: number;
}

/** Attempts that ended for the same reason. */
export interface Reason {
  readonly status: 'refused' | 'failed';
  readonly reason: string;
  count: number;
  /** The latest such attempt. */
  example: { readonly attempt: number; readonly feedback: string };
}

/** The cost of a run. */
export interface Cost {
  /** Time of the run's own clock, in milliseconds. */
  milliseconds: number;
  /** Seconds, summed over concurrent attempts. */
  proposing: number;
  evaluating: number;
  auditing: number;
  /** Programs that searches scored. */
  trials: number;
  calls: number;
  failedCalls: number;
  promptTokens: number;
  answerTokens: number;
}

type Proposer = Pick<Attempt, 'operator' | 'model'>;

/** Outcomes, proposers and cost of a run, fed one attempt at a time, in order. */
export class Tally {
  readonly statistics = new Statistics();
  /** Times are in milliseconds, so that sums are exact. */
  readonly #cost: Cost = {
    ...{ milliseconds: 0, proposing: 0, evaluating: 0, auditing: 0, trials: 0 },
    ...{ calls: 0, failedCalls: 0, promptTokens: 0, answerTokens: 0 },
  };
  /** Attempts without the initial program and audits. */
  attempts = 0;
  readonly #population: IslandPopulation;
  readonly #proposerOf: (attempt: number) => Proposer;
  readonly #proposers = new Map<string, ProposerFacts>();
  readonly #reasons = new Map<string, Reason>();

  /** Tells the population, which must be empty, every attempt. */
  constructor(population: IslandPopulation, proposerOf: (attempt: number) => Proposer) {
    this.#population = population;
    this.#proposerOf = proposerOf;
  }

  take(attempt: Attempt): Told {
    const before = this.#population.champion?.score ?? Number.NaN;
    const told = this.#population.tell(attempt);
    this.statistics.attempted(attempt, told);
    this.#credit(attempt, told, (this.#population.champion?.score ?? Number.NaN) - before);
    this.#explain(attempt);
    this.#charge(attempt);
    if (attempt.number > 0 && !isAudit(attempt.outcome)) this.attempts++;
    return told;
  }

  /** The largest gain first. */
  get proposers(): readonly ProposerFacts[] {
    return [...this.#proposers.values()].sort(
      (a, b) => b.gain - a.gain || (b.placed ?? 0) - (a.placed ?? 0) || b.tries - a.tries,
    );
  }

  get cost(): Readonly<Cost> {
    const { proposing, evaluating, auditing, ...rest } = this.#cost;
    return { ...rest, proposing: proposing / 1000, evaluating: evaluating / 1000, auditing: auditing / 1000 };
  }

  /** The most frequent first. */
  get reasons(): readonly Reason[] {
    return [...this.#reasons.values()].sort((a, b) => b.count - a.count);
  }

  /** Credits a gain to the proposer of the attempt, and a correction by an audit to the proposer of the audited attempt. */
  #credit(attempt: Attempt, told: Told, change: number): void {
    if (attempt.parents.length === 0) return;
    const audited = isAudit(attempt.outcome) ? (attempt.parents[0] as number) : undefined;
    if (audited === 0) return;
    const facts = this.#facts(audited === undefined ? attempt : this.#proposerOf(audited));
    facts.gain += change;
    if (audited !== undefined) return;
    facts.tries++;
    if (attempt.outcome.status !== 'refused') facts.children++;
    if (isPlaced(told.placement)) facts.placed = (facts.placed ?? 0) + 1;
    facts.seconds += (attempt.cost.propose + attempt.cost.evaluate) / 1000;
    facts.tokens += tokensOf(attempt);
  }

  #facts({ operator, model }: Proposer): ProposerFacts {
    const key = JSON.stringify([operator, model]);
    const none = { operator, model, tries: 0, children: 0, placed: 0, gain: 0, seconds: 0, tokens: 0 };
    const facts: ProposerFacts = this.#proposers.get(key) ?? none;
    this.#proposers.set(key, facts);
    return facts;
  }

  #explain({ number, outcome }: Attempt): void {
    if (outcome.status !== 'refused' && outcome.status !== 'failed') return;
    const { status, reason, feedback } = outcome;
    const example = { attempt: number, feedback };
    const found = this.#reasons.get(`${status} ${reason}`) ?? { status, reason, count: 0, example };
    this.#reasons.set(`${status} ${reason}`, found);
    found.count++;
    found.example = example;
  }

  #charge({ at, cost, trials = 0, exchanges = [], outcome }: Attempt): void {
    this.#cost.milliseconds = at;
    this.#cost.proposing += cost.propose;
    this.#cost[isAudit(outcome) ? 'auditing' : 'evaluating'] += cost.evaluate;
    this.#cost.trials += trials;
    this.#cost.calls += exchanges.length;
    for (const { tokens, failure } of exchanges) {
      if (failure) this.#cost.failedCalls++;
      this.#cost.promptTokens += tokens.prompt;
      this.#cost.answerTokens += tokens.answer;
    }
  }
}
