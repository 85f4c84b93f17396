import {
  childOf,
  exchangesOf,
  isAgentsLog,
  type Learner,
  type ProposalAttempt,
  type Recorded,
  type TellResult,
} from '../api/attempt.ts';
import { type Direction, fitnessOf } from '../api/direction.ts';
import type { Evaluation } from '../api/evaluation.ts';
import type { Idea, Standing } from '../api/proposer.ts';
import { formatOutcome } from '../format.ts';
import { ByCandidate } from './by-candidate.ts';

/** Ideas kept; beyond that the oldest go, but not the best. */
const kept = 200;
/** Ideas shown: of the parent itself, of the best scores of the run, and of the latest. */
const shown = { own: 4, best: 5, latest: 3 };

/** The run so far as prompts tell it: its first and its best score, and the ideas of models from anywhere in it. */
export class Story implements Learner {
  readonly #direction: Direction;
  readonly #ideaIn: (answer: string) => string | undefined;
  readonly #scores: ByCandidate<number>;
  #initial: number | undefined;
  #best = Number.NaN;
  #ideas: readonly Idea[] = [];

  /** `ideaIn` finds the line of an answer that names its idea. */
  constructor(
    direction: Direction,
    members: () => ReadonlySet<number>,
    ideaIn: (answer: string) => string | undefined,
  ) {
    this.#direction = direction;
    this.#ideaIn = ideaIn;
    this.#scores = new ByCandidate(members);
  }

  /** Undefined before the initial program has its score. */
  standing(parent: number): Standing | undefined {
    if (this.#initial === undefined) return undefined;
    return { initial: this.#initial, best: this.#best, ideas: this.#ideasFor(parent) };
  }

  tell({ attempt }: Recorded, { improvedChampion, corrected }: TellResult): void {
    if (corrected !== undefined) this.#best = corrected;
    const child = childOf(attempt);
    if (!child) return;
    if (attempt.kind === 'proposal' && this.#hasIdea(attempt)) this.#learn(attempt, child);
    if (child.status === 'scored') this.#note(attempt.number, child.score, improvedChampion);
  }

  #note(number: number, score: number, isBest: boolean): void {
    this.#scores.set(number, score);
    this.#initial ??= score;
    if (isBest) this.#best = score;
    else this.#best = Number.isNaN(this.#best) ? score : this.#best;
  }

  /**
   * Whether a model said what its child is for. The first sentence of an answer without such a line is seldom an idea, and a
   * small model that finds a list of them copies it and stops.
   */
  #hasIdea(attempt: ProposalAttempt): boolean {
    if (attempt.proposal.model === undefined) return false;
    return isAgentsLog(attempt) || exchangesOf(attempt).some(({ answer }) => this.#ideaIn(answer) !== undefined);
  }

  #learn({ number, drawn, proposal: { summary = '' } }: ProposalAttempt, child: Evaluation): void {
    const from = this.#scores.get(drawn.parent);
    if (from === undefined || summary === '') return;
    const fitness = child.status === 'scored' ? fitnessOf(this.#direction, child.score) : Number.NEGATIVE_INFINITY;
    const feedback = child.status === 'failed' ? child.feedback.slice(0, 500) : '';
    const idea: Idea = { number, parent: drawn.parent, from, summary, result: formatOutcome(child), feedback, fitness };
    const all = [...this.#ideas, idea];
    const precious = new Set(bestIdeas(all));
    const oldest = all.findIndex((one) => !precious.has(one));
    this.#ideas = all.length > kept ? all.toSpliced(oldest, 1) : all;
  }

  #ideasFor(parent: number): readonly Idea[] {
    const own = this.#ideas.filter((idea) => idea.parent === parent).slice(-shown.own);
    const all = new Set([...own, ...bestIdeas(this.#ideas), ...this.#ideas.slice(-shown.latest)]);
    return [...all].sort((a, b) => a.number - b.number);
  }
}

/** Ideas with the best scores, one for each score. */
function bestIdeas(ideas: readonly Idea[]): readonly Idea[] {
  const scored = ideas.filter(({ fitness }) => Number.isFinite(fitness));
  const first = new Map(scored.toReversed().map((idea) => [idea.fitness, idea]));
  return [...first.values()].sort((a, b) => b.fitness - a.fitness).slice(0, shown.best);
}
