import {
  childOf,
  exchangesOf,
  isPlaced,
  type Learner,
  type ProposalAttempt,
  type Recorded,
  type TellResult,
  tokensOf,
} from '../api/attempt.ts';
import { type Direction, fitnessOf, isBetter } from '../api/direction.ts';
import { Ideas } from '../population/ideas.ts';
import { leastParent } from '../population/model-parents.ts';
import { newBest } from './steps.ts';

/**
 * What became of an idea: it made no child, or one without a score; one without a place in the archive, with a place, better
 * than its parents, or the best of the run by then; `refuted` by an audit; `scored` where the archive is not known.
 */
type Fate = 'refused' | 'failed' | 'rejected' | 'kept' | 'scored' | 'improved' | 'champion' | 'refuted';

/** An attempt of a model: what it tried, what became of it, and its cost. */
export interface IdeaFacts {
  readonly attempt: number;
  readonly model: string;
  /** What it was asked for, such as `improve`. */
  readonly proposer: string;
  readonly summary: string;
  readonly parent: number;
  /** Score of the parent when the idea was told; undefined if an audit had refuted it. */
  readonly from: number | undefined;
  readonly score: number | undefined;
  readonly fate: Fate;
  /** Why it was refused or failed. */
  readonly reason: string | undefined;
  /** The earlier program that its child nearly is. */
  readonly twin: number | undefined;
  /** The best candidate that operators and tuners made of it, where that is better. */
  readonly became: { readonly attempt: number; readonly score: number } | undefined;
  /** Why the call led nowhere; undefined if it led on. */
  readonly deadEnd: string | undefined;
  readonly exchanges: number;
  readonly tokens: number;
  /** Seconds of asking and evaluating. */
  readonly seconds: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Scores that agree in so many digits are the same optimum. */
const optimumDigits = 7;

/** The ideas of models, in order. */
export class ModelIdeas implements Learner {
  readonly #direction: Direction;
  /** Whether placements can be told. */
  readonly #known: boolean;
  readonly #ideas = new Map<number, Mutable<IdeaFacts>>();
  readonly #carried = new Ideas();
  readonly #scores = new Map<number, number>();
  /** Scores of ideas. */
  readonly #optima = new Set<string>();
  #initial: number | undefined;
  #best: number | undefined;

  constructor(direction: Direction, known: boolean) {
    this.#direction = direction;
    this.#known = known;
  }

  get all(): readonly IdeaFacts[] {
    return [...this.#ideas.values()];
  }

  tell(recorded: Recorded, result: TellResult): void {
    const { attempt } = recorded;
    this.#carried.tell(attempt);
    if (attempt.kind === 'proposal' && attempt.proposal.model !== undefined)
      this.#add(attempt, attempt.proposal.model, result);
    else if (attempt.kind === 'proposal') this.#follow(attempt, result);
    else if (attempt.kind === 'audit' && attempt.verdict.status === 'refuted') this.#refute(attempt.candidate);
    this.#note(recorded, result);
  }

  #add(attempt: ProposalAttempt, model: string, result: TellResult): void {
    const { number, drawn, proposal, cost, outcome } = attempt;
    const score = outcome.status === 'scored' ? outcome.score : undefined;
    const from = this.#scores.get(drawn.parent);
    this.#ideas.set(number, {
      ...{ attempt: number, model, proposer: proposal.proposer, summary: proposal.summary ?? '' },
      ...{ parent: drawn.parent, from, score, fate: this.#fate(attempt, result) },
      reason: 'reason' in outcome ? outcome.reason : undefined,
      twin: proposal.twin,
      became: undefined,
      deadEnd: this.#deadEnd(attempt, from, result),
      ...{ exchanges: exchangesOf(attempt).length, tokens: tokensOf(attempt) },
      seconds: (cost.propose + cost.evaluate) / 1000,
    });
    if (score !== undefined) this.#optima.add(score.toPrecision(optimumDigits));
  }

  #fate({ outcome }: ProposalAttempt, { placement, improvedParent, improvedChampion }: TellResult): Fate {
    if (outcome.status !== 'scored') return outcome.status;
    if (improvedChampion) return 'champion';
    if (improvedParent) return 'improved';
    if (!this.#known) return 'scored';
    return isPlaced(placement) ? 'kept' : 'rejected';
  }

  #deadEnd({ outcome }: ProposalAttempt, from: number | undefined, result: TellResult): string | undefined {
    if (outcome.status !== 'scored') return `${outcome.status}: ${outcome.reason}`;
    if (result.improvedChampion) return undefined;
    if (this.#optima.has(outcome.score.toPrecision(optimumDigits))) return 'same score as an earlier idea';
    if (this.#isWeak(from)) return 'weak parent';
    return result.improvedParent ? undefined : 'no better than its parent';
  }

  /** Whether a score has too little of the best gain so far to be that of a model's parent. */
  #isWeak(from: number | undefined): boolean {
    if (from === undefined || this.#initial === undefined || this.#best === undefined) return false;
    const gain = (score: number) => fitnessOf(this.#direction, score - (this.#initial as number));
    return gain(from) < leastParent * gain(this.#best);
  }

  /** What an operator or a tuner made of an idea; one of which the best program came has led on. */
  #follow({ number, outcome }: ProposalAttempt, { improvedChampion }: TellResult): void {
    const idea = this.#ideas.get(this.#carried.of(number));
    if (!idea || outcome.status !== 'scored') return;
    if (improvedChampion) idea.deadEnd = undefined;
    const best = idea.became?.score ?? idea.score;
    if (best !== undefined && isBetter(this.#direction, outcome.score, best))
      idea.became = { attempt: number, score: outcome.score };
  }

  #refute(candidate: number): void {
    this.#scores.delete(candidate);
    const idea = this.#ideas.get(candidate);
    if (idea) Object.assign(idea, { fate: 'refuted', deadEnd: 'refuted' });
  }

  #note(recorded: Recorded, result: TellResult): void {
    const { attempt } = recorded;
    const child = childOf(attempt);
    if (child?.status === 'scored') this.#scores.set(attempt.number, child.score);
    if (attempt.kind === 'audit' && attempt.verdict.status === 'confirmed')
      this.#scores.set(attempt.candidate, attempt.verdict.score);
    this.#best = newBest(recorded, result) ?? this.#best;
    this.#initial ??= this.#best;
  }
}
