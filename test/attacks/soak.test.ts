import { expect, test } from 'vitest';
import { escapes } from './escape.ts';
import { forgeries } from './forged.ts';
import { resources } from './resource.ts';
import { soak } from './soak.ts';

test('among 150 candidates, every third hostile, every verdict is right and no worker is lost', async () => {
  // Whole processes die of a few; those are in the long one, bench/soak.ts.
  const deadly = ['buffers outside the heap', 'a list of holes'];
  const attacks = [...resources, ...escapes, ...forgeries].filter(
    ({ name, problem }, i) => /value|hasty/.test(problem) && !deadly.includes(name) && i % 3 === 0,
  );
  expect(await soak(150, attacks)).toEqual({ honest: 100, hostile: 50, wrong: [], lost: 0 });
});
