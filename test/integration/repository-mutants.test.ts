import { describe, expect, test } from 'vitest';
import { description, makeRepository, slow, whyNoRepositories } from '../fixtures/repository.ts';
import { surveyedAt } from '../fixtures/repository-evaluate.ts';

const missing = whyNoRepositories();
if (missing) console.warn(`NOT TESTED: deliberate errors in a repository. ${missing}`);

/** A test that asserts nothing. */
const idle = `import test from 'node:test';
import { sumSquares } from '../src/sum.js';
test('a small sum', () => console.log(sumSquares(4)));
`;
/** A search may begin whatever the noise. */
const free = `${description}  least-gain: 1000\n`;
const timed = free.replace('  number: last\n  direction: min\n', '  time: command\n');

/** What the survey says of deliberate errors. */
async function notesOf(files: Readonly<Record<string, string>>, yaml = free): Promise<readonly string[]> {
  const { notes } = await surveyedAt(makeRepository(files, yaml), 'auto', false);
  return notes.filter((note) => note.includes('deliberate errors'));
}

describe.skipIf(missing)('deliberate errors in the unchanged code', () => {
  test('are noticed by tests of results', async () => {
    expect(await notesOf({})).toEqual(['The tests noticed 3 of 3 deliberate errors in sumSquares.']);
  });

  test('are not noticed by tests that assert nothing, and what to do is said', async () => {
    const [note] = await notesOf({ 'test/sum.test.js': idle });
    expect(note).toMatch(/^The tests noticed 0 of 3 deliberate errors in sumSquares\. Nothing shows these: /);
    expect(note).toContain('return nothing from `function sumSquares(n)`');
    expect(note).toMatch(/for gains where they save time: add tests of its results\.$/);
    expect((await notesOf({ 'test/sum.test.js': idle }, timed))[0]).toMatch(/, or print them in the benchmark\.$/);
  });

  test('are shown by the results that a benchmark prints', async () => {
    const printing = `import { sumSquares } from './src/sum.js';\nconsole.log(sumSquares(3000));\n`;
    expect(await notesOf({ 'test/sum.test.js': idle, 'bench.js': printing }, timed)).toEqual([
      'The tests noticed 0 of 3 deliberate errors in sumSquares, and what the benchmark prints shows 3 more.',
    ]);
  });

  test('that a check refuses are not counted', async () => {
    const yaml = `${free}checks: [node check.js]\n`;
    const check = "import { sumSquares } from './src/sum.js';\nif (sumSquares(4) === undefined) process.exit(1);\n";
    const [note] = await notesOf({ 'test/sum.test.js': idle, 'check.js': check }, yaml);
    expect(note).toMatch(/^The tests noticed 0 of 2 deliberate errors/);
  });

  test('that never end are noticed', async () => {
    const endless = slow.replace(
      'let total = 0;',
      'let total = 0;\n  while (total < n) {\n    if (total >= 0) total += 1;\n  }\n  total = 0;',
    );
    const [note] = await notesOf({ 'src/sum.js': endless });
    expect(note).toMatch(/^The tests noticed [45] of 5 deliberate errors/);
  });
});
