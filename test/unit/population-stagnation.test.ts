import { expect, test } from 'vitest';
import { Stagnation } from '../../src/population/stagnation.ts';

/** Tells attempts in turn on two islands with these bests; returns the islands that were restarted, by attempt. */
function tellInTurn(stagnation: Stagnation, attempts: number, bests: (attempt: number) => readonly number[]) {
  const restarted: Record<number, number> = {};
  for (let attempt = 0; attempt < attempts; attempt++) {
    const island = stagnation.tell(attempt % 2, bests(attempt));
    if (island !== undefined) restarted[attempt] = island;
  }
  return restarted;
}

test('of two islands that no longer rise, the worse is restarted, and is young until it stagnates', () => {
  const stagnation = new Stagnation(10, [0, 0]);
  expect(stagnation.young).toBeUndefined();
  expect(tellInTurn(stagnation, 22, () => [5, 7])).toEqual({ 20: 0 });
  expect(stagnation.young).toBe(0);
  // Its best is the initial program's again; the other, quiet for long, waits.
  expect(tellInTurn(stagnation, 19, () => [0, 7])).toEqual({ 18: 0 });
  expect(stagnation.young).toBe(0);
});

test('a young island that has overtaken the other is kept, and the other is restarted', () => {
  const stagnation = new Stagnation(10, [0, 0]);
  tellInTurn(stagnation, 21, () => [5, 7]);
  expect(tellInTurn(stagnation, 40, (attempt) => (attempt < 10 ? [0, 7] : [8, 7]))).toEqual({ 30: 1 });
  expect(stagnation.young).toBe(1);
});

test('an island that goes on rising is not stagnant, but what it gains must be noticeable', () => {
  const rising = new Stagnation(10, [-4, -4]);
  expect(tellInTurn(rising, 500, (attempt) => [attempt, attempt])).toEqual({});
  const creeping = new Stagnation(10, [-4, -4]);
  expect(Object.keys(tellInTurn(creeping, 100, (attempt) => [1 + attempt * 1e-6, 1]))).not.toEqual([]);
});

test('what an audit took away can be gained again', () => {
  const stagnation = new Stagnation(10, [0, 0]);
  const tell = (best: number, times: number) => Array.from({ length: times }, () => stagnation.tell(0, [best, 7]));
  const never = [...tell(100, 1), ...tell(5, 9), ...tell(6, 10)];
  expect(never.every((island) => island === undefined)).toBe(true);
  expect(tell(6, 1)).toEqual([0]);
});

test('a single island is never restarted: no other would go on meanwhile', () => {
  const stagnation = new Stagnation(10, [0]);
  for (let attempt = 0; attempt < 100; attempt++) expect(stagnation.tell(0, [5])).toBeUndefined();
});

test('with a limit of 0 no island is restarted', () => {
  expect(tellInTurn(new Stagnation(0, [0, 0]), 1000, () => [5, 7])).toEqual({});
});

test('a rise is measured from where the island began, which may be another score for each', () => {
  const stagnation = new Stagnation(10, [1000, 0]);
  // A step of 0.5 is noticeable beside a rise of 40, but not beside one of 100.
  const bests = (attempt: number) => [1040 + attempt * 0.05, 100 + attempt * 0.05];
  expect(tellInTurn(stagnation, 30, bests)).toEqual({ 21: 1 });
});
