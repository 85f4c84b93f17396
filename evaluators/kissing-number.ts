import { defineEvaluator, defineStage, type Evaluator, type ScoreResult } from 'germline';
import { checkUpperBound } from './kit/bound.ts';
import { judge, readAtMost, readWholes, WrongEvidence } from './kit/evidence.ts';
import { dot, picture, warm } from './kit/picture.ts';

/** A proven upper bound of a kissing number, and who proved it. */
export interface KissingBound {
  readonly most: number;
  readonly source: string;
}

/**
 * Kissing configurations as vectors of whole numbers. If the least squared distance between two of them is at least the
 * largest squared norm, equal spheres with centres in these directions all touch one in the middle without overlapping
 * (AlphaEvolve published its 593 in 11 dimensions in this form). Score: the number of vectors.
 */
export function kissingNumber({
  dimensions,
  bound,
}: {
  readonly dimensions: number;
  readonly bound: KissingBound;
}): Evaluator {
  const configuration = defineStage<number, unknown>({
    name: 'configuration',
    inputs: [dimensions],
    drive: (candidate, count) => candidate.centres(count),
    score: ([evidence]) => judge(() => scoreCentres(evidence, dimensions, bound)),
    picture: ([evidence]) => centresPicture(evidence as number[][]),
    limits: { milliseconds: 1000, megabytes: 128, evidenceCharacters: 400_000 },
  });
  return defineEvaluator({
    name: `kissing-number-${dimensions}`,
    interface: `export function centres(dimensions: number): number[][], which returns vectors of \`dimensions\` whole numbers of at most 2 ** 53 - 1 in size; it is called with dimensions = ${dimensions}.`,
    stages: [configuration],
  });
}

const whole = Number.MAX_SAFE_INTEGER;

function scoreCentres(evidence: unknown, dimensions: number, bound: KissingBound): ScoreResult {
  const centres = readAtMost(evidence, 2 * bound.most, 'the list of centres').map((item, index) =>
    readWholes(item, dimensions, [-whole, whole], `centre ${index}`),
  );
  const origin = new Array<number>(dimensions).fill(0);
  const norms = centres.map((centre) => squaredDistance(centre, origin));
  const zero = norms.indexOf(0n);
  if (zero >= 0) throw new WrongEvidence(`centre ${zero} is the origin`);
  const norm = largestOf(norms);
  const near = findNear(centres, norm);
  if (near)
    throw new WrongEvidence(
      `centres ${near.join(' and ')} have the squared distance ${squaredDistance(centres[near[0]]!, centres[near[1]]!)}, less than the largest squared norm ${norm}`,
    );
  checkUpperBound(centres.length, bound.most, bound.source);
  return { score: centres.length, feedback: `${centres.length} spheres touch the one in the middle.` };
}

/** The directions of the centres, projected so that all axes look alike. */
function centresPicture(centres: readonly number[][]): string {
  const shadows = centres.map((centre) => {
    const norm = Math.hypot(...centre);
    const turn = (axis: number) => (2 * Math.PI * axis) / centre.length;
    return [Math.cos, Math.sin].map((f) => centre.reduce((sum, v, axis) => sum + (v / norm) * f(turn(axis)), 0));
  });
  const reach = Math.max(...shadows.flat().map(Math.abs));
  const at = (shadow: readonly number[]) => shadow.map((value) => 150 + (140 * value) / reach);
  return picture(300, 300, [dot([150, 150], 5, warm), ...shadows.map((shadow) => dot(at(shadow), 2))]);
}

function largestOf(values: readonly bigint[]): bigint {
  let largest = 0n;
  for (const value of values) if (value > largest) largest = value;
  return largest;
}

function squaredDistance(a: readonly number[], b: readonly number[]): bigint {
  let sum = 0n;
  for (let i = 0; i < a.length; i++) sum += (BigInt(a[i]!) - BigInt(b[i]!)) ** 2n;
  return sum;
}

/** Two centres that are nearer than the norm. Doubles decide clear cases, whole numbers close ones. */
function findNear(centres: readonly (readonly number[])[], norm: bigint): readonly [number, number] | undefined {
  // A sum of a few squares of rounded differences has a relative error of less than 1e-13.
  const clear = Number(norm) * (1 + 1e-12);
  for (const [i, a] of centres.entries())
    for (let j = 0; j < i; j++) {
      const b = centres[j]!;
      let sum = 0;
      for (let axis = 0; axis < a.length; axis++) sum += (a[axis]! - b[axis]!) ** 2;
      if (sum < clear && squaredDistance(a, b) < norm) return [j, i];
    }
  return undefined;
}
