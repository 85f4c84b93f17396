import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyHunks, neededHunks, readHunks } from '../../src/report/hunks.ts';
import { scratch } from '../scratch.ts';

const folder = scratch();

/** The patch between two texts, by git. */
function diff(a: string, b: string): string {
  writeFileSync(join(folder, 'a'), a);
  writeFileSync(join(folder, 'b'), b);
  try {
    return execFileSync('git', ['diff', '--no-index', '-U0', 'a', 'b'], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

const texts = fc
  .array(fc.constantFrom('a', 'b', '', '-- c', '++ d', '@@ e', 'diff --git x'), { maxLength: 12 })
  .map((lines) => `${lines.join('\n')}\n`);

test('all hunks of a patch make one program of the other, and none change nothing', () => {
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      const hunks = readHunks(diff(a, b));
      expect(applyHunks({ b: a }, hunks)).toEqual({ b });
      expect(applyHunks({ b: a }, [])).toEqual({ b: a });
      for (const { removed, start } of hunks)
        expect(a.split('\n').slice(start, start + removed.length)).toEqual(removed);
    }),
    { numRuns: 60 },
  );
});

test('what is not needed is taken back, also where it only can be after something else', async () => {
  const hunks = readHunks(diff('1\n2\n3\n4\n5\n6\n7\n8\n', '1a\n2\n3a\n4\n5a\n6\n7a\n8\n'));
  expect(hunks).toHaveLength(4);
  const [first, second, third, fourth] = hunks;
  // The second is needed, and the fourth as long as the first is there.
  const holds = async (kept: readonly unknown[]) =>
    kept.includes(second) && (kept.includes(fourth) || !kept.includes(first));
  expect(await neededHunks(hunks, holds, { trials: 100 })).toEqual([second]);
  expect(await neededHunks(hunks, holds, { trials: 2 })).toEqual([first, second, fourth]);
  expect(third).toBeDefined();
});
