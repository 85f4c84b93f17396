import { expect, test } from 'vitest';
import type { Audited } from '../../src/api/attempt.ts';
import { IslandPopulation } from '../../src/population/island-population.ts';
import { randomStream } from '../../src/random.ts';
import { anAttempt, anAudit, anInitial, aScore } from '../factory.ts';

/** Two islands that exchange their best after every other attempt; the first of the scores is the initial program's. */
function populationOf(scores: readonly number[], elites = 8): IslandPopulation {
  const population = new IslandPopulation({
    direction: 'max',
    ...{ islands: 2, migration: { topology: 'full', interval: 1 } },
    descriptors: [{ name: 'size', range: [1, 100], bins: 2 }],
    ...{ explore: 0, inspirations: 2, elites },
  });
  const [first = 0, ...others] = scores;
  population.tell(anInitial({ islands: [0, 1], outcome: aScore(first) }));
  for (const [index, score] of others.entries()) {
    const number = index + 1;
    population.tell(anAttempt({ number, drawn: { island: number % 2 }, outcome: aScore(score) }));
  }
  return population;
}

const refuted: Audited = { status: 'refuted', metrics: {}, feedback: 'it is not so' };
const audit = (candidate: number, verdict: Audited) => anAudit({ number: 99, candidate, verdict });

test('a refuted champion makes way for the best before it, on every island', () => {
  const population = populationOf([0, 1, 2, 50]);
  expect(population.tell(audit(3, refuted))).toMatchObject({ corrected: 2 });
  expect(population.champion?.number).toBe(2);
  expect(population.islands.map((island) => island.best?.number)).toEqual([2, 2]);
});

test('a timing that was too good gets its audited score, and loses its place to a better one', () => {
  const population = populationOf([0, 1, 2, 50]);
  const verdict = { ...refuted, status: 'confirmed', score: 1.5 } as const;
  expect(population.tell(audit(3, verdict))).toMatchObject({ corrected: 2 });
  expect(population.elites.map(({ number, score }) => [number, score])).toEqual([
    [2, 2],
    [3, 1.5],
    [1, 1],
    [0, 0],
  ]);
});

test('where audits confirm a part of measured gains only, claims that are a little better wait in vain', () => {
  const population = populationOf([1, 2.04, 2.03, 2.02, 2.01, 2]);
  const confirm = (candidate: number, score: number) =>
    population.tell(audit(candidate, { ...refuted, status: 'confirmed', score }));
  for (const candidate of [1, 2, 3]) {
    expect(population.champion?.number).toBe(candidate);
    confirm(candidate, 1.9 - candidate / 100);
  }
  expect(population.champion).toMatchObject({ number: 1, score: 1.89 });
  population.tell(anAttempt({ number: 6, drawn: { island: 0 }, outcome: aScore(2.5) }));
  expect(population.champion?.number).toBe(6);
});

test('when all that displaced the initial program is refuted, it is there again', () => {
  const population = populationOf([0, 1], 1);
  population.tell(audit(1, refuted));
  for (const number of [2, 3]) expect(population.ask(number, randomStream(1, number, 0)).parent.number).toBe(0);
  expect(population.champion?.number).toBe(0);
  expect(population.members()).toEqual(new Set([0]));
});
