import { expect, test } from 'vitest';
import type { Audited } from '../../src/api/attempt.ts';
import { IslandPopulation } from '../../src/population/island-population.ts';
import { randomStream } from '../../src/random.ts';
import { anAttempt, aScore } from '../factory.ts';

function populationOf(...scores: readonly number[]): IslandPopulation {
  return populationWith(8, scores);
}

function populationWith(elites: number, scores: readonly number[]): IslandPopulation {
  const population = new IslandPopulation({
    islands: 2,
    migration: { topology: 'full', interval: 1 },
    descriptors: [{ name: 'size', range: [1, 100], bins: 2 }],
    ...{ explore: 0, inspirations: 2, elites },
  });
  for (const [number, score] of scores.entries())
    population.tell(
      anAttempt({ number, told: number, island: number % 2, parents: number === 0 ? [] : [0], outcome: aScore(score) }),
    );
  return population;
}

const verdict = (candidate: number, outcome: Audited, cost = 0) =>
  anAttempt({ number: 99, operator: 'audit', parents: [candidate], outcome, cost: { propose: 0, evaluate: cost } });
const refuted: Audited = { status: 'refuted', metrics: {}, feedback: 'it is not so' };

test('a refuted champion makes way for the best before it, on every island', () => {
  const population = populationOf(0, 1, 2, 50);
  expect(population.tell(verdict(3, refuted))).toMatchObject({ corrected: 2 });
  expect(population.champion?.number).toBe(2);
  expect(population.islands.map((island) => island.best?.number)).toEqual([2, 2]);
  expect(population.unaudited).toBe(2);
});

test('of a front, the champion is due first and then every member, whichever island it is on', () => {
  const objectives = [
    { name: 'score', direction: 'max' },
    { name: 'marks', direction: 'min' },
  ] as const;
  const population = new IslandPopulation({
    ...{ islands: 2, migration: { topology: 'full', interval: 1 }, descriptors: [], objectives },
    ...{ explore: 0, inspirations: 2, elites: 8 },
  });
  const values = [
    [1, 3],
    [5, 9],
    [3, 5],
    [2, 6],
    [2, 4],
  ] as const;
  for (const [number, [score, marks]] of values.entries()) {
    const origin = { number, told: number, island: number % 2, parents: number === 0 ? [] : [0] };
    population.tell(anAttempt({ ...origin, outcome: aScore(score, { metrics: { marks }, key: `${number}` }) }));
  }
  expect(population.front.map(({ number }) => number)).toEqual([1, 2, 4, 0]);
  const due = [];
  for (let next = population.unauditedAtEnd; next !== undefined; next = population.unauditedAtEnd) {
    due.push(next);
    const { score } = population.front.find(({ number }) => number === next)!;
    population.tell(verdict(next, next === 2 ? refuted : { ...refuted, status: 'confirmed', score }));
  }
  expect(due).toEqual([1, 2, 4]);
  expect(population.front.map(({ number }) => number)).toEqual([1, 4, 0]);
});

test('a timing that was too good gets its audited score, and loses its place to a better one', () => {
  const population = populationOf(0, 1, 2, 50);
  expect(population.tell(verdict(3, { ...refuted, status: 'confirmed', score: 1.5 }))).toMatchObject({ corrected: 2 });
  expect(population.elites.map(({ number, score }) => [number, score])).toEqual([
    [2, 2],
    [3, 1.5],
    [1, 1],
    [0, 0],
  ]);
});

test('when all that displaced the initial program is refuted, it is there again', () => {
  const population = populationWith(1, [0, 1]);
  population.tell(verdict(1, refuted));
  for (const number of [2, 3]) expect(population.ask(number, randomStream(1, number, 0)).parent.number).toBe(0);
  expect(population.champion?.number).toBe(0);
  expect(population.members()).toEqual(new Set([0]));
});

test('audits are for new champions only, and for a small share of the time', () => {
  const population = populationOf(0, 1);
  expect([63, 64, 65, 128].map((number) => population.auditDue(number))).toEqual([undefined, 1, undefined, 1]);
  population.tell(verdict(1, { ...refuted, status: 'confirmed', score: 1 }, 10_000));
  expect(population.auditDue(64)).toBeUndefined();
  population.tell(anAttempt({ number: 100, outcome: aScore(3) }));
  expect([population.unaudited, population.auditDue(128)]).toEqual([100, undefined]);
  population.tell(anAttempt({ number: 101, outcome: aScore(2), cost: { propose: 0, evaluate: 2_000_000 } }));
  expect(population.auditDue(128)).toBe(100);
});

test('the initial program needs no audit', () => {
  expect(populationOf(7, 1).unaudited).toBeUndefined();
});
