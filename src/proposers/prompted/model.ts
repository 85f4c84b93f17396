import type { Random } from '../../api/program.ts';
import type { Proposer } from '../../api/proposer.ts';
import type { Askable } from '../../models/askable.ts';
import type { Spending } from '../../models/spending.ts';
import { type Bandit, createBandit } from '../bandit.ts';
import { Formats } from './formats.ts';
import { type Ask, asks as usual } from './prompt/asks.ts';
import { promptedProposer } from './proposer.ts';

/** The parts of a request on which the possible asks depend. */
export interface Occasion {
  readonly inspirations: { readonly length: number };
  readonly failed?: object | undefined;
}

/** A model as a source of proposals: one proposer for each kind of ask, and a bandit that chooses between them. */
export interface PromptedModel {
  readonly proposers: ReadonlyMap<string, Proposer>;
  readonly bandit: Bandit;
  readonly spending: Spending;
  readonly formats: Formats;
  /** What to ask for, of what can be asked about this parent. */
  choose(random: Random, at: Occasion): Proposer;
}

export function promptedModel(model: Askable, asks: readonly Ask[] = usual): PromptedModel {
  const formats = new Formats();
  const proposers = new Map(asks.map((ask) => [ask.name, promptedProposer(ask, model, formats)]));
  const bandit = createBandit([...proposers.keys()]);
  return {
    proposers,
    bandit,
    ...{ spending: model.spending, formats },
    choose(random, { inspirations, failed }) {
      const there = { mate: inspirations.length > 0, failed: failed !== undefined };
      const possible = (name: string) => {
        const { needs } = asks.find((ask) => ask.name === name) as Ask;
        return needs === undefined || there[needs];
      };
      return proposers.get(bandit.choose(random, possible)) as Proposer;
    },
  };
}
