import type { Exchange, Refused } from '../api/attempt.ts';
import type { Program, Random } from '../api/program.ts';
import type { Candidate, Proposal, Proposer, Request } from '../api/proposer.ts';
import { type Admitted, admit } from '../change/gates.ts';
import type { Selection } from '../population/island-population.ts';
import type { Occasion } from '../proposers/prompted/model.ts';
import { randomStream } from '../random.ts';
import type { Search } from './engine.ts';

/** One draw: who was asked for a change to what, and what came of it. */
export interface Draw {
  readonly told: number;
  readonly draw: number;
  readonly selection: Selection;
  readonly operator: string;
  readonly model?: string;
  readonly summary: string;
  readonly mate?: number;
  readonly mends?: number;
  readonly answer?: string;
  readonly exchanges?: readonly Exchange[];
  readonly change: Admitted | Refused;
  readonly closing?: true;
  readonly tuning?: true;
}

/**
 * What a proposal may need beside the search's state: the model that has a slot for it, trials and first stages, or in a
 * replay what was found with them and what the model said.
 */
export type Outside = Pick<Request, 'recorded' | 'trials' | 'smoke' | 'exchanges'> & {
  readonly model?: string;
  /** The search has ended: the champion is simplified. */
  readonly closing?: true | undefined;
  /** The candidate whose numbers are tuned. */
  readonly tuning?: number | undefined;
};

/**
 * Draws once: ask, propose, patch. A function of the search's state, the names of its random stream and what comes from
 * outside, so that the same draw at the same watermark gives the same child; it answers at once where the proposer does.
 */
export function drawOnce(
  search: Search,
  number: number,
  draw: number,
  { model: slot, closing, tuning, ...outside }: Outside,
  signal: AbortSignal,
): Draw | Promise<Draw> {
  const random = randomStream(search.seed, number, draw);
  const told = search.population.told;
  const errand = errandOf(search, number, { closing, tuning });
  const selection = errand?.selection ?? search.population.ask(number, random);
  const { tries, failed } = search.notes.of(selection.parent.number);
  const { proposer, model }: Choice = errand ?? choose(search, random, { ...selection, failed }, slot);
  const candidate = ({ number, score }: { number: number; score: number }): Candidate => {
    const { metrics, feedback, artifacts } = search.notes.of(number);
    return { number, score, program: search.programs.get(number), metrics, feedback, artifacts };
  };
  const parent = candidate(selection.parent);
  const request = {
    statement: search.problem.problem.statement,
    interface: search.problem.problem.evaluator.interface,
    context: search.context,
    parent,
    inspirations: selection.inspirations.map(candidate),
    tries,
    ...(failed && { failed }),
    random,
    ...outside,
  };
  const finish = (proposal: Proposal): Draw => ({
    ...{ told, draw, selection, operator: proposer.name },
    ...(model !== undefined && { model }),
    summary: proposal.summary ?? '',
    ...(proposal.exchanges && { exchanges: proposal.exchanges }),
    ...(proposal.status === 'proposed' && proposal.mate !== undefined ? { mate: proposal.mate } : {}),
    ...(proposal.mends === undefined ? {} : { mends: proposal.mends }),
    ...(proposal.answer === undefined ? {} : { answer: proposal.answer }),
    change: patch(parent.program, proposal),
    ...(closing && { closing }),
    ...(tuning !== undefined && { tuning: true }),
  });
  const proposal = proposer.propose(request, signal);
  return proposal instanceof Promise ? proposal.then(finish) : finish(proposal);
}

/** The parent and the proposer of an attempt that is not drawn. */
function errandOf(
  { population, simplify, tune }: Search,
  number: number,
  { closing, tuning }: Pick<Outside, 'closing' | 'tuning'>,
): { readonly selection: Selection; readonly proposer: Proposer } | undefined {
  if (closing && simplify) return { selection: population.askChampion(number), proposer: simplify };
  if (tuning !== undefined && tune) return { selection: population.askFor(tuning), proposer: tune };
  return undefined;
}

interface Choice {
  readonly proposer: Proposer;
  readonly model?: string;
}

/** The bandit's choice: an operator, or a model and then what to ask it for. */
function choose(search: Search, random: Random, at: Occasion, slot: string | undefined): Choice {
  const chosen = slot ?? search.bandit.choose(random, (name) => !search.models.get(name)?.spending.spent);
  const model = search.models.get(chosen);
  const proposer = model ? model.choose(random, at) : search.proposers.get(chosen);
  if (!proposer) throw new Error(`${chosen} was chosen, which is no proposer of this run`);
  return model ? { proposer, model: chosen } : { proposer };
}

function patch(parent: Program, proposal: Proposal): Admitted | Refused {
  if (proposal.status === 'refused') {
    const { status, reason, feedback } = proposal;
    return { status, reason, feedback };
  }
  return admit(parent, proposal.files);
}
