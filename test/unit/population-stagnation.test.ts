import { expect, test } from 'vitest';
import { Stagnation } from '../../src/population/stagnation.ts';

/** Tells attempts in turn on two islands with these bests; gives the islands that began anew, by attempt. */
function tellInTurn(stagnation: Stagnation, attempts: number, bests: (attempt: number) => readonly number[]) {
  const begun: Record<number, number> = {};
  for (let attempt = 0; attempt < attempts; attempt++) {
    const island = stagnation.tell(attempt % 2, bests(attempt));
    if (island !== undefined) begun[attempt] = island;
  }
  return begun;
}

test('of two islands that rise no more, the worse begins anew, and is young until it stagnates', () => {
  const stagnation = new Stagnation(2, 10, 0);
  expect(stagnation.young).toBeUndefined();
  expect(tellInTurn(stagnation, 22, () => [5, 7])).toEqual({ 20: 0 });
  expect(stagnation.young).toBe(0);
  // Its best is the initial program's again; the other, quiet for long, waits.
  expect(tellInTurn(stagnation, 19, () => [0, 7])).toEqual({ 18: 0 });
  expect(stagnation.young).toBe(0);
});

test('a young island that has overtaken the other is kept, and the other begins anew', () => {
  const stagnation = new Stagnation(2, 10, 0);
  tellInTurn(stagnation, 21, () => [5, 7]);
  expect(tellInTurn(stagnation, 40, (attempt) => (attempt < 10 ? [0, 7] : [8, 7]))).toEqual({ 30: 1 });
  expect(stagnation.young).toBe(1);
});

test('an island that goes on rising is not stagnant, but what it gains must be noticeable', () => {
  const rising = new Stagnation(2, 10, -4);
  expect(tellInTurn(rising, 500, (attempt) => [attempt, attempt])).toEqual({});
  const creeping = new Stagnation(2, 10, -4);
  expect(Object.keys(tellInTurn(creeping, 100, (attempt) => [1 + attempt * 1e-6, 1]))).not.toEqual([]);
});

test('what an audit took away can be gained again', () => {
  const stagnation = new Stagnation(2, 10, 0);
  const tell = (best: number, times: number) => Array.from({ length: times }, () => stagnation.tell(0, [best, 7]));
  const never = [...tell(100, 1), ...tell(5, 9), ...tell(6, 10)];
  expect(never.every((island) => island === undefined)).toBe(true);
  expect(tell(6, 1)).toEqual([0]);
});

test('a single island has none to go on while it begins anew', () => {
  const stagnation = new Stagnation(1, 10, 0);
  for (let attempt = 0; attempt < 100; attempt++) expect(stagnation.tell(0, [5])).toBeUndefined();
});

test('with no patience named there is no end to it', () => {
  expect(tellInTurn(new Stagnation(2, 0, 0), 1000, () => [5, 7])).toEqual({});
});
