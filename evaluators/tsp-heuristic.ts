import { defineEvaluator, defineStage, type Evaluator, type ScoreResult } from 'germline';
import data from './data/tsp-heuristic.json' with { type: 'json' };
import { checkLowerBound } from './kit/bound.ts';
import { judge, readPermutation } from './kit/evidence.ts';
import { dot, ink, line, picture, warm } from './kit/picture.ts';
import { unrelatedSeeds, words } from './kit/rng.ts';
import { type City, lengthOf } from './kit/tour.ts';

/** Cities, a proven lower bound of every tour's length (Held and Karp), and the length of the shortest tour known. */
interface Instance {
  readonly family: string;
  readonly cities: readonly City[];
  readonly bound: number;
  readonly found: number;
}

/** The side of the square that holds all cities. */
const side = 1000;

/**
 * The part that the candidate sees: nothing about the answer. The seed turns, mirrors and renumbers the cities, which
 * changes no distance, so that no tour is right for two seeds.
 */
function shown({ cities }: Instance, seed: number): readonly City[] {
  const next = words(seed);
  const [swaps, mirrorsX, mirrorsY] = [0, 0, 0].map(() => next() % 2 === 1);
  const turned = cities.map(([x, y]): City => {
    const [a, b] = [mirrorsX ? side - x : x, mirrorsY ? side - y : y];
    return swaps ? [b, a] : [a, b];
  });
  for (let last = turned.length - 1; last > 0; last--) {
    const other = next() % (last + 1);
    [turned[last], turned[other]] = [turned[other]!, turned[last]!];
  }
  return turned;
}

type Cities = readonly City[];

function scoreTours(
  evidence: readonly unknown[],
  inputs: readonly Cities[],
  instances: readonly Instance[],
): ScoreResult {
  return judge(() => {
    const excess = instances.map(({ bound, family }, index) => {
      const cities = inputs[index]!;
      const length = lengthOf(cities, readPermutation(evidence[index], cities.length, `tour ${index}`));
      checkLowerBound(length, bound, 'Held and Karp, computed with the instances');
      return { family, percent: 100 * (length / bound - 1) };
    });
    const mean = (values: typeof excess) => values.reduce((sum, { percent }) => sum + percent, 0) / values.length;
    const families = [...new Set(instances.map(({ family }) => family))];
    const metrics = Object.fromEntries(
      families.map((name) => [`excess_${name}`, mean(excess.filter(({ family }) => family === name))]),
    );
    const texts = Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(3)} %`);
    return { score: mean(excess), metrics, feedback: `${texts.join(', ')} longer than the lower bound.` };
  });
}

/**
 * A heuristic for the travelling salesman: short closed tours through cities in the plane, distances rounded to whole
 * numbers. Score (lower is better): the mean excess over a proven lower bound, in percent. The sandbox shows no clock and limits
 * the operations of each tour, so a search returns the same tour every time and everywhere.
 */
export function tspHeuristic(): Evaluator {
  const stage = (name: string, instances: readonly Instance[], milliseconds: number, operations: number) =>
    defineStage<Cities, unknown>({
      name,
      inputs: (seed) => unrelatedSeeds(seed, instances.length, ` ${name}`).map((one, i) => shown(instances[i]!, one)),
      drive: (candidate, cities) => candidate.tour(cities),
      score: (evidence, inputs) => scoreTours(evidence, inputs, instances),
      picture: (evidence, inputs) => toursPicture(evidence as number[][], inputs, instances),
      limits: { milliseconds, operations, megabytes: 64, evidenceCharacters: 20_000 },
    });
  return defineEvaluator({
    name: 'tsp-heuristic',
    interface:
      'export function tour(cities: number[][]): number[], which returns the indices of all cities [x, y], each once, in the order ' +
      'in which a closed tour visits them.',
    stages: [
      { ...stage('glance', data.glance as unknown as Instance[], 1500, 10_000_000), threshold: 150 },
      stage('search', data.search as unknown as Instance[], 4000, 10_000_000),
      { ...stage('held-back', data.heldBack as unknown as Instance[], 15_000, 30_000_000), heldBack: true },
    ],
  });
}

/** The first tour of each family, side by side. */
function toursPicture(
  tours: readonly (readonly number[])[],
  inputs: readonly Cities[],
  instances: readonly Instance[],
): string {
  const chosen = [...new Set(instances.map(({ family }) => family))].map((name) =>
    instances.findIndex(({ family }) => family === name),
  );
  const parts = chosen.flatMap((index, column) => {
    const cities = inputs[index]!;
    const at = (city: number) => {
      const [x, y] = cities[city]!;
      return [10 + 240 * column + 0.22 * x, 10 + 0.22 * y];
    };
    const tour = tours[index]!;
    const roads = tour.map((city, i) => line(at(city), at(tour[(i + 1) % tour.length]!), ink, 1.2));
    return [...roads, ...tour.map((city) => dot(at(city), 2, warm))];
  });
  return picture(240 * chosen.length, 240, parts);
}
