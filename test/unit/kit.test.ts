import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkLowerBound, checkUpperBound } from '../../evaluators/kit/bound.ts';
import {
  judge,
  readAssignment,
  readAtMost,
  readList,
  readMatrix,
  readNumber,
  readNumbers,
  readPermutation,
  readText,
  readWhole,
  readWholes,
} from '../../evaluators/kit/evidence.ts';
import { decompose, exactSum, quotient, toCommonUnit, toDouble } from '../../evaluators/kit/exact.ts';
import { words } from '../../evaluators/kit/rng.ts';
import { medianInterval, speedup } from '../../evaluators/kit/timing.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

test('every finite double is its mantissa times a power of two', () => {
  fc.assert(
    fc.property(finite, (value) => {
      const { mantissa, exponent } = decompose(value);
      expect(toDouble(mantissa, exponent)).toBe(value === 0 ? 0 : value);
    }),
  );
});

test('comparisons of exact units are those of the numbers', () => {
  fc.assert(
    fc.property(finite, finite, (a, b) => {
      const [x, y] = toCommonUnit([a, b]).units as [bigint, bigint];
      expect(x < y).toBe(a < b);
      expect(x === y).toBe(a === b);
    }),
  );
});

test.each([
  [[0.1, 0.2, 0.3, -0.6], 2 ** -55],
  [[1e308, 1e308, -1e308], 1e308],
  [[1, 2 ** -60, -1], 2 ** -60],
  [[5e-324, 5e-324], 1e-323],
  [[1, 2 ** -53], 1],
  [[1, 2 ** -53, 2 ** -106], 1 + 2 ** -52],
  [[], 0],
])('the exact sum of %j is %s', (values, sum) => {
  expect(exactSum(values)).toBe(sum);
});

test('the exact sum does not depend on the order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { maxLength: 30 }), (values) => {
      expect(exactSum([...values].reverse())).toBe(exactSum(values));
    }),
  );
});

test('a number that is not finite has no exact value', () => {
  for (const value of [Number.NaN, Infinity, -Infinity]) expect(() => decompose(value)).toThrow('not a finite number');
});

test('evidence of the wrong shape is wrong, and a bug stays a bug', () => {
  expect(judge(() => readNumber(null, 'x'))).toEqual({ wrong: 'x is null, not a finite number' });
  expect(judge(() => readNumber('1', 'x'))).toEqual({ wrong: 'x is "1", not a finite number' });
  expect(judge(() => readWhole(1.5, 0, 3, 'x'))).toEqual({ wrong: 'x is 1.5, not a whole number from 0 to 3' });
  expect(judge(() => readList([1], 2, 'x'))).toEqual({ wrong: 'x has 1 items, not 2' });
  expect(judge(() => readList({ length: 2 }, 2, 'x'))).toEqual({ wrong: 'x is {"length":2}, not a list' });
  expect(judge(() => readWhole(3, 0, 3, 'x'))).toBe(3);
  expect(() => judge(() => (undefined as unknown as string).length)).toThrow(TypeError);
});

test('seeded words are the same everywhere and spread evenly', () => {
  const next = words(42);
  expect([next(), next(), next()]).toEqual([2581720956, 1925393290, 3661312704]);
  const half = Array.from({ length: 10_000 }, next).filter((word) => word < 2 ** 31).length;
  expect(Math.abs(half - 5000)).toBeLessThan(200);
});

test("the interval of a median is the sign test's", () => {
  const ten = Array.from({ length: 10 }, (_, index) => index + 1);
  expect(medianInterval(ten)).toEqual({ median: 5.5, low: 2, high: 9 }); // Conover's table: ranks 2 and 9 for n = 10
  expect(medianInterval([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 });
});

test('the interval holds the true median as often as it says', () => {
  const next = words(7);
  const rounds = Array.from({ length: 2000 }, () => medianInterval(Array.from({ length: 25 }, () => next() / 2 ** 32)));
  const holds = rounds.filter(({ low, high }) => low <= 0.5 && 0.5 <= high).length / rounds.length;
  expect(holds).toBeGreaterThan(0.945);
  expect(holds).toBeLessThan(0.98);
});

test('a program that is twice as fast in every pair is twice as fast, whatever the drift', () => {
  const drift = Array.from({ length: 20 }, (_, round) => 1 + round);
  expect(
    speedup(
      drift,
      drift.map((latency) => 2 * latency),
    ),
  ).toEqual({ median: 2, low: 2, high: 2 });
});

test.each([
  ['numbers', () => readNumbers([0, 0.5, 1], 3, [0, 1], 'x'), [0, 0.5, 1]],
  ['whole numbers', () => readWholes([-1, 2], 2, [-1, 2], 'x'), [-1, 2]],
  ['a matrix', () => readMatrix([[1], [2]], [2, 1], [0, 2], 'x'), [[1], [2]]],
  ['a permutation', () => readPermutation([2, 0, 1], 3, 'x'), [2, 0, 1]],
  ['an assignment', () => readAssignment([1, 1, 0], 3, 2, 'x'), [1, 1, 0]],
  ['a short list', () => readAtMost(['a'], 2, 'x'), ['a']],
  ['a text', () => readText('ab', 2, 'x'), 'ab'],
])('readers give %s as they are', (_, read, value) => {
  expect(judge<unknown>(read)).toEqual(value);
});

test.each([
  ['x has 2 items, not 3', () => readNumbers([1, 2], 3, [0, 9], 'x')],
  ['number 1 of x is null, not a finite number', () => readNumbers([1, null], 2, [0, 9], 'x')],
  ['number 0 of x is 1.0000000000000002, not from 0 to 1', () => readNumbers([1 + Number.EPSILON], 1, [0, 1], 'x')],
  ['number 0 of x is 0.5, not a whole number from 0 to 1', () => readWholes([0.5], 1, [0, 1], 'x')],
  ['x has 1 items, not 2', () => readMatrix([[1]], [2, 1], [0, 2], 'x')],
  ['row 1 of x has 2 items, not 1', () => readMatrix([[1], [2, 3]], [2, 1], [0, 2], 'x')],
  ['x has 0 twice', () => readPermutation([0, 1, 0], 3, 'x')],
  ['number 2 of x is 3, not a whole number from 0 to 2', () => readPermutation([0, 1, 3], 3, 'x')],
  ['number 0 of x is -1, not a whole number from 0 to 1', () => readAssignment([-1], 1, 2, 'x')],
  ['x has 3 items, more than 2', () => readAtMost([1, 2, 3], 2, 'x')],
  ['x is {"length":1}, not a list', () => readAtMost({ length: 1 }, 2, 'x')],
  ['x is ["a"], not a text', () => readText(['a'], 2, 'x')],
  ['x has 3 characters, more than 2', () => readText('abc', 2, 'x')],
])('%s', (wrong, read) => {
  expect(judge<unknown>(read)).toEqual({ wrong });
});

test("a quotient of doubles that are whole is the machine's own, and rounding happens once", () => {
  const whole = fc.maxSafeInteger();
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      if (b === 0) return;
      expect(quotient(BigInt(a), BigInt(b))).toBe(a / b + 0);
    }),
  );
  expect(quotient(1n << 2000n, (1n << 2000n) * 3n)).toBe(1 / 3);
  expect(quotient((1n << 54n) + 3n, 1n)).toBe(2 ** 54 + 4);
  expect(() => quotient(1n, 0n)).toThrow('division by zero');
});

test('a score beyond a proven bound is a bug of the evaluator, not a result', () => {
  const source = 'Someone, 2020';
  expect(() => judge(() => checkUpperBound(1.5, 1, source))).toThrow(
    /1.5 is above the proven bound 1 .* a bug of the evaluator/,
  );
  expect(() => judge(() => checkLowerBound(0.5, 1, source))).toThrow(
    /0.5 is below the proven bound 1 .* a bug of the evaluator/,
  );
  for (const check of [checkUpperBound, checkLowerBound]) expect(() => check(1, 1, source)).not.toThrow();
  expect(() => checkUpperBound(0.5, 1, source)).not.toThrow();
  expect(() => checkLowerBound(1.5, 1, source)).not.toThrow();
});
