import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Elite } from '../../src/api/attempt.ts';
import { Front, frontOf, objectiveValues } from '../../src/population/front.ts';
import { anElite } from '../factory.ts';

const elite = (number: number, ...objectives: number[]) => anElite(number, objectives[0]!, { objectives });

const some = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 60 })
  .map((pairs) => pairs.map((pair, index) => elite(index, ...pair)));

const numbers = (elites: readonly Elite[]) => elites.map(({ number }) => number);

describe('a front', () => {
  test('keeps what none beats in everything, and of equals the older', () => {
    fc.assert(
      fc.property(some, (elites) => {
        const front = new Front();
        for (const one of elites) front.place(one);
        const oldest = elites.filter(
          (one) => !elites.some((other) => other.number < one.number && `${other.objectives}` === `${one.objectives}`),
        );
        const pair = (one: Elite) => one.objectives as [number, number];
        const more = ([a, b]: [number, number], [c, d]: [number, number]) => a >= c && b >= d && (a > c || b > d);
        const unbeaten = oldest.filter((one) => !oldest.some((other) => more(pair(other), pair(one))));
        expect(new Set(numbers(front.ranked))).toEqual(new Set(numbers(unbeaten)));
        expect(numbers(front.ranked)).toEqual(numbers(frontOf(elites)));
        expect(new Set(numbers(front.parents))).toEqual(new Set(numbers(front.ranked)));
        expect(front.best!.score).toBe(Math.max(...elites.map(({ score }) => score)));
      }),
    );
  });

  test('does not depend on the order of what is told', () => {
    fc.assert(
      fc.property(some, (elites) => {
        expect(frontOf(elites.toReversed())).toEqual(frontOf(elites));
      }),
    );
  });

  test('says what placing did', () => {
    const front = new Front();
    expect(front.place(elite(0, 5, 5))).toBe('new');
    expect(front.place(elite(1, 5, 5))).toBe('rejected');
    expect(front.place(elite(2, 4, 5))).toBe('rejected');
    expect(front.place(elite(3, 9, 1))).toBe('new');
    expect(front.place(elite(4, 6, 6))).toBe('improved');
    expect(front.place(elite(4, 6, 6))).toBe('rejected');
    expect(numbers(front.ranked)).toEqual([3, 4]);
    front.remove(3);
    expect(numbers(front.ranked)).toEqual([4]);
  });

  test('holds a hundred, keeps the best score, and loses where it is crowded', () => {
    const front = new Front();
    for (let i = 0; i <= 99; i++) front.place(elite(i, i, -i));
    front.place(elite(100, 50.01, -50.01));
    expect(front.ranked).toHaveLength(100);
    expect(front.best!.number).toBe(99);
    expect(numbers(front.ranked)).toContain(0);
    expect(numbers(front.ranked).filter((number) => [49, 50, 51, 100].includes(number))).toHaveLength(3);
  });

  test('keeps what has more of an objective, whatever the scores are', () => {
    const front = new Front();
    front.place({ ...elite(0, 1, 4), score: 9 });
    expect(front.place({ ...elite(1, 1, 5), score: 0 })).toBe('improved');
    expect(numbers(front.ranked)).toEqual([1]);
  });

  test('has no place for one that is itself the most crowded', () => {
    const front = new Front();
    for (let i = 0; i <= 99; i++) front.place(elite(i, i, -i));
    expect(front.place(elite(100, 50.001, -50.001))).toBe('rejected');
    expect(numbers(front.ranked)).not.toContain(100);
  });

  test('measures room in shares of what each objective spans', () => {
    const points = [
      [10, 1000],
      [10.5, 960],
      [10.98, 900],
      [10.99, 400],
      [11, 0],
    ] as const;
    const [plain, withConstant] = [new Front(), new Front()];
    for (const [number, [x, y]] of points.entries()) {
      plain.place(elite(number, x, y));
      withConstant.place(elite(number, x, y, 7)); // it spans nothing
    }
    // Both ends, and then 0.98 + 0.1, 0.49 + 0.56 and 0.02 + 0.9.
    expect(numbers(plain.parents)).toEqual([4, 0, 1, 2, 3]);
    expect(numbers(withConstant.parents)).toEqual([4, 0, 1, 2, 3]);
  });

  test('parents with room around them come first', () => {
    const front = new Front();
    for (const [number, x] of [0, 1, 1.1, 1.2, 5, 9].entries()) front.place(elite(number, x, -x));
    expect(numbers(front.parents)).toEqual([5, 0, 4, 3, 1, 2]);
  });
});

test('objectives are turned so that more is better, and what is missing is the least', () => {
  const objectives = [
    { name: 'score', direction: 'max' },
    { name: 'marks', direction: 'min' },
    { name: 'nothing', direction: 'min' },
  ] as const;
  expect(objectiveValues(objectives, 3, { marks: 7 })).toEqual([3, -7, Number.NEGATIVE_INFINITY]);
});
