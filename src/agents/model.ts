import type { Recorded, TellResult } from '../api/attempt.ts';
import type { Model, Proposer } from '../api/proposer.ts';
import type { Askable } from '../models/askable.ts';
import { roleDefaults } from '../models/settings.ts';
import type { Spending } from '../models/spending.ts';
import { type AgentSetup, agentProposer } from './proposer.ts';
import { surroundingsOf } from './surroundings.ts';

/** An agent as a source of proposals: it is asked for one thing, to make the program better. */
export class AgentModel implements Model {
  readonly spending: Spending;
  readonly #label: string;
  readonly #proposer: Proposer;

  constructor(model: Askable, live: AgentSetup['live']) {
    const { label, evaluations = usualEvaluations } = model.settings;
    this.spending = model.spending;
    this.#label = label;
    const seconds = roleDefaults(model.settings).deadlines.total / 1000;
    const surroundings = surroundingsOf(model.settings);
    this.#proposer = agentProposer({ model, allowance: { seconds, evaluations }, surroundings, live });
  }

  choose(): Proposer {
    return this.#proposer;
  }

  tell({ attempt }: Recorded, _: TellResult): void {
    if (attempt.kind === 'proposal' && attempt.proposal.model === this.#label)
      this.spending.tell(attempt.proposal.exchanges ?? []);
  }
}

/** Programs that an agent may evaluate in one attempt. */
const usualEvaluations = 20;
