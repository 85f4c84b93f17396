import type { Drawn, ProposalDetails, ProposalFacts, Refused } from '../api/attempt.ts';
import type { Files, Program } from '../api/program.ts';
import type { Proposal, Request } from '../api/proposer.ts';
import { type Admitted, admit } from '../change/gates.ts';
import { readAhead } from '../language/read-ahead.ts';
import type { Sample } from './sample.ts';

/** A proposal and what the gates made of it. */
export interface Proposed {
  readonly drawn: Drawn;
  readonly proposal: ProposalFacts;
  readonly change: Admitted | Refused;
}

/** Needs of a proposer beside the state: evaluations, or their recorded results in a replay. */
export type Outside = Pick<Request, 'replayData' | 'trials' | 'twin' | 'evaluate' | 'exchanges' | 'held'>;

/**
 * Asks the sample's proposer; answers at once where the proposer does: it changed programs that were read before, by a
 * few words. A model's answer may be slow to read, so other work goes on meanwhile.
 */
export function propose(sample: Sample, outside: Outside, signal: AbortSignal): Proposed | Promise<Proposed> {
  const { request, proposer } = sample;
  if (!proposer) throw new Error('an external attempt has no proposer');
  const proposal = proposer.propose({ ...request, ...outside }, signal);
  const finish = (done: Proposal) => proposed(sample, proposer.name, done);
  return proposal instanceof Promise ? proposal.then((done) => readAhead(() => finish(done))) : finish(proposal);
}

/** Puts a proposal through the gates. Its details are carried whole. */
export function proposed({ drawn, model, request }: Sample, proposer: string, proposal: Proposal): Proposed {
  const { change, details } = split(request.parent.program, proposal);
  return { drawn, proposal: { proposer, ...(model !== undefined && { model }), ...details }, change };
}

function split(
  parent: Program,
  proposal: Proposal,
): { readonly change: Admitted | Refused; readonly details: ProposalDetails } {
  if (proposal.status === 'refused') {
    const { status, reason, feedback, ...details } = proposal;
    return { change: { status, reason, feedback }, details };
  }
  const { status: _, files, ...details } = proposal;
  return { change: admit(parent, files as Files), details };
}
