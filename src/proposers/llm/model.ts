import type { Proposer } from '../../api/proposer.ts';
import { asks } from '../../prompt/asks.ts';
import { type Bandit, createBandit } from '../bandit.ts';
import { type Askable, promptedProposer } from './proposer.ts';

/** A model as a source of proposals: one proposer for each kind of ask, and a bandit that chooses between them. */
export interface PromptedModel {
  readonly proposers: ReadonlyMap<string, Proposer>;
  readonly bandit: Bandit;
}

export function promptedModel(model: Askable): PromptedModel {
  const proposers = new Map(asks.map((ask) => [ask.name, promptedProposer(ask, model)]));
  return { proposers, bandit: createBandit([...proposers.keys()]) };
}
