import { defineEvaluator, defineStage, type Evaluator, type Judgement } from 'germline';
import { judge, readList, readNumber } from './kit/evidence.ts';
import { exactSum, toCommonUnit } from './kit/exact.ts';

type Circle = readonly [x: number, y: number, radius: number];

/**
 * Circles in the unit square with the largest sum of radii. The candidate gives centres and radii; every condition is
 * checked in exact arithmetic with tolerance zero, and the sum is rounded once.
 */
export function circlePacking({ circles }: { readonly circles: number }): Evaluator {
  const packing = defineStage<number, unknown>({
    name: 'packing',
    inputs: [circles],
    drive: (candidate, count) => candidate.pack(count),
    score: ([evidence]) => judge(() => scorePacking(evidence, circles)),
    draw: ([evidence]) => drawPacking(evidence as Circle[]),
    limits: { milliseconds: 200, megabytes: 64, evidenceCharacters: 20_000 },
  });
  return defineEvaluator({
    name: `circle-packing-${circles}`,
    interface: `export function pack(n: number): number[][], which returns n triples [x, y, radius]; it is called with n = ${circles}.`,
    stages: [packing],
  });
}

function scorePacking(evidence: unknown, count: number): Judgement {
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

/** The square and its circles; those that do not touch anything are lighter. */
function drawPacking(circles: readonly Circle[]): string {
  const touches = ([x, y, r]: Circle, [u, v, s]: Circle) => Math.hypot(x - u, y - v) < r + s + 1e-6;
  const atWall = ([x, y, r]: Circle) => Math.min(x, y, 1 - x, 1 - y) < r + 1e-6;
  const drawn = circles.map((circle) => {
    const held = atWall(circle) || circles.some((other) => other !== circle && touches(circle, other));
    const [x, y, r] = circle;
    return `<circle cx="${x}" cy="${1 - y}" r="${r}" fill="${held ? '#6f9bd1' : '#cfdff2'}" stroke="#24466f" stroke-width="0.003"/>`;
  });
  const square = '<rect x="0" y="0" width="1" height="1" fill="#fff" stroke="#24466f" stroke-width="0.005"/>';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-0.01 -0.01 1.02 1.02">${square}${drawn.join('')}</svg>`;
}

/** The first condition that does not hold, in exact arithmetic; undefined where all do. */
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
