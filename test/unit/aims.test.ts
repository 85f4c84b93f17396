import { describe, expect, test } from 'vitest';
import type { ProposalAttempt } from '../../src/api/attempt.ts';
import { describeAims } from '../../src/compose/aims.ts';
import { readConfig, readSettings } from '../../src/config.ts';
import { IslandPopulation } from '../../src/population/island-population.ts';
import { randomStream } from '../../src/random.ts';
import { Aims } from '../../src/run/aims.ts';
import { anAttempt, anInitial, aScore } from '../factory.ts';
import { answerWith, testModels } from '../fixtures/test-models.ts';
import { aState, replayRun, startRun } from '../fixtures/test-run.ts';

const settings = (...pairs: readonly string[]) => readConfig(readSettings(pairs));
const models = [{ name: 'small' }, { name: 'large', role: 'depth' }];
const operators = ['tune-one', 'swap-operator', 'edit-statement'];

describe.each([true, false])('islands with aims, deterministic: %s', (deterministic) => {
  const config = {
    ...{ attempts: 150, islands: 4, lag: 4, deterministic, simplify: false, tune: false, playbook: 'off' },
    ...{ models, proposers: operators },
    island: {
      0: { proposers: ['tune-one'], models: 'none' },
      1: { proposers: 'none', models: 'small', asks: 'rewrite', prompt: 'Only whole numbers.' },
      2: { models: ['large'] },
    },
  };

  test('use what they may, show their prompt, and are replayed', { timeout: 60_000 }, async () => {
    const asked: string[] = [];
    let count = 0;
    const { models, schedule } = testModels(config, async ({ messages }) => {
      asked.push(messages.map(({ content }) => content).join('\n'));
      return answerWith(`export const values = () => [${++count}, ${count % 7}];`);
    });
    const seats = deterministic ? {} : { seats: schedule };
    const options = { config, models, ...seats };
    await using run = await startRun(options);
    await run.evolve();
    await run.run.flush();
    const drawn = run.recorded.filter(
      (one): one is ProposalAttempt => one.kind === 'proposal' && one.cause === 'drawn',
    );
    const on = (island: number) => drawn.filter((one) => one.drawn.island === island).map(({ proposal }) => proposal);
    const used = (island: number) => new Set(on(island).map(({ proposer, model }) => model ?? proposer));

    expect(used(0)).toEqual(new Set(['tune-one']));
    expect(used(1)).toEqual(new Set(['small']));
    expect(new Set(on(1).map(({ proposer }) => proposer))).toEqual(new Set(['rewrite']));
    expect([...used(2)]).toContain('large');
    expect([...used(2)]).not.toContain('small');
    expect([...used(3)].filter((name) => operators.includes(name))).not.toEqual([]);

    const guided = (island: number) =>
      on(island).map(({ exchanges = [] }) => exchanges[0]?.prompt.includes('Only whole numbers.') ?? false);
    expect(new Set(guided(1))).toEqual(new Set([true]));
    expect([...guided(0), ...guided(2), ...guided(3)]).not.toContain(true);
    expect(asked.length).toBeGreaterThan(0);

    const { rebuilt, difference } = await replayRun(run.record, options);
    expect(difference).toBeUndefined();
    expect(rebuilt.batches).toEqual(run.record.batches);
  });
});

test('an island has a share of exploring of its own', () => {
  const descriptors = [{ name: 'size', range: [0, 100] as const, bins: 10 }];
  const options = {
    ...{ direction: 'max' as const, islands: 2, migration: { topology: 'none' as const, interval: 100 }, descriptors },
    ...{ explore: 0, inspirations: 0, elites: 8, island: { 1: { explore: 1 } } },
  };
  const population = new IslandPopulation(options);
  population.tell(anInitial({ islands: [0, 1], outcome: aScore(0, { measures: { size: 1 } }) }));
  for (const island of [0, 1])
    for (let cell = 1; cell < 9; cell++)
      population.tell(
        anAttempt({
          ...{ number: 1 + 10 * island + cell, drawn: { island } },
          outcome: aScore(cell, { measures: { size: 10 * cell + 5 } }),
        }),
      );
  const meanScore = (island: number) => {
    const draws = Array.from({ length: 200 }, (_, number) =>
      population.ask(number, randomStream(1, number, 0), island),
    );
    return draws.reduce((sum, { parent }) => sum + parent.score, 0) / draws.length;
  };
  expect(meanScore(0)).toBeGreaterThan(meanScore(1) + 1);
});

describe('the island of an attempt', () => {
  const known = { islands: 3, arms: ['tune-one'], models: new Set(['small', 'large']) };
  const aims = new Aims(
    new Map([
      [0, { models: new Set(['small']) }],
      [1, { models: new Set(['large']), proposers: new Set<string>() }],
    ]),
    known,
  );

  test('is the one whose turn it is, or else the next that allows what is asked', () => {
    const islands = (model?: string) => [0, 1, 2, 3, 4, 5].map((number) => aims.islandFor(number, model));
    expect(islands('small')).toEqual([0, 0, 2, 0, 2, 2]);
    expect(islands('large')).toEqual([1, 1, 2, 2, 1, 2]);
    expect(islands()).toEqual([0, 0, 2, 0, 2, 2]);
  });

  test('is as usual without aims', () => {
    expect(new Aims(new Map(), known).islandFor(1, 'small')).toBeUndefined();
  });
});

describe('settings', () => {
  test('name an island and what differs there', () => {
    const config = settings(
      'island.2.models=small,large',
      'island.2.explore=0.5',
      'island.0.prompt=Be bold: try [1, 2].',
    );
    expect(config.island).toEqual({
      2: { models: ['small', 'large'], explore: 0.5 },
      0: { prompt: 'Be bold: try [1, 2].' },
    });
    expect(describeAims(config)).toEqual([
      'island 0: prompt Be bold: try [1, 2].',
      'island 2: models small, large; explore 0.5',
    ]);
    expect(describeAims(settings())).toEqual([]);
  });

  test.each([
    ['island.2.modles=small', /island.*modles: unknown\. Did you mean models\?/s],
    ['islnd.2.models=small', /islnd: unknown\. Did you mean island\?/],
    ['island.two.models=small', /island\.two: expected the number of an island/],
    ['island.2.explore=7', /island\.2\.explore: /],
    ['island=2', /island: /],
  ])('%s is an error that helps', (pair, message) => {
    expect(() => settings(pair)).toThrow(message);
  });

  test.each([
    ['island.4.models=small', /there is no island 4: this run has islands 0 to 3/],
    ['island.1.models=smal', /island\.1\.models: this run has no smal\. Did you mean small\? It has: small, large/],
    ['island.1.asks=explor', /island\.1\.asks: this run has no explor\. Did you mean explore\?/],
    ['island.1.proposers=tune-many', /island\.1\.proposers: this run has no tune-many.* It has: tune-one/],
    ['island.1.proposers=tune-oen', /There is no proposer tune-oen for this program\. Did you mean tune-one\?/],
  ])('%s names what the run has not', (pair, message) => {
    const config = { ...readSettings([pair, 'proposers=tune-one']), models: [{ name: 'small' }, { name: 'large' }] };
    expect(() => aState({ config, models: modelsOf(config) })).toThrow(message);
  });

  test('an island on which nothing proposes is an error', () => {
    const config = { ...readSettings(['island.1.proposers=none', 'proposers=tune-one']) };
    expect(() => aState({ config })).toThrow(/island\.1: neither an operator nor a model/);
  });
});

const modelsOf = (config: Readonly<Record<string, unknown>>) => testModels(config, async () => '').models;
