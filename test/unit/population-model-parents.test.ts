import { describe, expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { silentModels } from '../../src/compose/models.ts';
import { readConfig } from '../../src/config.ts';
import { Ideas } from '../../src/population/ideas.ts';
import { IslandPopulation, type PopulationOptions } from '../../src/population/island-population.ts';
import { drawForModel } from '../../src/population/model-parents.ts';
import { randomStream } from '../../src/random.ts';
import { tell } from '../../src/run/learn.ts';
import { sample } from '../../src/run/sample.ts';
import { anAttempt, anElite, anInitial, aScore } from '../factory.ts';
import { aState, numbers } from '../fixtures/test-run.ts';

const draws = 20_000;

/** A proposal of an operator, or of a model, on a parent. */
const made = (number: number, parent: number, score = 0, model?: string, island = 0): Attempt =>
  anAttempt({
    ...{ number, drawn: { island, parent }, proposal: model === undefined ? {} : { model } },
    outcome: aScore(score, { key: `${number}` }),
  });

describe('an idea', () => {
  const ideas = new Ideas();
  for (const one of [anInitial(), made(1, 0), made(2, 1), made(3, 2, 0, 'm'), made(4, 3), made(5, 4, 0, 'm')])
    ideas.tell(one);
  ideas.tell({ ...anAttempt({ number: 6, cause: 'external', drawn: { parent: 4 } }) });
  ideas.tell({ ...anAttempt({ number: 7, cause: 'tune', drawn: { parent: 6 } }) });

  test('begins with an initial program, with what a model wrote, and with what comes from outside', () => {
    expect([0, 3, 5, 6].map((number) => ideas.of(number))).toEqual([0, 3, 5, 6]);
  });

  test('goes on through operators and tuners', () => {
    expect([1, 2, 4, 7].map((number) => ideas.of(number))).toEqual([0, 0, 3, 6]);
  });

  test('counts how often models were asked to change one of its candidates', () => {
    expect([0, 2, 3, 4, 5].map((number) => ideas.asked(number))).toEqual([1, 1, 1, 1, 0]);
  });
});

describe('a draw for a model', () => {
  const initial = anElite(0, 10);
  const alone = { of: (number: number) => number, asked: () => 0 };
  /** Scores 18 to 20 have most of the gain of 10. */
  const elites = [20, 19, 18, 17.9, 15, 14.9, 10].map((score, index) => anElite(9 - index, score));
  const sharesOf = (ideas: Pick<Ideas, 'of' | 'asked'>, shown = elites) => {
    const counts = new Map<number, number>();
    for (let seed = 0; seed < draws; seed++) {
      const { parent } = drawForModel({ elites: shown, initial, ideas, inspirations: 4 }, randomStream(seed));
      counts.set(parent.number, (counts.get(parent.number) ?? 0) + 1 / draws);
    }
    return counts;
  };

  test('takes one in eight parents from the initial program, all others from those with most of the best gain', () => {
    const shares = sharesOf(alone);
    expect([...shares.keys()].sort()).toEqual([0, 7, 8, 9]);
    expect(shares.get(0)).toBeCloseTo(1 / 8, 1);
  });

  test('prefers the better score', () => {
    const shares = sharesOf(alone);
    expect(shares.get(8)! / shares.get(9)!).toBeCloseTo(0.9 ** 8, 1);
    expect(shares.get(7)! / shares.get(9)!).toBeCloseTo(0.8 ** 8, 1);
  });

  test('takes an idea less often when models were asked for it before', () => {
    const shares = sharesOf({ ...alone, asked: (number) => (number === 9 ? 15 : 0) });
    expect(shares.get(9)! / shares.get(8)!).toBeCloseTo(1 / 4 / 0.9 ** 8, 1);
  });

  test('takes the best of each idea only, however often and on how many islands it is there', () => {
    const ideas = { ...alone, of: (number: number) => (number === 7 ? 7 : 1) };
    expect([...sharesOf(ideas, [...elites, ...elites]).keys()].sort()).toEqual([0, 7, 9]);
  });

  test('shows at most two programs of other ideas, which have half of the best gain', () => {
    const beside = new Set<number>();
    for (let seed = 0; seed < 500; seed++) {
      const { parent, inspirations } = drawForModel(
        { elites, initial, ideas: alone, inspirations: 4 },
        randomStream(seed),
      );
      const shown = [parent, ...inspirations].map(({ number }) => number);
      expect(new Set(shown).size).toBe(shown.length);
      expect(inspirations).toHaveLength(parent === initial ? 0 : 2);
      for (const { number } of inspirations) beside.add(number);
    }
    expect([...beside].sort()).toEqual([5, 6, 7, 8, 9]);
  });

  test('takes the initial program while nothing is better, and shows as few beside it as it is told', () => {
    const pool = { elites: [initial], initial, ideas: alone, inspirations: 4 };
    expect(drawForModel(pool, randomStream(1))).toEqual({ parent: initial, inspirations: [] });
    for (let seed = 0; seed < 50; seed++)
      expect(drawForModel({ ...pool, elites, inspirations: 0 }, randomStream(seed)).inspirations).toEqual([]);
  });
});

describe('islands', () => {
  const usual: PopulationOptions = {
    direction: 'max',
    ...{ islands: 3, migration: { topology: 'none', interval: 1e9 }, descriptors: [] },
    ...{ explore: 0, inspirations: 4, elites: 4, modelParents: 'best' },
  };
  const population = (options: Partial<PopulationOptions> = {}, attempts: readonly Attempt[] = []) => {
    const subject = new IslandPopulation({ ...usual, ...options });
    for (const one of [anInitial({ islands: [0, 1, 2] }), ...attempts]) subject.tell(one);
    return subject;
  };
  const bests = (subject: IslandPopulation) => subject.islands.map(({ best }) => best?.number);

  test('get what a model found at once, and what its tuning found, where they have nothing as good', () => {
    const operators = [made(1, 0, 1, undefined, 0), made(2, 0, 5, undefined, 1)];
    const subject = population({}, operators);
    expect(bests(subject)).toEqual([1, 2, 0]);
    expect(subject.tell(made(3, 0, 4, 'm', 2)).placement).toBe('improved');
    expect(bests(subject)).toEqual([3, 2, 3]);
    subject.tell(anAttempt({ number: 4, cause: 'tune', drawn: { parent: 3, island: 0 }, outcome: aScore(6) }));
    expect(bests(subject)).toEqual([4, 4, 4]);
  });

  test('get it by migration only where models draw as operators do', () => {
    const subject = population({ modelParents: 'island' }, [made(1, 0, 4, 'm', 2)]);
    expect(bests(subject)).toEqual([0, 0, 1]);
    expect(subject.askForModel(5, randomStream(1))).toBeUndefined();
  });

  test('a young island gets nothing, and no child of another island', () => {
    const found = made(1, 0, 4, 'm', 1);
    const quiet = [2, 3].map((number) => made(number, 0, -number, undefined, 0));
    const subject = population({ restart: 2 }, [...quiet, found]);
    expect(bests(subject)).toEqual([0, 1, 1]);
    for (let number = 0; number < 60; number++) {
      const { island, parent } = subject.askForModel(number, randomStream(number))!;
      expect(subject.islands[island]?.ranked).toContainEqual(parent);
    }
  });

  test('a model that draws from all islands finds the best on each turn', () => {
    const subject = population({}, [made(1, 0, 4, undefined, 2)]);
    const parents = Array.from({ length: 60 }, (_, n) => subject.askForModel(n, randomStream(n))?.parent.number);
    expect(new Set(parents)).toEqual(new Set([0, 1]));
    expect(parents.filter((number) => number === 1).length).toBeGreaterThan(40);
  });
});

test('an attempt of a model takes its parent there, one of an operator from its island', () => {
  const config = { models: [{ name: 'm' }] };
  const state = aState({ config, models: () => silentModels(readConfig(config)) });
  const islands = [0, 1, 2, 3];
  tell(state, { attempt: anInitial({ islands }), program: numbers('1') });
  tell(state, { attempt: made(1, 0, 4, undefined, 2), program: numbers('4') });
  const parents = (model?: string) =>
    Array.from({ length: 40 }, (_, at) => sample(state, 4 * at, 0, { cause: 'drawn', model }).drawn.parent);
  expect(new Set(parents('m'))).toEqual(new Set([0, 1]));
  expect(new Set(parents())).toEqual(new Set([0]));
  expect(sample(state, 4, 0, { cause: 'drawn', model: 'm', candidate: 1 }).drawn).toMatchObject({
    parent: 1,
    island: 2,
  });
});
