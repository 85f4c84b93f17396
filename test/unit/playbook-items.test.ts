import { describe, expect, test } from 'vitest';
import type { Author, PlaybookChange } from '../../src/api/playbook.ts';
import { PlaybookItems } from '../../src/memory/playbook-items.ts';

const model: Author = { name: 'm', is: 'model' };
const person: Author = { name: 'ann', is: 'person' };

const adds = (text: string, more: Partial<Extract<PlaybookChange, { op: 'add' }>> = {}): PlaybookChange => {
  return { op: 'add', kind: 'strategy', text, from: [], ...more };
};

/** Items that were changed one after another; `attempt` numbers the changes from 10 on. */
function itemsAfter(...changes: readonly (PlaybookChange | readonly [PlaybookChange, Author])[]) {
  const items = new PlaybookItems();
  const change = (one: PlaybookChange, by = model, attempt = 10, base = 0.2) => items.apply(one, { by, attempt }, base);
  for (const [index, one] of changes.entries()) {
    if ('op' in one) change(one, model, 10 + index);
    else change(one[0], one[1], 10 + index);
  }
  /** Attempts that showed one item, and how many of them gained and failed. */
  const shown = (item: number, times: number, helped: number, harmed = 0, base = 0.2) => {
    for (let at = 0; at < times; at++)
      items.count(new Set([item]), { gained: at < helped, failed: at >= times - harmed }, base);
  };
  return { items, change, shown, texts: () => items.active.map(({ text }) => text) };
}

/** Sentences that have nothing in common. */
const unlike = (at: number) => `apple${at} bread${at} cheese${at}`;

test('an item is one line of limited length, without signs that could be taken for more than words', () => {
  const long = 'x'.repeat(400);
  const { texts } = itemsAfter(
    adds('# Sort\nfirst\u202e and `then` stop'),
    adds(`a long ${long}`),
    adds('too short'),
    adds(''),
  );
  expect(texts()[0]).toBe("Sort first\\u{202e} and 'then' stop");
  expect(texts()[1]).toHaveLength(240);
  expect(texts()).toHaveLength(2);
});

describe('near duplicates', () => {
  test('join the item that is there, which keeps its words and gets their origins', () => {
    const { items, change } = itemsAfter(adds('Sort the items by size before packing', { from: [3] }));
    change(adds('sort items by their sizes before packing them', { from: [5, 3] }), model, 20);
    expect(items.active).toMatchObject([
      { text: 'Sort the items by size before packing', from: [3, 5], opinion: 1, since: 10 },
    ]);
  });

  test('are none where one says no, where one is a pitfall, or where the subject is another', () => {
    const { texts } = itemsAfter(
      adds('Sort the items by size before packing'),
      adds('Never sort the items by size before packing'),
      adds('Sort the items by size before packing', { kind: 'pitfall' }),
      adds('Sort the bins by free room'),
    );
    expect(texts()).toHaveLength(4);
  });

  test('of what was retired do not come back, unless a person says so', () => {
    const { change, texts } = itemsAfter(adds('Sort the items by size before packing'), { op: 'retire', item: 1 });
    change(adds('sort items by sizes before packing'));
    expect(texts()).toEqual([]);
    change(adds('sort items by sizes before packing'), person);
    expect(texts()).toHaveLength(1);
  });
});

describe('there are 24 items at most', () => {
  test('the one that was shown most in vain gives way, and what has earned its place stays', () => {
    const { items, change, shown, texts } = itemsAfter(...Array.from({ length: 24 }, (_, at) => adds(unlike(at))));
    shown(1, 10, 6);
    shown(5, 10, 0);
    change(adds(unlike(24)));
    expect(texts()).toEqual(Array.from({ length: 25 }, (_, at) => unlike(at)).filter((_, at) => at !== 4));
    for (let at = 25; at < 90; at++) change(adds(unlike(at)));
    expect(items.active).toHaveLength(24);
    expect(items.active[0]).toMatchObject({ number: 1, text: unlike(0), shown: 10, helped: 6 });
  });

  test('those of persons do not give way', () => {
    const { change, texts } = itemsAfter(
      [adds(unlike(0)), person],
      ...Array.from({ length: 23 }, (_, at) => adds(unlike(at + 1))),
    );
    for (let at = 24; at < 60; at++) change(adds(unlike(at)));
    expect(texts()).toContain(unlike(0));
    expect(texts()).toHaveLength(24);
  });
});

describe('evidence', () => {
  test('counts the attempts that showed an item', () => {
    const { items, shown } = itemsAfter(adds(unlike(0)), adds(unlike(1)));
    shown(2, 6, 2, 3);
    expect(items.active).toMatchObject([
      { shown: 0, helped: 0, harmed: 0 },
      { shown: 6, helped: 2, harmed: 3 },
    ]);
  });

  test('retires an item that is clearly worse than none, but not one of a person', () => {
    const { shown, texts } = itemsAfter(adds(unlike(0)), [adds(unlike(1)), person], adds(unlike(2)));
    for (const item of [1, 2]) shown(item, 40, 0);
    shown(3, 11, 0, 0, 0.9); // not enough yet
    expect(texts()).toEqual([unlike(1), unlike(2)]);
  });
});

describe('a model', () => {
  test('gives an item better words, and counts for little by saying that it helped', () => {
    const { items } = itemsAfter(
      adds('Sort the items by size'),
      { op: 'amend', item: 1, text: 'Sort the items by size, the largest first' },
      { op: 'count', item: 1, as: 'harmed' },
      { op: 'count', item: 9, as: 'helped' },
    );
    expect(items.active).toMatchObject([{ text: 'Sort the items by size, the largest first', opinion: -1, helped: 0 }]);
  });

  test('can neither retire an item that has earned its place, nor put another thought in its place', () => {
    const { items, change, shown } = itemsAfter(adds('Sort the items by size'));
    shown(1, 10, 5);
    change({ op: 'retire', item: 1 });
    change({ op: 'amend', item: 1, text: 'Use simulated annealing with restarts' });
    expect(items.active).toMatchObject([
      { number: 1, text: 'Sort the items by size', helped: 5 },
      { number: 2, text: 'Use simulated annealing with restarts', shown: 0 },
    ]);
    change({ op: 'amend', item: 1, text: 'Sort the items by size in each bin' });
    expect(items.active[0]).toMatchObject({ text: 'Sort the items by size in each bin', helped: 5 });
  });

  test('changes no words of a person, and a person changes any', () => {
    const { change, texts } = itemsAfter([adds('Sort the items by size'), person]);
    change({ op: 'retire', item: 1 });
    change({ op: 'amend', item: 1, text: 'Delete all of the items' });
    expect(texts()).toEqual(['Sort the items by size']);
    change({ op: 'amend', item: 1, text: 'Sort the bins by room' }, person);
    expect(texts()).toEqual(['Sort the bins by room']);
    change({ op: 'retire', item: 1 }, person);
    expect(texts()).toEqual([]);
  });
});
