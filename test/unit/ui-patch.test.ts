import { expect, test } from 'vitest';
import { differingPart, nearChanges, readPatch } from '../../src/ui/page/patch.ts';

const patch = `diff --git a/main.ts b/main.ts
index 111..222 100644
--- a/main.ts
+++ b/main.ts
@@ -1,5 +1,6 @@
 one
-two
-three
+TWO
 four
-five
\\ No newline at end of file
+five
+-- six
diff --git a/lib/new.ts b/lib/new.ts
new file mode 100644
--- /dev/null
+++ b/lib/new.ts
@@ -0,0 +1 @@
+++ not a header
`;

test('what was removed stands beside what came in its place, with the line numbers of both', () => {
  const [main, added] = readPatch(patch);
  const lines = main?.pairs.map(({ left, right }) => [left?.number, left?.text, right?.number, right?.text]);
  expect(lines).toEqual([
    [1, 'one', 1, 'one'],
    [2, 'two', 2, 'TWO'],
    [3, 'three', undefined, undefined],
    [4, 'four', 3, 'four'],
    [5, 'five', 4, 'five'],
    [undefined, undefined, 5, '-- six'],
  ]);
  expect(added).toEqual({
    name: 'lib/new.ts',
    pairs: [{ left: undefined, right: { number: 1, text: '++ not a header' } }],
  });
  expect(readPatch('')).toEqual([]);
});

test('far from changes, lines are counted instead of shown', () => {
  const same = (number: number) => ({ left: { number, text: 'x' }, right: { number, text: 'x' } });
  const pairs = [
    ...[1, 2, 3, 4].map(same),
    { left: { number: 5, text: 'a' }, right: { number: 5, text: 'b' } },
    same(6),
  ];
  expect(nearChanges(pairs, 1)).toEqual([3, same(4), pairs[4], same(6)]);
});

test('the part of a line that differs', () => {
  expect(differingPart('return a + b;', 'return a * b;')).toEqual({ start: 9, ends: [10, 10] });
  expect(differingPart('aa', 'aaa')).toEqual({ start: 2, ends: [2, 3] });
  expect(differingPart('', 'x')).toEqual({ start: 0, ends: [0, 1] });
});
