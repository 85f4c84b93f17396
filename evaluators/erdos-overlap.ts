import { defineEvaluator, defineStage, type Evaluator, type ScoreResult } from 'germline';
import { checkLowerBound } from './kit/bound.ts';
import { judge, readWholes, WrongEvidence } from './kit/evidence.ts';
import { area, light, line, picture, warm } from './kit/picture.ts';

/** Heights are multiples of 1 / 2 ** 20, so that all sums below stay whole and under 2 ** 53. */
const one = 2 ** 20;

/**
 * Erdős' minimum overlap: a step function h on [0, 2] with values in [0, 1] and integral 1 that minimises the largest
 * overlap of h with 1 - h over all shifts. Score (lower is better): that overlap. Steps are whole numbers, so sums are
 * exact and need no tolerance; only the last division rounds.
 */
export function erdosOverlap({ steps }: { readonly steps: number }): Evaluator {
  if (steps % 2 !== 0 || steps > 2000) throw new RangeError('erdosOverlap needs an even number of steps, at most 2000');
  const overlap = defineStage<number[], unknown>({
    name: 'overlap',
    inputs: [[steps, one]],
    drive: (candidate, [count, unit]) => candidate.heights(count, unit),
    score: ([evidence]) => judge(() => scoreHeights(evidence, steps)),
    picture: ([evidence]) => overlapPicture(evidence as number[]),
    limits: { milliseconds: 1000, megabytes: 64, evidenceCharacters: 20_000 },
  });
  return defineEvaluator({
    name: `erdos-overlap-${steps}`,
    interface: `export function heights(n: number, one: number): number[], which returns n whole numbers from 0 to one whose sum is n * one / 2; it is called with n = ${steps}, one = 2 ** 20.`,
    stages: [overlap],
  });
}

function scoreHeights(evidence: unknown, steps: number): ScoreResult {
  const heights = readWholes(evidence, steps, [0, one], 'the list of heights');
  const sum = heights.reduce((total, height) => total + height, 0);
  if (sum !== (steps * one) / 2)
    throw new WrongEvidence(
      `the heights sum up to ${sum}, not ${(steps * one) / 2} (off by ${sum - (steps * one) / 2})`,
    );
  const { overlap, shift } = largestOverlap(heights);
  const value = (2 * overlap) / steps / one / one;
  checkLowerBound(value, 0.379005, 'White, Erdős’ minimum overlap problem, 2022');
  return {
    score: value,
    metrics: { shift },
    feedback: `The largest overlap is ${value}, at a shift of ${shift} steps.`,
  };
}

/** The step function, and its overlap with one minus itself at every shift. */
function overlapPicture(units: readonly number[]): string {
  const [n, step] = [units.length, 280 / units.length];
  const heights = units.map((height) => height / one);
  const top = heights.flatMap((h, i) => [i, i + 1].map((edge) => [20 + step * edge, 150 - 120 * h]));
  const overlap = Array.from({ length: 2 * n - 1 }, (_, shift) =>
    heights.reduce((sum, h, i) => sum + (2 / n) * (1 - h) * (heights[i + shift - n + 1] ?? 0), 0),
  );
  const at = (value: number, i: number) => [20 + (step / 2) * i, 300 - 240 * value];
  const largest = at(Math.max(...overlap), 0)[1]!;
  const curve = overlap.slice(1).map((value, i) => line(at(overlap[i]!, i), at(value, i + 1)));
  const frame = [line([20, largest], [300, largest], warm), line([20, 300], [300, 300], light)];
  return picture(320, 310, [area([[20, 150], ...top, [300, 150]], light), ...curve, ...frame]);
}

/** The largest of the sums of h[i + shift] (1 - h[i]), in squared units; outside [0, 2] both are zero. */
function largestOverlap(heights: readonly number[]): { overlap: number; shift: number } {
  let largest = { overlap: -1, shift: 0 };
  for (let shift = 1 - heights.length; shift < heights.length; shift++) {
    let overlap = 0;
    const end = Math.min(heights.length, heights.length - shift);
    for (let i = Math.max(0, -shift); i < end; i++) overlap += heights[i + shift]! * (one - heights[i]!);
    if (overlap > largest.overlap) largest = { overlap, shift };
  }
  return largest;
}
