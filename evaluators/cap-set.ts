import { defineEvaluator, defineStage, type Evaluator, type Exports, type ScoreResult } from 'germline';
import { checkUpperBound } from './kit/bound.ts';
import { judge, readAtMost, readWhole, WrongEvidence } from './kit/evidence.ts';
import { dot, light, line, picture } from './kit/picture.ts';

/**
 * Builds a set greedily, as FunSearch does: every vector of {0, 1, 2}^n has a priority; the free vector with the
 * highest one is taken (the first in counting order if several are equal), and every vector that would complete a line
 * with two taken ones is lost. The evidence is the taken vectors as numbers in base 3.
 */
function build(candidate: Exports, n: number): unknown {
  const count = 3 ** n;
  const priorities = new Float64Array(count);
  for (let number = 0; number < count; number++) {
    const vector: number[] = [];
    for (let rest = number, i = n - 1; i >= 0; i--) {
      vector[i] = rest % 3;
      rest = (rest - vector[i]!) / 3;
    }
    const value: unknown = candidate.priority(vector, n);
    if (typeof value !== 'number' || Number.isNaN(value)) return { number, priority: String(value) };
    priorities[number] = value;
  }
  const third = (a: number, b: number) => {
    let [number, power] = [0, 1];
    for (let i = 0; i < n; i++) {
      number += ((6 - (a % 3) - (b % 3)) % 3) * power;
      a = Math.floor(a / 3);
      b = Math.floor(b / 3);
      power *= 3;
    }
    return number;
  };
  const order = Array.from({ length: count }, (_, number) => number).sort((a, b) =>
    priorities[a] === priorities[b] ? a - b : priorities[a]! > priorities[b]! ? -1 : 1,
  );
  const lost = new Uint8Array(count);
  const taken: number[] = [];
  for (let i = 0; i < count; i++) {
    const number = order[i]!;
    if (lost[number]) continue;
    for (let j = 0; j < taken.length; j++) lost[third(number, taken[j]!)] = 1;
    taken.push(number);
  }
  return taken;
}

/** The set as points of a square: half of the coordinates give the row, half the column. */
function capPicture(set: readonly number[], n: number): string {
  const [columns, rows] = [3 ** Math.ceil(n / 2), 3 ** Math.floor(n / 2)];
  const size = 324 / columns;
  const at = (number: number) => [
    10 + size * ((number % columns) + 0.5),
    10 + size * (Math.floor(number / columns) + 0.5),
  ];
  const grid = (count: number) => Array.from({ length: 10 }, (_, i) => 10 + (size * count * i) / 9);
  const lines = [
    ...grid(columns).map((x) => line([x, 10], [x, 10 + size * rows], light)),
    ...grid(rows).map((y) => line([10, y], [334, y], light)),
  ];
  return picture(344, 20 + size * rows, [...lines, ...set.map((number) => dot(at(number), 0.4 * size))]);
}

/**
 * Cap sets: vectors of {0, 1, 2}^n of which no three are on a line, that is, no three different ones sum up to zero
 * modulo 3. Score: the number of vectors. The candidate returns priorities (Romera-Paredes et al., FunSearch, Nature
 * 2024).
 */
export function capSet({ n }: { readonly n: number }): Evaluator {
  const greedy = defineStage<number, unknown>({
    name: 'greedy',
    inputs: [n],
    drive: build,
    score: ([evidence]) => judge(() => scoreCap(evidence, n)),
    picture: ([evidence]) => capPicture(evidence as number[], n),
    limits: { milliseconds: 500, megabytes: 64, evidenceCharacters: 100_000 },
  });
  return defineEvaluator({
    name: `cap-set-${n}`,
    interface:
      'export function priority(vector: number[], n: number): number, a finite or infinite number: how much a vector of n numbers ' +
      `0, 1 or 2 is wanted in the set. The highest that still fits is taken first. It is called with n = ${n}, once for each vector.`,
    stages: [greedy],
  });
}

function scoreCap(evidence: unknown, n: number): ScoreResult {
  if (typeof evidence === 'object' && evidence !== null && 'priority' in evidence)
    throw new WrongEvidence(
      `priority returned something other than a number: ${JSON.stringify(evidence).slice(0, 200)}`,
    );
  const count = 3 ** n;
  const set = readAtMost(evidence, count, 'the set').map((item, i) => readWhole(item, 0, count - 1, `member ${i}`));
  const line = findLine(set, n);
  if (line) throw new WrongEvidence(`the vectors ${line.map((number) => digits(number, n)).join(', ')} are on a line`);
  checkUpperBound(set.length, mostOf(n), 'Potechin, Maximal caps in AG(6, 3), 2008');
  return { score: set.length, feedback: `The set has ${set.length} vectors.` };
}

/** Sizes of the largest sets by n: Pellegrino 1970 for 4, Edel et al. 2002 for 5, Potechin 2008 for 6. */
const largest = [1, 2, 4, 9, 20, 45, 112];

/**
 * A bound: a space of more than six dimensions consists of parallel spaces of six, and a cap set has a cap set in each.
 */
function mostOf(n: number): number {
  const known = Math.min(n, largest.length - 1);
  return largest[known]! * 3 ** (n - known);
}

/** The digits of a number in base 3. */
const digits = (number: number, n: number) => number.toString(3).padStart(n, '0');

/** Three different members that sum up to zero modulo 3, or one member that occurs twice. */
function findLine(set: readonly number[], n: number): readonly number[] | undefined {
  const members = new Set(set);
  const vectors = set.map((number) => [...digits(number, n)].map(Number));
  for (const [i, a] of vectors.entries())
    for (const [j, b] of vectors.slice(0, i).entries()) {
      let third = 0;
      for (let axis = 0; axis < n; axis++) third = 3 * third + ((6 - a[axis]! - b[axis]!) % 3);
      // If a pair is the same vector twice, the third is that vector too, and so always found.
      if (members.has(third)) return [set[j]!, set[i]!, third];
    }
  return undefined;
}
