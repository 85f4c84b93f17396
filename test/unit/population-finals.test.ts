import { expect, test } from 'vitest';
import { Finals } from '../../src/population/finals.ts';
import { anElite } from '../factory.ts';

const ideaOf = (candidate: number) => (candidate > 100 ? candidate : 0);
const numbers = (elites: readonly { readonly number: number }[]) => elites.map(({ number }) => number);

/** A line from an initial program with a score of 0 to a leader with 100, by tens; number and score are the same. */
function line(): { readonly finals: Finals; readonly leader: ReturnType<typeof anElite> } {
  const finals = new Finals('max');
  for (let score = 0; score <= 100; score += 10)
    finals.place(anElite(score, score), score === 0 ? undefined : score - 10);
  return { finals, leader: anElite(100, 100) };
}

test('finalists are the ancestors that first had 90, 75 and 50 % of the gain', () => {
  const { finals, leader } = line();
  expect(numbers(finals.finalists(leader, [leader], ideaOf))).toEqual([90, 80, 50]);
});

test('and the best of other cells and ideas, if they gained half as much', () => {
  const { finals, leader } = line();
  const others = [
    anElite(301, 95, { cell: '1' }),
    anElite(302, 94, { cell: '1' }), // another idea in the same cell
    anElite(303, 93, { cell: '2' }),
    anElite(304, 45, { cell: '3' }), // too bad
  ];
  const same = anElite(11, 92, { cell: '0' }); // the idea and the cell of the leader
  for (const elite of [...others, same]) finals.place(elite, 0);
  const ranked = [leader, ...others, same];
  expect(numbers(finals.finalists(leader, ranked, ideaOf))).toEqual([90, 80, 50, 301, 302, 303]);
});

test('a refuted one is no finalist', () => {
  const { finals, leader } = line();
  finals.refute(80);
  expect(numbers(finals.finalists(leader, [leader], ideaOf))).toEqual([90, 50]);
});

test('the winner is the best on held-back inputs, once the leader was compared', () => {
  const { finals, leader } = line();
  const compared = (candidate: number, score: number) =>
    finals.confirm(candidate, anElite(candidate, candidate), { score, initial: 0 });
  compared(80, 60);
  expect(finals.winner(leader)).toBe(leader);
  compared(100, 40);
  expect(finals.winner(leader)?.number).toBe(80);
  compared(50, 60);
  expect(finals.winner(leader)?.number).toBe(80); // of equals, the one that is better in the search
  finals.refute(80);
  expect(finals.winner(leader)?.number).toBe(50);
  compared(50, 10); // audited again
  expect(finals.winner(leader)?.number).toBe(100);
});
