import { defineEvaluator, defineStage, type Evaluator, type ScoreResult } from 'germline';
import { checkLowerBound } from './kit/bound.ts';
import { judge, readMatrix, WrongEvidence } from './kit/evidence.ts';
import { quotient, toCommonUnit } from './kit/exact.ts';
import { dot, light, line, picture, warm } from './kit/picture.ts';

/**
 * Points with the smallest ratio of their greatest to their least distance. Score (lower is better): the square of
 * that ratio; squares of distances are whole numbers of one unit, so it is exact except for one rounding.
 */
export function distanceRatio({
  points,
  dimensions,
}: {
  readonly points: number;
  readonly dimensions: number;
}): Evaluator {
  const placement = defineStage<number[], unknown>({
    name: 'placement',
    inputs: [[points, dimensions]],
    drive: (candidate, [count, dimension]) => candidate.place(count, dimension),
    score: ([evidence]) => judge(() => scorePoints(evidence, points, dimensions)),
    ...(dimensions === 2 && { picture: ([evidence]) => distancesPicture(evidence as number[][]) }),
    limits: { milliseconds: 1000, megabytes: 64, evidenceCharacters: 20_000 },
  });
  return defineEvaluator({
    name: `distance-ratio-${points}-${dimensions}d`,
    interface: `export function place(n: number, dimensions: number): number[][], which returns n points, lists of \`dimensions\` coordinates from -1000 to 1000; it is called with n = ${points}, dimensions = ${dimensions}.`,
    stages: [placement],
  });
}

function scorePoints(evidence: unknown, count: number, dimensions: number): ScoreResult {
  const given = readMatrix(evidence, [count, dimensions], [-1000, 1000], 'the list of points');
  const { units } = toCommonUnit(given.flat());
  const points = given.map((_, index) => units.slice(dimensions * index, dimensions * (index + 1)));
  const { least, greatest } = extremes(points);
  if (least.square === 0n) throw new WrongEvidence(`points ${least.pair.join(' and ')} are the same`);
  const ratio = quotient(greatest.square, least.square);
  // Balls around the points with half the least distance d as radius do not overlap, and lie in a set of diameter
  // D + d. Its volume is at most that of a ball of this diameter: count * d ** dimensions <= (D + d) ** dimensions.
  checkLowerBound(ratio, (count ** (1 / dimensions) - 1) ** 2, 'the isodiametric inequality of Bieberbach');
  return {
    score: ratio,
    metrics: { ratio: Math.sqrt(ratio) },
    feedback: `The square of the ratio is ${ratio}: points ${least.pair.join(' and ')} are nearest, ${greatest.pair.join(' and ')} farthest.`,
  };
}

/** Points in the plane, with their nearest and farthest pairs. */
function distancesPicture(points: readonly number[][]): string {
  const reach = Math.max(...points.flat().map(Math.abs));
  const at = ([x, y]: readonly number[]) => [150 + (130 * x!) / reach, 150 + (130 * y!) / reach];
  const pairs = points.flatMap((p, i) =>
    points.slice(0, i).map((q) => ({ p, q, d: Math.hypot(p[0]! - q[0]!, p[1]! - q[1]!) })),
  );
  const lengths = pairs.map(({ d }) => d);
  const [least, greatest] = [Math.min(...lengths), Math.max(...lengths)];
  const extreme = pairs.flatMap(({ p, q, d }) =>
    d < 1.01 * least ? [line(at(p), at(q), warm, 2)] : d > 0.99 * greatest ? [line(at(p), at(q), light)] : [],
  );
  return picture(300, 300, [...extreme, ...points.map((point) => dot(at(point)))]);
}

interface Distance {
  readonly square: bigint;
  readonly pair: readonly [number, number];
}

function extremes(points: readonly (readonly bigint[])[]): { least: Distance; greatest: Distance } {
  const distances = points.flatMap((point, i) =>
    points.slice(0, i).map((other, j): Distance => ({ square: squaredDistance(point, other), pair: [j, i] })),
  );
  return {
    least: distances.reduce((best, one) => (one.square < best.square ? one : best)),
    greatest: distances.reduce((best, one) => (one.square > best.square ? one : best)),
  };
}

function squaredDistance(a: readonly bigint[], b: readonly bigint[]): bigint {
  return a.reduce((sum, value, axis) => sum + (value - b[axis]!) ** 2n, 0n);
}
