import { expect, test } from 'vitest';
import type { Exchange } from '../../src/api/attempt.ts';
import { exec } from '../../src/models/exec.ts';
import { failure } from '../../src/models/provider.ts';
import { Schedule } from '../../src/models/schedule.ts';
import { Server } from '../../src/models/server.ts';
import { Spending } from '../../src/models/spending.ts';

const calls = (...exchanges: Partial<Exchange>[]): readonly Exchange[] =>
  exchanges.map((each) => ({ prompt: '', answer: '', tokens: { prompt: 30, answer: 12 }, ...each }));

test('tokens, calls and seconds are counted, with those of repeated calls', () => {
  const spending = new Spending({ tokens: 1000, calls: 4, asking: 60 });
  spending.tell(calls({ milliseconds: 1500 }, { retried: ['broke off'] }));
  spending.tell([]);
  expect(spending).toMatchObject({ used: { tokens: 84, calls: 3, seconds: 1.5 }, spent: false });
  expect(spending.text).toBe('84 of 1000 tokens, 3 of 4 calls, 2 of 60 s of calls');
});

test('money is counted from the recorded tokens, whatever the order of the attempts', () => {
  const price = { prompt: 0.15, answer: 0.6 };
  const sizes = Array.from({ length: 100 }, (_, index) => ({ prompt: 1e6 + index, answer: 7 * index }));
  const told = [sizes, sizes.toReversed()].map((all) => {
    const spending = new Spending({ price, money: 20 });
    for (const tokens of all) spending.tell(calls({ tokens }));
    return spending;
  });
  const [one, other] = told as [Spending, Spending];
  expect(one.money).toBeCloseTo(15 + (4950 * 0.15 + 7 * 4950 * 0.6) / 1e6, 9);
  expect(other.used).toEqual(one.used);
  expect(one.text).toBe('$15.02 of $20');
});

test('a model with a price shows its money without a limit too; one without has none', () => {
  const spending = new Spending({ price: { prompt: 1, answer: 1 } });
  spending.tell(calls({}));
  expect([spending.text, spending.spent]).toEqual(['$0.0000', false]);
  expect(new Spending({ tokens: 5 })).toMatchObject({ money: undefined, text: '0 of 5 tokens' });
});

const price = { prompt: 2, answer: 100 / 12 }; // 0.00016 dollars for a call of 30 and 12 tokens
test.each([{ tokens: 84 }, { calls: 2 }, { asking: 3 }, { price, money: 0.00031 }])(
  '%o is a limit by itself',
  (limits) => {
    const spending = new Spending(limits);
    spending.tell(calls({ milliseconds: 1500 }));
    expect(spending.spent).toBe(false);
    spending.tell(calls({ milliseconds: 1500 }));
    expect(spending.spent).toBe(true);
    expect(spending.text).toMatch(/: spent$/);
  },
);

test('without limits a model is never spent', () => {
  const spending = new Spending({});
  spending.tell(calls({ tokens: { prompt: 1e12, answer: 1e12 } }));
  expect(spending).toMatchObject({ spent: false, text: '' });
});

test('a spent model is not ready, and does not keep others from being asked', () => {
  const server = new Server('here', exec, () => {});
  const [a, b] = [new Spending({ calls: 1 }), new Spending({ calls: 1 })];
  const place = (label: string, spending: Spending) => ({
    ...{ label, name: label, server, parallel: 1, resident: 1 },
    spending,
  });
  const schedule = new Schedule([place('a', a), place('b', b)]);
  a.tell(calls({}));
  expect(schedule.keep(new DisposableStack())).toBe('b');
  expect(schedule.hopeless).toBeUndefined();
  b.tell(calls({}));
  expect(schedule.hopeless).toEqual({ givenUp: [] });
});

test('a call counts at once for new conversations, and for the record when its attempt is told', () => {
  const spending = new Spending({ calls: 2 });
  const result = failure('empty', 'nothing', { milliseconds: 10, tokens: { prompt: 30, answer: 12 } });
  spending.called({ result, retried: ['broke off'] });
  expect(spending).toMatchObject({ exhausted: true, spent: false, used: { calls: 0 } });
  spending.tell(calls({ retried: ['broke off'], milliseconds: 10 }));
  expect(spending).toMatchObject({ exhausted: true, spent: true, used: { calls: 2 } });
  const resumed = new Spending({ calls: 3 });
  resumed.tell(calls({}, {}));
  resumed.called({ result, retried: [] });
  expect(resumed).toMatchObject({ exhausted: true, spent: false });
});
