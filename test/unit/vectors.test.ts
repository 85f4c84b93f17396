import { afterEach, beforeEach, expect, test } from 'vitest';
import { programKey, readProgram } from '../../src/language/program.ts';
import { cosine, embedWith, type Vector } from '../../src/models/embed.ts';
import { Vectors } from '../../src/run/vectors.ts';
import { type FakeOllama, startFakeOllama } from '../fixtures/fake-ollama.ts';

let fake: FakeOllama;
let said: string[];
/** Counts of three words. */
const counts = (text: string) => ['sort', 'loop', 'hash'].map((word) => text.split(word).length - 1);
beforeEach(async () => {
  fake = await startFakeOllama({ models: ['words'], embeds: counts });
  said = [];
});
afterEach(() => fake.close());

const never = new AbortController().signal;
const settings = (name = 'words') => ({ name, host: fake.url, similarity: 0.95 });
const vectors = (name?: string) =>
  new Vectors(embedWith(settings(name)), settings(name).similarity, (text) => said.push(text));
/** A program with these words in its block, and others outside. */
const program = (words: string) =>
  readProgram({
    'main.js': `// hash hash hash\n// EVOLVE-BLOCK-START\nexport const f = () => '${words}';\n// EVOLVE-BLOCK-END\n`,
  });
const [loops, hashes] = [program('loop'), program('hash')];
const [sorts, sortsToo] = [program('sort sort sort'), program('sort sort sort sort')];

test('a vector has length 1, and the cosine of a vector of another model is no number', async () => {
  const embed = embedWith(settings());
  const [a, b] = [(await embed('sort sort sort', never)) as Vector, (await embed('sort loop', never)) as Vector];
  expect([...a]).toEqual([1, 0, 0]);
  expect(cosine(a, b)).toBeCloseTo(Math.SQRT1_2);
  expect(cosine(a, Float32Array.of(1))).toBeNaN();
});

test('a child is like earlier programs whose vectors are near, if its parent is not', async () => {
  const known = vectors();
  await known.compare(sorts, loops, never);
  const isLike = await known.compare(sortsToo, loops, never);
  expect([sorts, hashes, loops].map((one) => isLike?.(programKey(one)))).toEqual([true, false, false]);
  expect(await known.compare(sortsToo, sorts, never)).toBeUndefined();
});

test('each program is embedded once, and only the text that may change', async () => {
  const known = vectors();
  for (const child of [sorts, sortsToo, sorts]) await known.compare(child, loops, never);
  expect(fake.embedded).toHaveLength(3);
  expect(fake.embedded[0]).toMatchObject({ model: 'words', truncate: false });
  expect(counts(fake.embedded[0]!.input)).toEqual([3, 0, 0]);
});

test('a server that lacks the model is asked once, and said once', async () => {
  const known = vectors('other');
  for (const child of [sorts, sortsToo]) expect(await known.compare(child, loops, never)).toBeUndefined();
  expect(fake.embedded).toHaveLength(1);
  expect(said).toEqual([expect.stringContaining('structure alone tells which programs are alike: 404: model "other"')]);
});

test('a server that is down is said once', async () => {
  const known = vectors();
  await fake.close();
  for (const child of [sorts, sortsToo]) expect(await known.compare(child, loops, never)).toBeUndefined();
  expect(said).toEqual([expect.stringContaining('ECONNREFUSED')]);
});

test('a program that is too long has no vector, and others have theirs', async () => {
  const known = vectors();
  const long = ['sort ', 'loop '].map((word) => program(word.repeat(3000)));
  for (const child of long) expect(await known.compare(child, hashes, never)).toBeUndefined();
  expect(await known.compare(sorts, hashes, never)).toBeDefined();
  expect(said).toEqual([expect.stringContaining('exceeds the context length')]);
});

test('nothing is asked once the search has ended, nor said', async () => {
  const known = vectors();
  const ended = new AbortController();
  const asked = known.compare(sorts, loops, ended.signal);
  ended.abort();
  expect(await asked).toBeUndefined();
  expect(await known.compare(sortsToo, loops, ended.signal)).toBeUndefined();
  expect(said).toEqual([]);
  expect(fake.embedded.length).toBeLessThan(2);
});
