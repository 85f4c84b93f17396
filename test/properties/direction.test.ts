import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Elite } from '../../src/api/attempt.ts';
import { type Direction, fitnessOf, isBetter } from '../../src/api/direction.ts';
import type { Objective } from '../../src/api/problem.ts';
import { acceptances } from '../../src/population/archive.ts';
import { IslandPopulation } from '../../src/population/island-population.ts';
import { topologies } from '../../src/population/migration.ts';
import { randomStream } from '../../src/random.ts';
import { Duties } from '../../src/run/duties.ts';
import { Effort } from '../../src/run/effort.ts';
import { tell } from '../../src/run/learn.ts';
import { anAttempt, anAudit, anInitial, aRefusal, aScore } from '../factory.ts';

const directions = ['max', 'min'] as const;

test('a value turned twice is the value again, and the better of two is the one with more fitness', () => {
  fc.assert(
    fc.property(fc.constantFrom(...directions), fc.double(), fc.double(), (direction, a, b) => {
      expect(fitnessOf(direction, fitnessOf(direction, a)) === a || Number.isNaN(a)).toBe(true);
      expect(Object.is(fitnessOf('min', a), -0)).toBe(false);
      expect(isBetter('max', a, b)).toBe(a > b);
      expect(isBetter('min', a, b)).toBe(a < b);
    }),
  );
});

const shapes = fc.record({
  islands: fc.integer({ min: 1, max: 4 }),
  topology: fc.constantFrom(...topologies),
  interval: fc.integer({ min: 1, max: 6 }),
  restart: fc.integer({ min: 0, max: 6 }),
  accept: fc.constantFrom(...acceptances),
  front: fc.boolean(),
  start: fc.integer({ min: -4, max: 4 }),
});

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('scored', 'scored', 'scored', 'refused', 'confirmed', 'refuted'),
    score: fc.integer({ min: -4, max: 4 }),
    size: fc.integer({ min: 1, max: 200 }),
    branches: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 80 },
);

type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;
type Step = typeof steps extends fc.Arbitrary<(infer T)[]> ? T : never;

function populationOf(
  direction: Direction,
  { front, topology, interval, start: _, ...shape }: Shape,
): IslandPopulation {
  const objectives: readonly Objective[] = [
    { name: 'score', direction },
    { name: 'branches', direction: 'min' },
  ];
  return new IslandPopulation({
    ...{ direction, ...shape, migration: { topology, interval } },
    descriptors: [{ name: 'size', range: [1, 200], bins: 3, scale: 'log' }],
    objectives: front ? objectives : undefined,
    ...{ explore: 0.3, inspirations: 2, elites: 5 },
  });
}

/** A search in which scores go this way, and how all that it decides looks, with scores turned so that more is better. */
function search(direction: Direction, shape: Shape, given: readonly Step[]) {
  const population = populationOf(direction, shape);
  const effort = new Effort();
  const duties = new Duties(population, effort, { tune: false, simplify: false });
  const turn = (score: number) => fitnessOf(direction, score);
  const islands = Array.from({ length: shape.islands }, (_, island) => island);
  const results = [
    tell(
      { population, learners: [effort, duties] },
      { attempt: anInitial({ islands, outcome: aScore(turn(shape.start)) }) },
    ),
  ];
  const selections = given.map(({ kind, score, size, branches }, index) => {
    const number = index + 1;
    const { island, parent, inspirations } = population.ask(number, randomStream(7, number));
    const candidate = duties.unaudited;
    const verdict = { metrics: {}, feedback: '', ...verdictOf(kind, turn(score)) };
    const scored = aScore(turn(score), { measures: { size }, metrics: { branches } });
    const drawn = { island, parent: parent.number };
    const outcome = kind === 'refused' ? aRefusal() : scored;
    const attempt =
      verdict.status && candidate !== undefined
        ? anAudit({ number, candidate, verdict })
        : anAttempt({ number, drawn, outcome });
    results.push(tell({ population, learners: [effort, duties] }, { attempt }));
    return [island, parent.number, inspirations.map((one) => one.number)];
  });
  const places = (list: readonly Elite[]) =>
    list.map(({ number, score, fitness, objectives }) => {
      expect(fitness).toBe(turn(score));
      return [number, fitness, objectives];
    });
  return {
    selections,
    results: results.map(({ corrected, ...rest }) => ({ ...rest, corrected: corrected && turn(corrected) })),
    elites: places(population.elites),
    front: places(population.front),
    islands: population.islands.map(({ ranked }) => places(ranked)),
    branches: population.branches(),
    lastGain: effort.lastGain,
    unaudited: duties.unaudited,
  };
}

function verdictOf(kind: Step['kind'], score: number) {
  if (kind === 'confirmed') return { status: kind, score } as const;
  return kind === 'refuted' ? ({ status: kind } as const) : { status: undefined };
}

test('a search that lowers scores is the mirror image of one that raises them, in every structure', () => {
  fc.assert(
    fc.property(shapes, steps, (shape, given) => {
      expect(search('min', shape, given)).toEqual(search('max', shape, given));
    }),
    { numRuns: 300 },
  );
});

test('the champion is the lowest score where lower is better', () => {
  fc.assert(
    fc.property(shapes, steps, (shape, given) => {
      const population = populationOf('min', { ...shape, restart: 0 });
      const islands = Array.from({ length: shape.islands }, (_, island) => island);
      population.tell(anInitial({ islands, outcome: aScore(3) }));
      for (const [index, { score }] of given.entries())
        population.tell(anAttempt({ number: index + 1, outcome: aScore(score) }));
      expect(population.champion?.score).toBe(Math.min(3, ...given.map(({ score }) => score)));
      expect(population.champion?.fitness).toBe(0 - population.champion!.score);
    }),
  );
});
