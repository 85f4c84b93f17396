import { describe, expect, test } from 'vitest';
import type { Judged, ProposalFacts, Refused, TellResult } from '../../src/api/attempt.ts';
import type { Lesson } from '../../src/api/playbook.ts';
import { Playbook, type PlaybookMode } from '../../src/memory/playbook.ts';
import { randomStream } from '../../src/random.ts';
import { aFailure, anAttempt, aReflection, aRefusal, aScore } from '../factory.ts';

const better: TellResult = { placement: 'improved', improvedParent: true, improvedChampion: false };
const champion: TellResult = { ...better, improvedChampion: true };
const worse: TellResult = { placement: 'rejected', improvedParent: false, improvedChampion: false };

const lessons = ['sort by size', 'swap two neighbours', 'search the angle in the stage spiral'].map(
  (text): Lesson => ({ kind: 'strategy', text, by: { name: 'ann', is: 'person' } }),
);

const call = (tokens: number) => ({ prompt: '', answer: 'x', tokens: { prompt: tokens, answer: 0 } });

/** A playbook that can be told attempts of a model, of 1,000 tokens each. */
function aPlaybook(mode: PlaybookMode, given: readonly Lesson[] = [], playbookInterval = 16) {
  const playbook = new Playbook({ playbook: mode, playbookInterval, lessons: given }, () => 1);
  let number = 0;
  const hear = (result = worse, proposal: Partial<ProposalFacts> = {}, outcome: Judged | Refused = aScore(1)) =>
    playbook.tell(
      {
        attempt: anAttempt({
          number: ++number,
          outcome,
          proposal: { model: 'm', exchanges: [call(1000)], ...proposal },
        }),
      },
      result,
    );
  const hears = (times: number, ...args: Parameters<typeof hear>) => {
    for (let at = 0; at < times; at++) hear(...args);
  };
  const reflect = (tokens = 0, watermark = number) => {
    const told = { by: 'm', model: 'm', exchanges: [call(tokens)], delta: { playbook: [] } };
    playbook.tell({ attempt: aReflection({ number: ++number, watermark, ...told }) }, worse);
  };
  return { playbook, hear, hears, reflect };
}

describe('a reflection is due', () => {
  test('after 16 attempts of models, or after 6 where there is a new champion', () => {
    const { playbook, hear, hears, reflect } = aPlaybook('on');
    hears(15);
    playbook.tell({ attempt: anAttempt({ number: 99 }) }, champion); // an operator found it by chance
    expect(playbook.isDue).toBe(false);
    hear();
    expect(playbook.isDue).toBe(true);
    reflect(0, 17);
    hears(5);
    expect(playbook.isDue).toBe(false);
    hear(champion);
    expect(playbook.isDue).toBe(true);
    expect(playbook.happenings).toHaveLength(6);
  });

  test('after fewer attempts where a person says so', () => {
    const { playbook, hear, hears, reflect } = aPlaybook('on', [], 5);
    hears(4);
    expect(playbook.isDue).toBe(false);
    hear();
    expect(playbook.isDue).toBe(true);
    reflect();
    hears(1, champion);
    expect(playbook.isDue).toBe(false);
    hear();
    expect(playbook.isDue).toBe(true);
  });

  test('after a run of failures', () => {
    const { playbook, hear, hears } = aPlaybook('on');
    hears(4, worse, {}, aFailure('threw'));
    hear();
    hears(4, worse, {}, aRefusal());
    expect(playbook.isDue).toBe(false);
    hear(worse, {}, aRefusal('syntax', 'line 3'));
    expect(playbook.isDue).toBe(true);
    expect(playbook.happenings.at(-1)).toMatchObject({ result: 'refused (syntax)', feedback: 'line 3', gained: false });
  });

  test('never where it is off, and only after 40 attempts of models where the run decides', () => {
    for (const [mode, left, isDue] of [
      ['auto', 0, true],
      ['off', Number.POSITIVE_INFINITY, false],
    ] as const) {
      const { playbook, hears } = aPlaybook(mode);
      hears(39);
      expect([playbook.missing, playbook.isDue]).toEqual([Math.max(1, left), false]);
      hears(1);
      expect([playbook.missing, playbook.isDue]).toEqual([left, isDue]);
    }
  });

  test('rarely where items do not pay, all tokens counted', () => {
    const { playbook, hears, reflect } = aPlaybook('on', lessons);
    hears(20, better);
    hears(20, worse, { shown: [1] });
    expect(playbook.payoff).toBe('unpaid');
    reflect();
    hears(127, better);
    expect(playbook.isDue).toBe(false);
    hears(1, better);
    expect(playbook.isDue).toBe(true);
  });
});

test('what reflections cost is charged to the attempts that show items', () => {
  const { playbook, hears, reflect } = aPlaybook('on', lessons);
  hears(30, worse);
  hears(30, better, { shown: [1] });
  expect(playbook.payoff).toBe('paid');
  reflect(1_000_000);
  expect(playbook.payoff).toBe('unknown');
});

test('what was told while a model reflected is read by the next reflection', () => {
  const { playbook, hears, reflect } = aPlaybook('on');
  hears(16);
  reflect(0, 10);
  expect(playbook.happenings.map(({ number }) => number)).toEqual([11, 12, 13, 14, 15, 16]);
  hears(9);
  expect(playbook.isDue).toBe(false);
  hears(1);
  expect(playbook.isDue).toBe(true);
});

test('a model judges an item once by one reflection', () => {
  const { playbook } = aPlaybook('on', lessons);
  const judges = { op: 'count', item: 1, as: 'helped' } as const;
  playbook.tell({ attempt: aReflection({ model: 'm', delta: { playbook: [judges, judges, judges] } }) }, worse);
  expect(playbook.items[0]!.opinion).toBe(1);
});

describe('a prompt', () => {
  const chosen = (playbook: Playbook, topic = '') =>
    Array.from({ length: 400 }, (_, seed) => playbook.choose(randomStream(seed), topic).map(({ number }) => number));
  const shareWith = (all: readonly (readonly number[])[], item: number) =>
    all.filter((one) => one.includes(item)).length / all.length;

  test('shows items in three of four cases, each of them a quarter less often', () => {
    const all = chosen(aPlaybook('on', lessons).playbook);
    expect(all.filter((items) => items.length > 0).length / 400).toBeCloseTo(0.75, 1);
    for (const item of [1, 2, 3]) expect(shareWith(all, item)).toBeCloseTo(0.5625, 1);
    expect(chosen(aPlaybook('off', lessons).playbook).flat()).toEqual([]);
  });

  test('shows first what fits its topic and what has gained', () => {
    const { playbook, hears } = aPlaybook('on', lessons);
    const firsts = (topic: string) => Map.groupBy(chosen(playbook, topic), ([first]) => first);
    expect(firsts('spiral: the angle is wrong').get(3)!.length).toBeGreaterThan(200);
    hears(6, better, { shown: [2] });
    hears(6, worse, { shown: [1] });
    hears(6, worse, { shown: [3] });
    expect(firsts('').get(2)!.length).toBeGreaterThan(200);
  });

  test('shows eight items at most', () => {
    const many = Array.from(
      { length: 20 },
      (_, at): Lesson => ({ ...lessons[0]!, text: `apple${at} bread${at} cheese${at}` }),
    );
    expect(Math.max(...chosen(aPlaybook('on', many).playbook).map(({ length }) => length))).toBe(8);
  });
});

test('a model changes few items by one reflection, a person any number', () => {
  const adds = Array.from(
    { length: 9 },
    (_, at) => ({ op: 'add', kind: 'pitfall', text: `apple${at} bread${at} cheese${at}`, from: [] }) as const,
  );
  const after = (model?: string) => {
    const { playbook } = aPlaybook('on');
    playbook.tell({ attempt: aReflection({ by: 'x', ...(model && { model }), delta: { playbook: adds } }) }, worse);
    return playbook.items;
  };
  expect(after('x')).toHaveLength(4);
  expect(after()).toHaveLength(9);
  expect(after()[0]!.by).toEqual({ name: 'x', is: 'person' });
});
