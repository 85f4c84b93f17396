import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { type Direction, fitnessOf, isBetter } from '../../src/api/direction.ts';
import type { Objective } from '../../src/api/problem.ts';
import { acceptances } from '../../src/population/archive.ts';
import { IslandPopulation } from '../../src/population/island-population.ts';
import { topologies } from '../../src/population/migration.ts';
import { anInitial, aScore } from '../factory.ts';
import { initialsOf, live, stateOf, steps } from '../fixtures/live-attempts.ts';

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
  migration: fc.record({ topology: fc.constantFrom(...topologies), interval: fc.integer({ min: 1, max: 6 }) }),
  restart: fc.integer({ min: 0, max: 6 }),
  accept: fc.constantFrom(...acceptances),
  front: fc.boolean(),
  initials: fc.integer({ min: 1, max: 3 }),
});

type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;

function populationOf(direction: Direction, { front, initials: _, ...shape }: Shape): IslandPopulation {
  const objectives: readonly Objective[] = [
    { name: 'score', direction },
    { name: 'branches', direction: 'min' },
  ];
  return new IslandPopulation({
    ...{ direction, ...shape, explore: 0.3, inspirations: 2, elites: 5 },
    descriptors: [{ name: 'size', range: [1, 200], bins: 3, scale: 'log' }],
    objectives: front ? objectives : undefined,
  });
}

/** The same with all scores the other way. */
function turned<T>(value: T): T {
  const turn = (name: string, one: unknown): unknown =>
    typeof one === 'number' && ['score', 'corrected', 'initial'].includes(name) ? fitnessOf('min', one) : turned(one);
  if (Array.isArray(value)) return value.map(turned) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, turn(name, one)])) as T;
}

test('a population for less is the mirror image of one for more, in every structure', () => {
  fc.assert(
    fc.property(shapes, steps, (shape, script) => {
      const told = live(populationOf('max', shape), initialsOf(shape.islands, shape.initials), script);
      const [more, less] = [populationOf('max', shape), populationOf('min', shape)];
      for (const attempt of told) expect(turned(less.tell(turned(attempt)))).toEqual(more.tell(attempt));
      const { scores, ...state } = stateOf(less);
      expect({ ...turned(state), scores: scores.map((score) => fitnessOf('min', score)) }).toEqual(stateOf(more));
      for (const { number, score, fitness } of less.islands.flatMap(({ ranked }) => ranked))
        expect({ number, fitness }).toEqual({ number, fitness: fitnessOf('min', score) });
    }),
    { numRuns: 300 },
  );
});

test('the champion is the lowest score where lower is better', () => {
  const attempt = fc.integer({ min: -9, max: 9 }).map((score) => anInitial({ outcome: aScore(score) }));
  const numbered = (attempts: readonly Attempt[]) => attempts.map((one, number) => ({ ...one, number }));
  fc.assert(
    fc.property(fc.array(attempt, { minLength: 1 }).map(numbered), fc.boolean(), (attempts, front) => {
      const shape = { islands: 1, migration: { topology: 'none', interval: 1 }, restart: 0 } as const;
      const population = populationOf('min', { ...shape, front, accept: 'better', initials: attempts.length });
      for (const one of attempts) population.tell(one);
      const scores = attempts.map((_, number) => population.score(number));
      expect(population.champion?.score).toBe(Math.min(...scores));
      expect(population.champion?.fitness).toBe(0 - Math.min(...scores));
    }),
  );
});
