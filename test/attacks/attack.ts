import type { Evaluation, Failure } from '../../src/api/evaluation.ts';
import type { Files, Program } from '../../src/api/program.ts';
import { readProgram } from '../../src/language/program.ts';

/** A candidate that wants something it should not have, and what the engine should say of it. */
export interface Attack {
  readonly name: string;
  /** Its aim, in a line. */
  readonly tries: string;
  /** A fixture problem, or one that germline ships. */
  readonly problem: string;
  readonly source: string | Files;
  readonly verdict: Verdict;
}

/**
 * The right verdict: the one reason, the one score, or (of the problem `probe`, which shows its evidence) the one list of
 * evidence. `repeats` is right where every evaluation in every pool has the same result, whatever it is.
 */
export type Verdict = Failure | number | { readonly evidence: unknown } | 'repeats';

export function programOf({ source }: Attack): Program {
  return readProgram(typeof source === 'string' ? { 'initial.ts': source } : source);
}

/** The result, in the words of a verdict. */
export function outcomeOf(evaluation: Evaluation, verdict: Verdict): unknown {
  if (evaluation.status === 'failed') return `${evaluation.reason}: ${evaluation.feedback}`;
  return typeof verdict === 'object' ? { evidence: JSON.parse(evaluation.feedback) } : evaluation.score;
}

/**
 * Whether the engine said what is right. A candidate that gets what it should not have throws `ESCAPED`, which is never
 * right.
 */
export function holds(evaluation: Evaluation, verdict: Verdict): boolean {
  if (evaluation.feedback.includes('ESCAPED')) return false;
  if (verdict === 'repeats') return evaluation.status === 'scored';
  if (typeof verdict === 'string') return evaluation.status === 'failed' && evaluation.reason === verdict;
  if (evaluation.status === 'failed') return false;
  if (typeof verdict === 'number') return evaluation.score === verdict;
  return evaluation.feedback === JSON.stringify(verdict.evidence);
}
