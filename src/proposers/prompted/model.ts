import { type ProposalAttempt, type Recorded, type TellResult, tokensOf } from '../../api/attempt.ts';
import type { Random } from '../../api/program.ts';
import type { Model, Proposer, Request } from '../../api/proposer.ts';
import type { Askable } from '../../models/askable.ts';
import type { Spending } from '../../models/spending.ts';
import { createBandit, gainOf } from '../bandit.ts';
import { Formats } from './formats.ts';
import { type Ask, asks as usual } from './prompt/asks.ts';
import { promptedProposer } from './proposer.ts';

/** A model as a source of proposals: one proposer for each kind of ask, and a bandit that chooses between them. */
export class PromptedModel implements Model {
  readonly spending: Spending;
  readonly #label: string;
  readonly #asks: ReadonlyMap<string, { readonly needs: Ask['needs']; readonly proposer: Proposer }>;
  readonly #bandit;
  readonly #formats = new Formats();

  constructor(model: Askable, asks: readonly Ask[] = usual) {
    const entry = (ask: Ask) => ({ needs: ask.needs, proposer: promptedProposer(ask, model, this.#formats) });
    this.spending = model.spending;
    this.#label = model.settings.label;
    this.#asks = new Map(asks.map((ask) => [ask.name, entry(ask)]));
    this.#bandit = createBandit([...this.#asks.keys()]);
  }

  choose(random: Random, { inspirations, failed }: Pick<Request, 'inspirations' | 'failed'>): Proposer {
    const given = { mate: inspirations.length > 0, failed: failed !== undefined };
    const isPossible = (name: string) => {
      const needs = this.#asks.get(name)?.needs;
      return needs === undefined || given[needs];
    };
    return this.#asks.get(this.#bandit.choose(random, isPossible))!.proposer;
  }

  /** Attempts of other proposers are not learnt from. */
  tell({ attempt }: Recorded, result: TellResult): void {
    if (attempt.kind === 'proposal' && attempt.proposal.model === this.#label) this.#learn(attempt, result);
  }

  #learn(attempt: ProposalAttempt, result: TellResult): void {
    const { proposer, exchanges = [] } = attempt.proposal;
    const { gain, seconds } = gainOf(attempt, result);
    this.#bandit.tell(proposer, { gain, seconds: seconds + tokenCostInSeconds(attempt) });
    this.spending.tell(exchanges);
    this.#formats.tell(exchanges);
  }
}

/** Counts 1,000 tokens as one second: deterministic runs have no clock, and tokens may have a price. */
function tokenCostInSeconds(attempt: ProposalAttempt): number {
  return tokensOf(attempt) / 1000;
}
