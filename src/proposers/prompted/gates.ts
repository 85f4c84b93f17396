import { type Exchange, type Gate, type Refusal, type Refused, refuse } from '../../api/attempt.ts';
import { type Failed, type Failure, isMistake, type Scored } from '../../api/evaluation.ts';
import type { Program } from '../../api/program.ts';
import type { Request } from '../../api/proposer.ts';
import { applyAnswer, type Change } from '../../change/answer.ts';
import { admit } from '../../change/gates.ts';
import type { Checker } from '../../language/checker.ts';
import { withFiles } from '../../language/program.ts';
import { failureText, measured } from './prompt/results.ts';

/** The child that an answer makes, or why there is none, and the gate that it did not pass. */
export interface GateResult {
  readonly change: Change | Refused;
  /** The program as it was written, even where it does not parse. */
  readonly written?: Program;
  readonly gate?: Exchange['gate'];
  /** Whether the feedback lets the model find its mistake. */
  readonly repairable: boolean;
  /** Whether the fault has a measure, so that a program with the same fault may still be nearer to none. */
  readonly measured?: boolean;
  /** The child's evaluation; absent in a replay. */
  readonly scored?: Scored;
  /** The child's score, where it has one. */
  readonly score?: number;
}

/** The gate of each reason for refusing an answer. */
const gates: Partial<Record<Refusal, Gate>> = {
  ...{ 'no-answer': 'extract', 'no-code': 'extract', 'no-match': 'extract', ambiguous: 'extract' },
  ...{ syntax: 'parse', 'outside-block': 'blocks', unchanged: 'blocks' },
};
/** Reasons for sending an answer back: the model can see the mistake in its own text. */
const repairable = new Set<Refusal>(['no-code', 'no-match', 'ambiguous', 'syntax', 'outside-block']);
/** Failures that a wrong type may explain. */
const explainedByTypes = new Set<Failure>(['threw', 'build-failed']);

/**
 * The early gates: the answer holds code, it parses, and it changes only the blocks of the parent. It is read as a change
 * of each of `bases` until one reading passes; the last of them is what the first prompt shows.
 */
export function readAnswer(parent: Program, bases: readonly Program[], exchange: Exchange): GateResult {
  const { failure, format } = exchange;
  if (failure) return { change: refuse('no-answer', `${failure.kind}: ${failure.message}`), repairable: false };
  const shown = new Set([bases.at(-1)!, parent]); // they differ where a failed child is changed
  const read: GateResult[] = [];
  for (const base of bases) {
    const result = readAs(parent, base, shown, exchange);
    if (result.change.status === 'changed') return result;
    read.push(result);
  }
  return read.at(format === 'block' ? -1 : 0)!;
}

/** Reads an answer as a change of `base`. The child must differ from each program that was shown. */
function readAs(parent: Program, base: Program, shown: ReadonlySet<Program>, { answer, stop }: Exchange): GateResult {
  const change = applyAnswer(base, answer, stop === 'length');
  if (change.status === 'refused') return refused(change);
  const written = withFiles(parent, change.files);
  const stopped = [...shown].map((from) => admit(from, written.files)).find(({ status }) => status === 'refused');
  return stopped?.status === 'refused' ? { ...refused(stopped), written } : { change, written, repairable: false };
}

function refused(change: Refused): GateResult {
  const { reason, feedback } = change;
  const name = gates[reason];
  return { change, ...(name && { gate: { name, feedback } }), repairable: repairable.has(reason) };
}

/**
 * The late gates: the child must be new, and is then evaluated; its types are looked at only where it does not run. A child that does not
 * pass can still be proposed. In a replay the results come from the record.
 */
export async function tryOut(
  request: Request,
  types: Checker | undefined,
  read: GateResult,
  { gate, score }: Exchange,
): Promise<GateResult> {
  const { change } = read;
  if (change.status === 'refused') return read;
  if (request.exchanges) return { ...read, ...(gate && { gate }), ...(score !== undefined && { score }) };
  const { parent, twin, evaluate, stages } = request;
  const child = withFiles(parent.program, change.files);
  const repeated = await twin?.(child, parent);
  if (repeated !== undefined) return { ...read, gate: { name: 'novel', feedback: repeated }, repairable: true };
  const evaluation = await evaluate?.(child);
  if (evaluation?.status === 'scored') return { ...read, scored: evaluation, score: evaluation.score };
  if (!evaluation || !isMistake(evaluation)) return read;
  const faults = await typeFaults(request, types, change, evaluation);
  const feedback = [failureText(evaluation, parent, stages), faults].filter(Boolean).join('\n');
  const name = faults === undefined ? 'run' : 'types';
  return { ...read, gate: { name, feedback }, repairable: true, measured: measured.has(evaluation.reason) };
}

async function typeFaults(
  { parent }: Request,
  types: Checker | undefined,
  { files }: Change,
  { reason }: Failed,
): Promise<string | undefined> {
  return explainedByTypes.has(reason) ? await types?.faults(parent.program.files, files) : undefined;
}
