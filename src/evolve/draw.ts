import type { Refused } from '../api/attempt.ts';
import type { Files } from '../api/program.ts';
import type { Candidate, Proposal, Request } from '../api/proposer.ts';
import { admit } from '../patch/gates.ts';
import type { Selection } from '../population/island-population.ts';
import { randomStream } from '../random.ts';
import type { Search } from './engine.ts';

/** A child that passed the gates. */
interface Child {
  readonly status: 'admitted';
  readonly files: Files;
  readonly key: string;
  readonly measures: Readonly<Record<string, number>>;
}

/** One draw: who was asked for a change to what, and what came of it. */
export interface Draw {
  readonly told: number;
  readonly draw: number;
  readonly selection: Selection;
  readonly operator: string;
  readonly summary: string;
  readonly mate?: number;
  readonly answer?: string;
  readonly change: Child | Refused;
}

/** What a proposal may need beside the search's state: trials, or in a replay what was found with them. */
type Outside = Pick<Request, 'recorded' | 'trials'>;

/**
 * Draws once: ask, propose, patch. A function of the search's state, the names of its random stream and what comes from
 * outside, so that the same draw at the same watermark gives the same child; it answers at once where the proposer does.
 */
export function drawOnce(
  search: Search,
  number: number,
  draw: number,
  outside: Outside,
  signal: AbortSignal,
): Draw | Promise<Draw> {
  const random = randomStream(search.seed, number, draw);
  const told = search.population.told;
  const selection = search.population.ask(number, random);
  const operator = search.bandit.choose(random);
  const candidate = (elite: { number: number; score: number }): Candidate => ({
    number: elite.number,
    score: elite.score,
    files: search.programs.get(elite.number),
  });
  const parent = candidate(selection.parent);
  const request = {
    statement: search.problem.problem.statement,
    parent,
    inspirations: selection.inspirations.map(candidate),
    random,
    ...outside,
  };
  const finish = (proposal: Proposal): Draw => ({
    ...{ told, draw, selection, operator },
    summary: proposal.status === 'proposed' ? proposal.summary : '',
    ...(proposal.status === 'proposed' && proposal.mate !== undefined ? { mate: proposal.mate } : {}),
    ...(proposal.answer === undefined ? {} : { answer: proposal.answer }),
    change: patch(parent.files, proposal),
  });
  const proposer = search.proposers.get(operator);
  if (!proposer) throw new Error(`the bandit chose ${operator}, which is no proposer of this run`);
  const proposal = proposer.propose(request, signal);
  return proposal instanceof Promise ? proposal.then(finish) : finish(proposal);
}

function patch(parent: Files, proposal: Proposal): Child | Refused {
  if (proposal.status === 'refused') return proposal;
  const admission = admit(parent, proposal.files);
  return admission.status === 'refused' ? admission : { ...admission, files: proposal.files };
}
