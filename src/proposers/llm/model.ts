import type { Random } from '../../api/program.ts';
import type { Proposer } from '../../api/proposer.ts';
import { type Ask, asks as usual } from '../../prompt/asks.ts';
import { type Bandit, createBandit } from '../bandit.ts';
import { type Askable, promptedProposer } from './proposer.ts';
import type { Spending } from './spending.ts';

/** A model as a source of proposals: one proposer for each kind of ask, and a bandit that chooses between them. */
export interface PromptedModel {
  readonly proposers: ReadonlyMap<string, Proposer>;
  readonly bandit: Bandit;
  readonly spending: Spending;
  /** What to ask for, where so many inspirations are at hand. */
  choose(random: Random, inspirations: number): Proposer;
}

export function promptedModel(model: Askable, asks: readonly Ask[] = usual): PromptedModel {
  const proposers = new Map(asks.map((ask) => [ask.name, promptedProposer(ask, model)]));
  const bandit = createBandit([...proposers.keys()]);
  return {
    proposers,
    bandit,
    spending: model.spending,
    choose(random, inspirations) {
      const name = bandit.choose(random);
      const chosen = asks.find((ask) => ask.name === name) as Ask;
      const possible = chosen.needsMate && inspirations === 0 ? asks[0] : chosen;
      return proposers.get((possible as Ask).name) as Proposer;
    },
  };
}
