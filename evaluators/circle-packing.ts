import { defineEvaluator, defineStage, type Evaluator, type ScoreResult } from 'germline';
import { judge, readList, readNumber } from './kit/evidence.ts';
import { exactSum, toCommonUnit } from './kit/exact.ts';
import { ink, light, line, picture, ring } from './kit/picture.ts';

type Circle = readonly [x: number, y: number, radius: number];

/**
 * Circles in the unit square with the largest sum of radii. The candidate returns centres and radii; every condition is
 * checked in exact arithmetic without tolerance, and the sum is rounded once.
 */
export function circlePacking({ circles }: { readonly circles: number }): Evaluator {
  const packing = defineStage<number, unknown>({
    name: 'packing',
    inputs: [circles],
    drive: (candidate, count) => candidate.pack(count),
    score: ([evidence]) => judge(() => scorePacking(evidence, circles)),
    picture: ([evidence]) => packingPicture(evidence as Circle[]),
    limits: { milliseconds: 1000, megabytes: 64, evidenceCharacters: 20_000 },
  });
  return defineEvaluator({
    name: `circle-packing-${circles}`,
    interface: `export function pack(n: number): number[][], which returns n triples [x, y, radius]; it is called with n = ${circles}.`,
    stages: [packing],
  });
}

function scorePacking(evidence: unknown, count: number): ScoreResult {
  const circles = readList(evidence, count, 'the packing').map((item, index): Circle => {
    const [x, y, radius] = readList(item, 3, `circle ${index}`).map((value) =>
      readNumber(value, `a number of circle ${index}`),
    );
    return [x as number, y as number, radius as number];
  });
  const fault = findFault(circles);
  if (fault) return { wrong: fault };
  const sum = exactSum(circles.map(([, , radius]) => radius));
  const radii = circles.map(([, , radius]) => radius);
  return {
    score: sum,
    metrics: { smallest_radius: Math.min(...radii), largest_radius: Math.max(...radii) },
    feedback: `The sum of radii is ${sum}; radii go from ${Math.min(...radii)} to ${Math.max(...radii)}.`,
  };
}

/** The square and its circles; a circle that touches nothing is lighter. */
function packingPicture(circles: readonly Circle[]): string {
  const side = 400;
  const touches = ([x, y, r]: Circle, [u, v, s]: Circle) => Math.hypot(x - u, y - v) < r + s + 1e-6;
  const atWall = ([x, y, r]: Circle) => Math.min(x, y, 1 - x, 1 - y) < r + 1e-6;
  const held = (one: Circle) => atWall(one) || circles.some((other) => other !== one && touches(one, other));
  const at = (x: number, y: number) => [5 + side * x, 5 + side * (1 - y)];
  const corners = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)];
  const walls = corners.map((corner, i) => line(corner, corners[(i + 1) % 4]!, ink, 2));
  const discs = circles.map((one) => ring(at(one[0], one[1]), side * one[2], held(one) ? light : '#e3ebf5'));
  return picture(side + 10, side + 10, [...discs, ...walls]);
}

/** The first condition that does not hold, in exact arithmetic; undefined if all hold. */
function findFault(circles: readonly Circle[]): string | undefined {
  const { units, exponent } = toCommonUnit(circles.flat());
  const side = 1n << BigInt(-exponent);
  const exact = circles.map((_, index) => units.slice(3 * index, 3 * index + 3) as [bigint, bigint, bigint]);
  for (const [i, [x, y, r]] of exact.entries()) {
    if (r < 0n) return `circle ${i} has the negative radius ${circles[i]?.[2]}`;
    if (x < r || y < r || x + r > side || y + r > side) return `circle ${i} (${circles[i]}) leaves the square`;
    for (const [j, [u, v, s]] of exact.slice(0, i).entries())
      if ((x - u) ** 2n + (y - v) ** 2n < (r + s) ** 2n)
        return `circles ${j} (${circles[j]}) and ${i} (${circles[i]}) overlap`;
  }
  return undefined;
}
