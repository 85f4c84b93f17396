import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attempt, childOf } from '../../src/api/attempt.ts';
import type { Objective } from '../../src/api/problem.ts';
import { IslandPopulation, type PopulationOptions } from '../../src/population/island-population.ts';
import { topologies } from '../../src/population/migration.ts';
import { modelParents } from '../../src/population/model-parents.ts';
import { anAudit, aReflection, aRefusal } from '../factory.ts';
import { initialsOf, live, stateOf, steps } from '../fixtures/live-attempts.ts';

const several: readonly Objective[] = [
  { name: 'branches', direction: 'min' },
  { name: 'score', direction: 'max' },
];

const shapes = fc.record({
  islands: fc.integer({ min: 1, max: 5 }),
  migration: fc.record({ topology: fc.constantFrom(...topologies), interval: fc.integer({ min: 1, max: 6 }) }),
  restart: fc.integer({ min: 0, max: 8 }),
  objectives: fc.constantFrom(undefined, several),
  initials: fc.integer({ min: 1, max: 3 }),
  modelParents: fc.constantFrom(...modelParents),
});

type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;

/** A population and the initial programs that it is told first. */
function populationOf({ initials, ...shape }: Shape) {
  const options: PopulationOptions = {
    direction: 'max',
    descriptors: [
      { name: 'size', range: [1, 200], bins: 3, scale: 'log' },
      { name: 'branches', range: [0, 40], bins: 3 },
    ],
    ...{ explore: 0.3, inspirations: 3, elites: 5, ...shape },
  };
  return { subject: new IslandPopulation(options), first: initialsOf(shape.islands, initials) };
}

test('a population that is told the recorded attempts again equals the live one', () => {
  fc.assert(
    fc.property(shapes, steps, (shape, script) => {
      const { subject, first } = populationOf(shape);
      const recorded = JSON.parse(JSON.stringify(live(subject, first, script))) as Attempt[];
      const { subject: again } = populationOf(shape);
      for (const attempt of recorded) again.tell(attempt);
      expect(stateOf(again)).toEqual(stateOf(subject));
    }),
  );
});

const isAudit = ({ kind }: { readonly kind: string }) => kind === 'audit';

test('without audits and restarts no cell ever gets worse, and the champion is the best score told', () => {
  fc.assert(
    fc.property(shapes, steps, (given, all) => {
      const shape = { ...given, restart: 0, objectives: undefined };
      const script = all.filter((step) => !isAudit(step));
      const { subject, first } = populationOf(shape);
      const attempts = live(subject, first, script);
      const scores = attempts
        .map((attempt) => childOf(attempt))
        .flatMap((child) => (child && 'score' in child ? child.score : []));
      expect(subject.champion?.score).toBe(Math.max(...scores));
      const { subject: again } = populationOf(shape);
      const cells = () => again.islands.map((island) => new Map(island.ranked.map(({ cell, score }) => [cell, score])));
      for (const attempt of attempts) {
        const previous = cells();
        again.tell(attempt);
        for (const [index, island] of cells().entries())
          for (const [cell, score] of previous[index] ?? []) expect(island.get(cell)).toBeGreaterThanOrEqual(score);
      }
    }),
  );
});

test('a restarted island does not make the run forget its champion', () => {
  let restarts = 0;
  fc.assert(
    fc.property(shapes, steps, (given, all) => {
      const shape = { ...given, islands: given.islands + 1, restart: 2, objectives: undefined };
      const { subject, first } = populationOf(shape);
      let best = Number.NEGATIVE_INFINITY;
      for (const attempt of live(
        populationOf(shape).subject,
        first,
        all.filter((step) => !isAudit(step)),
      )) {
        if (subject.tell(attempt).restarted !== undefined) restarts++;
        expect(subject.champion!.score).toBeGreaterThanOrEqual(best);
        best = subject.champion!.score;
      }
    }),
    { seed: 1 }, // fixed, so that some runs restart an island for certain
  );
  expect(restarts).toBeGreaterThan(0);
});

/** Records that may stand between the drawn attempts of a search, chosen by a number. */
function besides(choice: number, number: number, subject: IslandPopulation): Attempt | undefined {
  const members = [...subject.members()];
  const candidate = members[choice % members.length]!;
  const base = { number, watermark: subject.told };
  const verdict = { status: 'confirmed', score: subject.score(candidate), metrics: {}, feedback: '' } as const;
  return [
    undefined,
    anAudit({ ...base, candidate, verdict }),
    aReflection(base),
    ...(['tune', 'simplify', 'immigrant'] as const).map((cause): Attempt => {
      const drawn = { draw: 0, island: choice % subject.islands.length, parent: candidate, inspirations: [] };
      const rest = { at: 0, cost: { propose: 0, evaluate: 0 }, proposal: { proposer: cause }, outcome: aRefusal() };
      return { ...base, kind: 'proposal', cause, drawn, ...rest };
    }),
  ][choice % 6];
}

test('audits, reflections and errands are no quiet attempts: islands are restarted as without them', () => {
  let restarts = 0;
  fc.assert(
    fc.property(shapes, steps, fc.array(fc.nat(1000), { minLength: 1, maxLength: 50 }), (given, all, choices) => {
      const draws = all.filter(({ kind }) => kind === 'drawn' || kind === 'external');
      // Migration counts all attempts, so that it would come at other moments.
      const migration = { topology: 'none', interval: 1 } as const;
      const shape = { ...given, islands: given.islands + 1, restart: 3, migration };
      const [plain, busy] = [populationOf(shape), populationOf(shape)];
      const attempts = live(populationOf(shape).subject, plain.first, draws);
      for (const [index, attempt] of attempts.entries()) {
        const extra =
          index < plain.first.length
            ? undefined
            : besides(choices[index % choices.length]!, 1000 + index, busy.subject);
        if (extra) busy.subject.tell(extra);
        const { restarted } = plain.subject.tell(attempt);
        expect(busy.subject.tell(attempt).restarted).toBe(restarted);
        if (restarted !== undefined) restarts++;
      }
      expect(busy.subject.islands.map(({ ranked }) => ranked)).toEqual(
        plain.subject.islands.map(({ ranked }) => ranked),
      );
    }),
    { seed: 1 }, // fixed, so that some runs restart an island for certain
  );
  expect(restarts).toBeGreaterThan(0);
});
