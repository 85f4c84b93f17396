import type { Elite } from '../api/attempt.ts';
import type { StageReport } from '../api/evaluation.ts';

/** What an attempt takes beside the processor time of its evaluation, about, in milliseconds. */
const overhead = 10;

/**
 * The cost of an evaluation, from its recorded facts: operations where every stage counts them, or else milliseconds.
 * Undefined where neither was measured, as in deterministic runs, in which all times are 0.
 */
export function costOf(stages: readonly StageReport[]): number | undefined {
  const operations = stages.map(({ mostOperations }) => mostOperations ?? 0);
  if (operations.every((count) => count > 0)) return sum(operations);
  const milliseconds = sum(stages.map((stage) => stage.milliseconds));
  return milliseconds > 0 ? overhead + milliseconds : undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Costs that differ by a smaller factor are alike: times vary so much from one evaluation to the next. */
const noticeable = 2;

/** The noticeably cheaper one first. */
export function compareCosts({ cost: a }: Elite, { cost: b }: Elite): number {
  if (a === undefined || b === undefined) return 0;
  return Number(a >= noticeable * b) - Number(b >= noticeable * a);
}

/**
 * Factors from 0 to 1 for the chances of candidates, which are ranked, the best first. One that costs several times as
 * much as another of at least its score is less likely by as many times: what is dear must be better.
 */
export function thriftOf(ranked: readonly Elite[]): readonly number[] {
  let [least, next] = [Number.POSITIVE_INFINITY, 0];
  return ranked.map(({ cost, fitness }) => {
    for (; next < ranked.length && ranked[next]!.fitness >= fitness; next++)
      least = Math.min(least, ranked[next]!.cost ?? Number.POSITIVE_INFINITY);
    return cost === undefined ? 1 : Math.min(1, (noticeable * least) / cost);
  });
}
