import { describe, expect, test } from 'vitest';
import type { Attempt, Audited } from '../../src/api/attempt.ts';
import { IslandPopulation, type PopulationOptions } from '../../src/population/island-population.ts';
import { Duties } from '../../src/run/duties.ts';
import { Effort } from '../../src/run/effort.ts';
import { tell } from '../../src/run/learn.ts';
import { anAttempt, anAudit, anInitial, aRefusal, aScore } from '../factory.ts';

const none: ReadonlySet<string> = new Set();
const refuted: Audited = { status: 'refuted', metrics: {}, feedback: 'it is not so' };
const confirmed = (score: number): Audited => ({ status: 'confirmed', score, metrics: {}, feedback: '' });

/** The duties of a search that was told these attempts, after an initial program that scores 0. */
function dutiesAfter(attempts: readonly Attempt[], given: Partial<PopulationOptions> = {}, compare = false) {
  const population = new IslandPopulation({
    ...{ direction: 'max', islands: 2, migration: { topology: 'none', interval: 1 }, descriptors: [] },
    ...{ explore: 0, inspirations: 2, elites: 8, ...given },
  });
  const effort = new Effort();
  const duties = new Duties(population, effort, { tune: true, simplify: true, compare });
  const hear = (attempt: Attempt) => tell({ population, learners: [effort, duties] }, { attempt });
  for (const attempt of [anInitial({ islands: [0, 1] }), ...attempts]) hear(attempt);
  return { population, duties, hear };
}

/** A child on the island of its number; with a model's label, what that model found. */
const child = (number: number, score: number, model?: string) =>
  anAttempt({
    ...{ number, outcome: aScore(score), drawn: { island: number % 2 } },
    ...(model !== undefined && { proposal: { model } }),
  });

describe('audits', () => {
  const audit = (candidate: number) => ({ cause: 'audit', candidate });

  test('are due for a new champion at every 64th attempt, one at a time', () => {
    const { duties, hear } = dutiesAfter([child(1, 1)]);
    const due = (number: number) => duties.due(number, none);
    expect([63, 64, 65, 128].map(due)).toEqual([undefined, audit(1), undefined, audit(1)]);
    expect(duties.due(64, new Set(['audit']))).toBeUndefined();
    expect(duties.due(64, new Set(['tune', 'drawn']))).toEqual(audit(1));
    hear(anAudit({ candidate: 1, verdict: confirmed(1) }));
    expect(due(128)).toBeUndefined();
    hear(child(100, 3));
    expect(due(128)).toEqual(audit(100));
  });

  test('are due at any attempt where others wait for one, once', () => {
    const { duties, hear } = dutiesAfter([child(1, 1)]);
    duties.wantAudit();
    expect(duties.due(65, new Set(['audit']))).toBeUndefined();
    expect(duties.due(66, none)).toEqual(audit(1));
    expect(duties.due(67, none)).toBeUndefined();
    hear(anAudit({ candidate: 1, verdict: confirmed(1) }));
    duties.wantAudit(); // there is nothing to audit, now or later
    hear(child(100, 3));
    expect(duties.due(101, none)).toBeUndefined();
  });

  test('are due at once for the best candidates that a distrusted machine scored', () => {
    const by = (number: number, score: number, machine: string) =>
      anAttempt({ number, outcome: { ...aScore(score), machine }, drawn: { island: number % 2 } });
    const { duties, hear } = dutiesAfter([by(1, 1, 'one'), by(2, 2, 'two'), by(3, 3, 'one')]);
    duties.distrust(new Set(['one']));
    expect(duties.due(65, none)).toEqual(audit(3));
    hear(anAudit({ candidate: 3, verdict: refuted }));
    expect(duties.due(66, none)).toEqual(audit(1));
    hear(anAudit({ candidate: 1, verdict: confirmed(1) }));
    expect(duties.due(67, none)).toBeUndefined();
  });

  test('take a hundredth of the time at most', () => {
    const { duties, hear } = dutiesAfter([child(1, 1)]);
    const takes = (propose: number, evaluate: number) => ({ cost: { propose, evaluate } });
    hear(anAudit({ candidate: 1, verdict: confirmed(1), ...takes(0, 10_000) }));
    hear(child(100, 3));
    expect(duties.unaudited).toBe(100);
    expect(duties.due(128, none)).toBeUndefined();
    hear(anAttempt({ number: 101, outcome: aScore(-1), ...takes(500_000, 480_000) }));
    expect(duties.due(128, none)).toBeUndefined(); // 10 s of 990 s
    hear(anAttempt({ number: 102, outcome: aRefusal(), ...takes(10_000, 0) }));
    expect(duties.due(128, none)).toEqual(audit(100));
  });

  test('are not due for an initial program', () => {
    expect(dutiesAfter([child(1, -1)]).duties.unaudited).toBeUndefined();
  });

  test('are due for what is champion after a refuted one', () => {
    const { duties, hear } = dutiesAfter([child(1, 1), child(2, 2)]);
    hear(anAudit({ candidate: 2, verdict: refuted }));
    expect(duties.due(64, none)).toEqual(audit(1));
  });
});

describe('tuning', () => {
  const tune = (candidate: number) => ({ cause: 'tune', candidate });
  const tuned = (parent: number, overrides: Parameters<typeof anAttempt>[0] = {}) =>
    anAttempt({ number: 99, cause: 'tune', drawn: { parent }, outcome: aRefusal(), ...overrides });

  test('is due at once for each find of a model, the best first', () => {
    const { population, duties, hear } = dutiesAfter([child(1, 2, 'm'), child(2, 1, 'm')]);
    const due = (number: number) => duties.due(number, none);
    expect([3, 4].map(due)).toEqual([tune(1), tune(1)]);
    expect(duties.due(3, new Set(['tune']))).toBeUndefined();
    expect(population.select(1)).toMatchObject({ island: 1, parent: { number: 1, score: 2 }, inspirations: [] });
    hear(tuned(1));
    expect(due(5)).toEqual(tune(2));
    hear(tuned(2));
    expect(due(6)).toBeUndefined();
  });

  test('goes on with its own result while that gains noticeably', () => {
    const { duties, hear } = dutiesAfter([child(1, 2, 'm')]);
    hear(tuned(1, { number: 2, outcome: aScore(3) }));
    expect(duties.due(3, none)).toEqual(tune(2));
    hear(tuned(2, { number: 4, outcome: aScore(3.0001) })); // less than a ten-thousandth of the gain
    expect(duties.due(5, none)).toBeUndefined();
  });

  test('begins with the lowest score where lower is better', () => {
    const { duties } = dutiesAfter([child(1, -1, 'm'), child(2, -2, 'm')], { direction: 'min' });
    expect(duties.due(8, none)).toEqual(tune(2));
  });

  test('is not due for what an operator found, or for what has no place', () => {
    expect(dutiesAfter([child(1, 2), child(2, -1, 'm')]).duties.due(8, none)).toBeUndefined();
    expect(dutiesAfter([child(1, 2, 'm'), child(3, 3)], { elites: 1 }).duties.due(8, none)).toBeUndefined();
  });

  test('is due again where a tuning came to nothing before it was told', () => {
    const { duties, hear } = dutiesAfter([child(1, 2, 'm')]);
    expect(duties.due(8, none)).toEqual(tune(1));
    hear(child(9, 1)); // its tuning was dropped, and others were told
    expect(duties.due(16, none)).toEqual(tune(1));
  });

  test('gives way to an audit, and may be left out', () => {
    const { population, duties } = dutiesAfter([child(1, 2, 'm')]);
    expect(duties.due(64, none)).toEqual({ cause: 'audit', candidate: 1 });
    expect(duties.due(64, new Set(['audit']))).toEqual(tune(1));
    const without = new Duties(population, new Effort(), { tune: false, simplify: true, compare: false });
    tell({ population, learners: [without] }, { attempt: child(3, 9, 'm') });
    expect(without.due(8, none)).toBeUndefined();
  });
});

describe('at the end', () => {
  test('a champion is simplified once, what came of it too, and it is audited', () => {
    const { duties, hear } = dutiesAfter([child(1, 1)]);
    expect(duties.closing(true)).toEqual({ cause: 'simplify', candidate: 1 });
    expect(duties.closing(false)).toEqual({ cause: 'audit', candidate: 1 });
    const smaller = aScore(1, { measures: { size: 3 } });
    hear(anAttempt({ number: 2, cause: 'simplify', drawn: { parent: 1, island: 1 }, outcome: smaller }));
    expect(duties.closing(true)).toEqual({ cause: 'audit', candidate: 2 });
    hear(anAudit({ number: 3, candidate: 2, verdict: confirmed(1) }));
    expect(duties.closing(true)).toBeUndefined();
  });

  test('a champion that is the initial program is left as it is', () => {
    expect(dutiesAfter([]).duties.closing(true)).toBeUndefined();
  });

  test('finalists are compared before the winner is made simpler: three at least, more where the run took long', () => {
    const line = (at: number) =>
      [10, 50, 75, 90, 100].map((score, index) =>
        anAttempt({
          number: index + 1,
          at,
          drawn: { parent: index },
          outcome: aScore(score, { measures: { size: index } }),
        }),
      );
    const comparedIn = (at: number, rivals: readonly Attempt[] = []) => {
      const descriptors = [{ name: 'size', range: [0, 100], bins: 50 } as const];
      const { duties, hear } = dutiesAfter([...line(at), ...rivals], { descriptors }, true);
      const due: string[] = [];
      for (let duty = duties.closing(true); duty?.cause === 'audit'; duty = duties.closing(true)) {
        due.push(`#${duty.candidate}`);
        const verdict = { ...confirmed(0), score: [0, 10, 50, 75, 90, 100, 80, 70][duty.candidate]! };
        hear(anAudit({ candidate: duty.candidate, at, verdict, cost: { propose: 0, evaluate: 1000 } }));
      }
      return { due, next: duties.closing(true)?.cause };
    };
    expect(comparedIn(0)).toEqual({ due: ['#5', '#4', '#3', '#2'], next: 'simplify' });
    const rivals = [6, 7].map((number) =>
      anAttempt({
        number,
        drawn: { parent: 0 },
        outcome: aScore(110 - 5 * number, { measures: { size: 10 * number } }),
      }),
    );
    expect(comparedIn(0, rivals).due).toHaveLength(4);
    expect(comparedIn(1e6, rivals).due).toEqual(['#5', '#4', '#3', '#2', '#6', '#7']);
  });

  test('of a front, the champion is audited first and then every member, whichever island it is on', () => {
    const objectives = [
      { name: 'score', direction: 'max' },
      { name: 'marks', direction: 'min' },
    ] as const;
    const marked = ([score, marks]: readonly [number, number]) =>
      aScore(score, { metrics: { marks }, key: `${score} ${marks}` });
    const values = [[5, 9] as const, [3, 5] as const, [2, 6] as const, [2, 4] as const];
    const { population, duties, hear } = dutiesAfter(
      values.map((value, index) => anAttempt({ number: index + 1, outcome: marked(value) })),
      { objectives },
    );
    hear(anAttempt({ number: 9, cause: 'simplify', drawn: { parent: 1 }, outcome: aRefusal() }));
    expect(population.front.map(({ number }) => number)).toEqual([1, 2, 4]);
    const audited: number[] = [];
    for (let due = duties.closing(true); due !== undefined; due = duties.closing(true)) {
      const { candidate } = due;
      audited.push(candidate);
      const score = population.score(candidate);
      hear(anAudit({ candidate, verdict: candidate === 2 ? refuted : confirmed(score) }));
    }
    expect(audited).toEqual([1, 2, 4]);
    expect(population.front.map(({ number }) => number)).toEqual([1, 4]);
  });
});
