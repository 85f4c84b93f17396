import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LimitedProcess } from '../../src/language/limited-process.ts';
import type { Slowest } from '../reading/read-everything.ts';
import { names, textsOf, type Written } from '../reading/texts.ts';

/** Processor time for all that is done with one text, by all threads: a tenth of it is much. In milliseconds. */
const limits = { processor: 10_000, megabytes: 1024, wall: 120_000 };

const open = () =>
  new LimitedProcess<Written, Slowest>(new URL('../reading/read-everything.ts', import.meta.url), limits);

// `node bench/reading.ts` grows such texts for as long as one likes.
test.each(names)('no text of %s holds or ends what reads it', async (name) => {
  const reader = open();
  const isRead = async (written: Written) => 'answer' in (await reader.ask(written));
  await fc.assert(fc.asyncProperty(textsOf(name), isRead), { numRuns: 12, seed: 20_261_126, endOnFailure: true });
});

test('many spaces inside a text hold nothing', async () => {
  const text = `.${' '.repeat(150_000)}x`;
  expect(await open().ask({ name: 'a.cpp', text })).toMatchObject({ answer: { part: expect.any(String) } });
});
