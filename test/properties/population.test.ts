import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Attempt, Outcome } from '../../src/api/attempt.ts';
import type { Objective } from '../../src/api/problem.ts';
import { IslandPopulation, type PopulationOptions } from '../../src/population/island-population.ts';
import { topologies } from '../../src/population/migration.ts';
import { randomStream } from '../../src/random.ts';
import { anAttempt, aScore } from '../factory.ts';

const several: readonly Objective[] = [
  { name: 'branches', direction: 'min' },
  { name: 'score', direction: 'max' },
];

const options = fc.record({
  islands: fc.integer({ min: 1, max: 5 }),
  topology: fc.constantFrom(...topologies),
  interval: fc.integer({ min: 1, max: 6 }),
  patience: fc.integer({ min: 0, max: 8 }),
  objectives: fc.constantFrom(undefined, several),
});

const outcomes = fc.array(
  fc.record({
    kind: fc.constantFrom('scored', 'scored', 'scored', 'failed', 'refused', 'confirmed', 'refuted'),
    score: fc.integer({ min: -5, max: 5 }),
    size: fc.integer({ min: 1, max: 200 }),
    branches: fc.integer({ min: 0, max: 40 }),
  }),
  { maxLength: 120 },
);

type Given = { kind: string; score: number; size: number; branches: number };

function population({
  islands,
  topology,
  interval,
  patience,
  objectives,
}: {
  islands: number;
  topology: 'ring' | 'full' | 'none';
  interval: number;
  patience: number;
  objectives?: readonly Objective[] | undefined;
}) {
  const given: PopulationOptions = {
    islands,
    migration: { topology, interval },
    patience,
    descriptors: [
      { name: 'size', range: [1, 200], bins: 3, scale: 'log' },
      { name: 'branches', range: [0, 40], bins: 3 },
    ],
    objectives,
    explore: 0.3,
    inspirations: 3,
    elites: 5,
  };
  return new IslandPopulation(given);
}

/** Drives a population as the loop does: ask, make an outcome of it, tell. */
function live(subject: IslandPopulation, given: readonly Given[]): Attempt[] {
  const attempts = [anAttempt({ number: 0, told: 0, operator: 'initial', parents: [], outcome: aScore(0) })];
  subject.tell(attempts[0] as Attempt);
  for (const [index, { kind, score, size, branches }] of given.entries()) {
    const number = index + 1;
    const { island, parent, inspirations } = subject.ask(number, randomStream(7, number, 0));
    const due = subject.unaudited;
    const verdict = { confirmed: { status: 'confirmed', score, ...empty }, refuted: { status: 'refuted', ...empty } }[
      kind
    ];
    if (verdict && due !== undefined) {
      const audit = { operator: 'audit', parents: [due], outcome: verdict as Outcome };
      attempts.push(anAttempt({ number, told: subject.told, ...audit }));
      subject.tell(attempts.at(-1) as Attempt);
      continue;
    }
    const scored = aScore(score, { key: `${number}`, measures: { size, branches }, metrics: { branches } });
    const outcome = { scored, failed: failed(number), refused }[kind] ?? refused;
    const from = { parents: [parent.number], inspirations: inspirations.map((elite) => elite.number) };
    const attempt = anAttempt({ number, told: subject.told, island, ...from, outcome });
    attempts.push(attempt);
    subject.tell(attempt);
  }
  return attempts;
}

const empty = { metrics: {}, feedback: '' };
const refused = { status: 'refused', reason: 'unchanged', feedback: '' } as const;
const failed = (number: number) =>
  ({
    status: 'failed',
    stage: 'only',
    reason: 'threw',
    stages: [],
    feedback: '',
    key: `${number}`,
    measures: {},
  }) as const;

/** Everything that a draw can depend on. */
function state(subject: IslandPopulation) {
  return {
    told: subject.told,
    elites: subject.elites,
    islands: subject.islands.map((island) => island.ranked),
    branches: subject.branches(),
    next: Array.from({ length: 20 }, (_, index) => subject.ask(index, randomStream(3, index))),
  };
}

test('a population told the recorded attempts again equals the live one', () => {
  fc.assert(
    fc.property(options, outcomes, (shape, given) => {
      const first = population(shape);
      const recorded = JSON.parse(JSON.stringify(live(first, given))) as Attempt[];
      const second = population(shape);
      for (const attempt of recorded) second.tell(attempt);
      expect(state(second)).toEqual(state(first));
    }),
  );
});

test('a refuted candidate is no champion, no parent and no inspiration, and a corrected one has its new score', () => {
  fc.assert(
    fc.property(options, outcomes, (shape, given) => {
      const subject = population(shape);
      const attempts = live(subject, given);
      const verdicts = new Map(
        attempts.flatMap(({ operator, parents, outcome }) => (operator === 'audit' ? [[parents[0], outcome]] : [])),
      );
      const drawable = [...subject.elites, ...subject.islands.flatMap((island) => island.ranked)];
      for (const { number, score } of drawable) {
        const verdict = verdicts.get(number);
        if (verdict) expect(verdict).toMatchObject({ status: 'confirmed', score });
      }
    }),
  );
});

test('without audits and with endless patience no cell ever gets worse, and the champion is the best score told', () => {
  fc.assert(
    fc.property(options, outcomes, (shape, all) => {
      const given = all.filter(({ kind }) => kind !== 'confirmed' && kind !== 'refuted');
      const subject = population({ ...shape, patience: 0, objectives: undefined });
      const attempts = live(subject, given);
      const scores = attempts.flatMap(({ outcome }) => (outcome.status === 'scored' ? [outcome.score] : []));
      expect(subject.champion?.score).toBe(Math.max(...scores));
      const before = population({ ...shape, patience: 0, objectives: undefined });
      const cells = () =>
        before.islands.map((island) => new Map(island.ranked.map(({ cell, score }) => [cell, score])));
      for (const attempt of attempts) {
        const previous = cells();
        before.tell(attempt);
        for (const [index, island] of cells().entries())
          for (const [cell, score] of previous[index] ?? []) expect(island.get(cell)).toBeGreaterThanOrEqual(score);
      }
    }),
  );
});

test('an island that begins anew has the initial program only, and its champion is not forgotten', () => {
  let begun = 0;
  fc.assert(
    fc.property(options, outcomes, (shape, all) => {
      const given = all.filter(({ kind }) => kind !== 'confirmed' && kind !== 'refuted');
      const subject = population({ ...shape, patience: 2, objectives: undefined });
      const attempts = live(population({ ...shape, patience: 2, objectives: undefined }), given);
      for (const attempt of attempts) {
        const { restarted } = subject.tell(attempt);
        if (restarted === undefined) continue;
        expect(subject.islands[restarted]?.ranked.map(({ number }) => number)).toEqual([0]);
        begun++;
      }
      const scores = attempts.flatMap(({ outcome }) => (outcome.status === 'scored' ? [outcome.score] : []));
      expect(subject.champion?.score).toBe(Math.max(...scores));
    }),
  );
  expect(begun).toBeGreaterThan(0);
});

test('a parent never stands among its own inspirations, and these are all different', () => {
  fc.assert(
    fc.property(options, outcomes, (shape, given) => {
      const subject = population(shape);
      live(subject, given);
      const { parent, inspirations } = subject.ask(given.length, randomStream(given.length));
      const numbers = [parent, ...inspirations].map(({ number }) => number);
      expect(new Set(numbers).size).toBe(numbers.length);
    }),
  );
});
