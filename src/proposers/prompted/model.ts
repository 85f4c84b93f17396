import {
  childOf,
  exchangesOf,
  isPlaced,
  modelOf,
  type ProposalAttempt,
  type Recorded,
  type TellResult,
  tokensOf,
} from '../../api/attempt.ts';
import type { Random } from '../../api/program.ts';
import type { Model, Proposer } from '../../api/proposer.ts';
import type { Reflection, ReflectionRequest } from '../../api/reflection.ts';
import type { Askable } from '../../models/askable.ts';
import type { Spending } from '../../models/spending.ts';
import { createBandit, gainOf, rewardOf } from '../bandit.ts';
import { Habits } from './habits.ts';
import { mateOf } from './mate.ts';
import { type Ask, asks as usual } from './prompt/asks.ts';
import { promptedProposer } from './proposer.ts';
import { reflectWith } from './reflector.ts';

/**
 * How often a failed child is repaired where the parent has one, before the bandit chooses. Few parents have one, and each
 * is repaired once at most, so that the bandit alone would hardly ever ask for it.
 */
const repairShare = 1 / 3;
/** Reward of a child that reaches the aim of its ask without a better score, of which a better score would earn 1. */
const aimed = 0.3;

/** A model as a source of proposals: one proposer for each kind of ask, and a bandit that chooses between them. */
export class PromptedModel implements Model {
  readonly spending: Spending;
  readonly #label: string;
  readonly #model: Askable;
  readonly #asks: ReadonlyMap<string, { readonly ask: Ask; readonly proposer: Proposer }>;
  readonly #bandit;
  readonly #habits = new Habits();

  constructor(model: Askable, asks: readonly Ask[] = usual) {
    const { label, role } = model.settings;
    const own = asks.filter((ask) => ask.role === undefined || ask.role === role);
    const entry = (ask: Ask) => ({ ask, proposer: promptedProposer(ask, model, this.#habits) });
    this.spending = model.spending;
    this.#label = label;
    this.#model = model;
    this.#asks = new Map(own.map((ask) => [ask.name, entry(ask)]));
    this.#bandit = createBandit([...this.#asks.keys()]);
  }

  choose(random: Random, at: Parameters<Model['choose']>[1]): Proposer {
    const given = { mate: mateOf(at) !== undefined, failed: at.failed !== undefined };
    const possible = [...this.#asks.values()].filter(({ ask: { needs } }) => needs === undefined || given[needs]);
    const wanted = possible.filter(({ ask }) => at.asks?.has(ask.name));
    const open = wanted.length > 0 ? wanted : possible;
    const repairs = open.filter(({ ask }) => ask.needs === 'failed');
    if (repairs.length > 0 && random.next() < repairShare) return random.pick(repairs).proposer;
    const names = new Set(open.map(({ ask }) => ask.name));
    const chosen = this.#bandit.choose(random, (name) => names.has(name));
    return this.#asks.get(chosen)!.proposer;
  }

  async reflect(request: ReflectionRequest, signal: AbortSignal): Promise<Reflection> {
    return await reflectWith(this.#model, request, signal);
  }

  /** Attempts of others are not learnt from. */
  tell({ attempt }: Recorded, result: TellResult): void {
    if (modelOf(attempt) !== this.#label) return;
    this.spending.tell(exchangesOf(attempt));
    if (attempt.kind === 'proposal') this.#learn(attempt, result);
  }

  #learn(attempt: ProposalAttempt, result: TellResult): void {
    const { proposer, exchanges = [] } = attempt.proposal;
    const { gain, seconds } = gainOf(attempt, result);
    const reward = earned(this.#asks.get(proposer)?.ask, attempt, result);
    this.#bandit.tell(proposer, { gain, seconds: seconds + tokenCostInSeconds(attempt), reward });
    this.#habits.tell(exchanges);
  }
}

/** What an attempt earned: an ask is judged by its aim, a better score or what it was asked for. */
function earned(ask: Ask | undefined, attempt: ProposalAttempt, result: TellResult): number {
  const gained = rewardOf(result);
  const reached = { place: isPlaced(result.placement), score: childOf(attempt)?.status === 'scored' };
  return ask?.aim && reached[ask.aim] ? Math.max(aimed, gained) : gained;
}

/** Counts 1,000 tokens as one second: deterministic runs have no clock, and tokens may have a price. */
function tokenCostInSeconds(attempt: ProposalAttempt): number {
  return tokensOf(attempt) / 1000;
}
