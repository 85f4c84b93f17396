import { z } from 'zod';
import { type Refusal, refuse } from '../api/attempt.ts';
import type { Files } from '../api/program.ts';
import type { Proposal } from '../api/proposer.ts';

/** What came of an attempt of an agent: what a replay needs in place of the agent. */
export type AgentOutcome =
  | { readonly files: Files; readonly summary: string }
  | { readonly refused: Refusal; readonly feedback: string };

const files = z.object({ files: z.record(z.string(), z.string()), summary: z.string() });
const refused = z.object({ refused: z.enum(['no-answer', 'no-code']), feedback: z.string() });

export function writeOutcome(outcome: AgentOutcome): string {
  return JSON.stringify(outcome);
}

/** Reads a recorded outcome. */
export function readOutcome(text: string): AgentOutcome {
  return z.union([files, refused]).parse(JSON.parse(text));
}

export function proposalOf(outcome: AgentOutcome): Proposal {
  if ('refused' in outcome) return refuse(outcome.refused, outcome.feedback);
  return { status: 'proposed', files: outcome.files, summary: outcome.summary || 'the work of an agent' };
}
