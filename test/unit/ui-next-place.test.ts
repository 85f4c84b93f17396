import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextPlace, type Position } from '../../src/ui/page/next-place.ts';

const places: readonly Position[] = [
  [0, 0],
  [3, 0],
  [1, 2],
  [4, 2],
  [2, 3],
];

test.each([
  ['ArrowRight', [0, 0], [3, 0]],
  ['ArrowRight', [4, 2], [0, 0]], // the next row
  ['ArrowLeft', [1, 2], [2, 3]],
  ['ArrowUp', [3, 0], [4, 2]],
  ['ArrowUp', [0, 0], [1, 2]],
  ['ArrowDown', [1, 2], [0, 0]],
  ['ArrowUp', [2, 3], undefined],
  ['ArrowLeft', [2, 3], undefined],
  ['Enter', [0, 0], undefined],
] as const)('%s from %j leads to %j', (key, from, to) => {
  expect(nextPlace(places, from, key)).toEqual(to);
});

test('left and right lead to every square, once', () => {
  const maps = fc.uniqueArray(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, selector: String });
  fc.assert(
    fc.property(maps, (map) => {
      let at: Position | undefined = map[0];
      for (let next = at; next; next = nextPlace(map, next, 'ArrowLeft')) at = next;
      const seen: string[] = [];
      for (; at; at = nextPlace(map, at, 'ArrowRight')) seen.push(String(at));
      expect(seen.sort()).toEqual(map.map(String).sort());
    }),
  );
});
