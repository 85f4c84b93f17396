import { expect, test } from 'vitest';
import { IslandPopulation } from '../../src/population/island-population.ts';
import { anAttempt, aScore } from '../factory.ts';

/** Two islands with a place for one candidate each. */
function populationOf(...attempts: readonly { readonly score: number; readonly model?: string }[]): IslandPopulation {
  const population = new IslandPopulation({
    ...{ islands: 2, migration: { topology: 'none', interval: 1 }, descriptors: [] },
    ...{ explore: 0, inspirations: 2, elites: 8 },
  });
  for (const [number, { score, ...by }] of attempts.entries())
    population.tell(
      anAttempt({ number, island: number % 2, parents: number === 0 ? [] : [0], outcome: aScore(score), ...by }),
    );
  return population;
}

const tuned = (candidate: number) =>
  anAttempt({ number: 99, operator: 'tune', parents: [candidate], tuning: true, outcome: aScore(-1) });

test('finds of models are tuned once, the best first, every now and then', () => {
  const population = populationOf({ score: 0 }, { score: 2, model: 'm' }, { score: 1, model: 'm' });
  expect([7, 8, 9, 16].map((number) => population.tuneDue(number))).toEqual([undefined, 1, undefined, 1]);
  expect(population.askFor(1)).toMatchObject({ island: 1, parent: { number: 1, score: 2 }, inspirations: [] });
  population.tell(tuned(1));
  expect(population.tuneDue(16)).toBe(2);
  population.tell(tuned(2));
  expect(population.tuneDue(24)).toBeUndefined();
});

test('what an operator found, or has no place, is not tuned', () => {
  const without = populationOf({ score: 0 }, { score: 2 }, { score: -1, model: 'm' });
  expect(without.tuneDue(8)).toBeUndefined();
  const displaced = populationOf({ score: 0 }, { score: 2, model: 'm' }, { score: 0 }, { score: 3 });
  expect(displaced.tuneDue(8)).toBeUndefined();
  expect(() => displaced.askFor(1)).toThrow('#1 has no place');
});
