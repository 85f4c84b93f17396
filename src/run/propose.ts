import type { Drawn, ProposalDetails, ProposalFacts, Refused } from '../api/attempt.ts';
import type { Files, Program } from '../api/program.ts';
import type { Candidate, Proposal, Pursuit, Request } from '../api/proposer.ts';
import { type Admitted, admit } from '../change/gates.ts';
import { programKey } from '../language/program.ts';
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

/** A proposal, or what starts the search for one. */
export type Found = Proposed | (() => Promise<Proposed>);

/**
 * Asks the sample's proposer. An operator changes programs that were read before by a few words, so that it answers at
 * once; where a text takes long to read, it is asked again later, and other work goes on meanwhile.
 */
export function propose(sample: Sample, outside: Outside, signal: AbortSignal): Found | Promise<Found> {
  const { request, proposer } = sample;
  if (!proposer) throw new Error('an external attempt has no proposer');
  const finish = (done: Proposal) => proposed(sample, proposer.name, done);
  const pursue = (pursuit: Pursuit) => async () => {
    const done = await pursuit();
    return await readAhead(() => finish(done));
  };
  return readAhead(() => {
    const found = proposer.propose({ ...request, ...outside, random: request.random.copy() }, signal);
    if (typeof found !== 'function') return finish(found);
    for (const { program } of programsIn(request)) programKey(program); // so that the pursuit finds them read
    return pursue(found);
  });
}

function programsIn({ parent, inspirations, failed }: Request): readonly Pick<Candidate, 'program'>[] {
  return [parent, ...inspirations, ...(failed ? [failed] : [])];
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
