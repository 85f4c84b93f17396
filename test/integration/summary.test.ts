import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Attempt, Recorded } from '../../src/api/attempt.ts';
import { readProgram } from '../../src/language/program.ts';
import { createStore } from '../../src/record/create-store.ts';
import { openReader } from '../../src/record/git-reader.ts';
import { summarise } from '../../src/record/summary.ts';
import { anAttempt, anAudit, anInitial, aScore, someFacts } from '../factory.ts';
import { scratch } from '../scratch.ts';

const withProgram = (attempt: Attempt): Recorded => ({
  attempt,
  program: readProgram({ 'main.ts': `export const n = ${attempt.number};\n`, 'lib/help.ts': 'export {};\n' }),
});
const initial = (number: number, score: number) => withProgram(anInitial({ number, outcome: aScore(score) }));
const child = (number: number, parent: number, score: number) =>
  withProgram(anAttempt({ number, at: number * 1000, drawn: { parent }, outcome: aScore(score) }));
const confirmed = (number: number, candidate: number, score: number): Recorded => ({
  attempt: anAudit({ number, candidate, verdict: { status: 'confirmed', score, metrics: {}, feedback: '' } }),
});

/** A population of these attempts, one in a batch. */
async function write(recorded: readonly Recorded[], champion: number): Promise<string> {
  const path = join(scratch(), 'population.git');
  const store = await createStore(path, someFacts({ initials: 2 }), { batch: 1 });
  await Promise.all(recorded.map((one) => store.append(one, { champion })));
  await store.close();
  return path;
}

const run = [initial(0, 1), initial(1, 2), child(2, 0, 5), child(3, 2, 7)];

test('the best is the champion, compared with the initial program that it came from', async () => {
  const path = await write([...run, confirmed(4, 2, 4.5), child(5, 1, 3)], 3);
  const best = { attempt: 3, score: 7 };
  expect(await summarise(path)).toMatchObject({ best, initial: 1, attempts: 5, milliseconds: 5000, running: false });
});

test('an attempt that ends after later ones takes nothing from their number', async () => {
  const path = await write([initial(0, 1), child(2, 0, 5), child(3, 2, 7), child(1, 0, 2)], 3);
  expect(await summarise(path)).toMatchObject({ attempts: 3, milliseconds: 3000 });
});

test('its latest audit decides its score', async () => {
  const path = await write([...run, confirmed(4, 3, 6.5), child(5, 1, 3), confirmed(6, 3, 6.25), child(7, 0, 2)], 3);
  expect(await summarise(path)).toMatchObject({ best: { attempt: 3, score: 6.25 }, initial: 1 });
});

test('a run that was killed before its first attempt has no best', async () => {
  const path = await write([], 0);
  const summary = await summarise(path);
  expect(summary).toMatchObject({ attempts: 0, milliseconds: 0, running: false });
  expect([summary.best, summary.initial]).toEqual([undefined, undefined]);
});

test('the newest batches come first, over more than one page of the journal', async () => {
  const attempts = Array.from({ length: 300 }, (_, index) => child(index + 1, 0, 1));
  await using reader = await openReader(await write([initial(0, 1), ...attempts], 0));
  const batches = await Array.fromAsync(reader.newestFirst());
  const inOrder = await Array.fromAsync(reader.batches());
  expect(batches).toEqual(inOrder.reverse());
  expect(batches).toHaveLength(302); // with the first one, which holds no attempts
});
