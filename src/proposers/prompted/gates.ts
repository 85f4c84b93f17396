import { type Exchange, type Gate, type Refusal, type Refused, refuse } from '../../api/attempt.ts';
import type { Program } from '../../api/program.ts';
import type { Request } from '../../api/proposer.ts';
import { applyAnswer, type Change } from '../../change/answer.ts';
import { admit } from '../../change/gates.ts';
import type { Checker } from '../../language/checker.ts';
import { withFiles } from '../../language/program.ts';

/** The child that an answer makes, or why there is none, and the gate that it did not pass. */
export interface GateResult {
  readonly change: Change | Refused;
  readonly gate?: Exchange['gate'];
  /** Whether the feedback lets the model find its mistake. */
  readonly repairable: boolean;
}

/** The gate of each reason for refusing an answer. */
const gates: Partial<Record<Refusal, Gate>> = {
  ...{ 'no-answer': 'extract', 'no-code': 'extract', 'no-match': 'extract', ambiguous: 'extract' },
  ...{ syntax: 'parse', 'outside-block': 'blocks', unchanged: 'blocks' },
};
/** Reasons for sending an answer back: the model can see the mistake in its own text. */
const repairable = new Set<Refusal>(['no-code', 'no-match', 'ambiguous', 'syntax', 'outside-block']);

/** The early gates: the answer holds code, it parses, and it changes only the blocks of `base` and of the parent. */
export function readAnswer(parent: Program, base: Program, { answer, stop, failure }: Exchange): GateResult {
  if (failure) return { change: refuse('no-answer', `${failure.kind}: ${failure.message}`), repairable: false };
  const change = applyAnswer(base, answer, stop === 'length');
  if (change.status === 'refused') return refused(change);
  const both = [...new Set([base, parent])]; // they differ where `base` is a failed child
  const stopped = both.map((from) => admit(from, change.files)).find(({ status }) => status === 'refused');
  return stopped?.status === 'refused' ? refused(stopped) : { change, repairable: false };
}

function refused(change: Refused): GateResult {
  const { reason, feedback } = change;
  const name = gates[reason];
  return { change, ...(name && { gate: { name, feedback } }), repairable: repairable.has(reason) };
}

/**
 * The late gates: types, and the first stage. A child that does not pass them can still be evaluated, so they run only
 * where the model can be asked again. In a replay their results come from the record.
 */
export async function tryOut(
  { parent, smoke, exchanges }: Request,
  types: Checker | undefined,
  child: Change,
  { gate }: Exchange,
): Promise<GateResult> {
  const stopped = (name: Gate, feedback: string): GateResult => {
    return { change: child, gate: { name, feedback }, repairable: true };
  };
  if (exchanges) return gate ? stopped(gate.name, gate.feedback) : { change: child, repairable: false };
  const faults = await types?.faults(parent.program.files, child.files);
  if (faults !== undefined) return stopped('types', faults);
  const fails = await smoke?.(withFiles(parent.program, child.files));
  return fails === undefined ? { change: child, repairable: false } : stopped('smoke', fails);
}
