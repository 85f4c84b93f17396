import { expect, test } from 'vitest';
import type { Audited } from '../../src/api/attempt.ts';
import type { Direction } from '../../src/api/direction.ts';
import { type AuditOptions, audit } from '../../src/evaluation/audit.ts';
import { chooseJail } from '../../src/evaluation/jail/choose-jail.ts';
import { readProgram } from '../../src/language/program.ts';
import { fixtureProblem, openFixture } from '../fixtures/problems/pools.ts';

const seed = 5;

/** The verdict of an audit on a program that scored in the search, or that claims it did. */
async function audited(
  fixture: string,
  text: string,
  claim?: number,
  { direction, ...options }: Partial<AuditOptions> & { readonly direction?: Direction } = {},
) {
  const program = readProgram({ 'initial.ts': text });
  const pool = await openFixture(fixture, { seed });
  const evaluation = await pool.evaluate(program).finally(() => pool.close());
  const claimed = claim ?? (evaluation.status === 'scored' ? evaluation.score : Number.NaN);
  const problem = await fixtureProblem(fixture, direction);
  return await audit({ problem, seed, jail: chooseJail('auto'), ...options }, program, claimed);
}

test('a better program is confirmed with the score it claimed', async () => {
  expect(await audited('seeded', 'export const guess = (n) => n * n;')).toMatchObject({
    status: 'confirmed',
    score: -0,
    metrics: { hidden: -0, repetition_2: -0 },
  });
});

test('a score that is not had again is refuted', async () => {
  const verdict = await audited('seeded', 'export const guess = (n) => n * n - 1;', 0);
  expect(verdict).toMatchObject({ status: 'refuted', feedback: expect.stringContaining('0 at first, -2 when') });
});

test('a program that knows the answers of the run’s seed only is refuted', async () => {
  const remembered = 'const known = { 5: 25, 3: 9, 7: 49, 9: 81 }; export const guess = (n) => known[n] ?? -n * 1e6;';
  const verdict = await audited('seeded', remembered);
  expect(verdict).toMatchObject({ status: 'refuted', feedback: expect.stringContaining('with another seed') });
});

test('a program that fails on another seed is refuted', async () => {
  const verdict = await audited('seeded', "export const guess = (n) => (n < 10 ? n * n : 'many');");
  expect(verdict).toMatchObject({ status: 'refuted', feedback: expect.stringContaining('a guess is no number') });
});

test('a program that is worse on what was held back than the initial one is refuted', async () => {
  const verdict = await audited('seeded', 'export const guess = (n) => (n === 7 ? -1e6 : n * n);');
  expect(verdict).toMatchObject({ status: 'refuted', feedback: expect.stringContaining('held-back stage hidden') });
});

test('where lower is better, the initial program does better with a lower score', async () => {
  const min = { direction: 'min' } as const;
  const exact = await audited('seeded', 'export const guess = (n) => n * n;', undefined, min);
  expect(exact).toMatchObject({ status: 'refuted', feedback: expect.stringContaining('held-back stage hidden') });
  const elsewhere = 'export const guess = (n) => (n === 7 || n === 9 ? 1e6 : n * n);';
  expect(await audited('seeded', elsewhere, undefined, min)).toMatchObject({
    status: 'refuted',
    feedback: expect.stringContaining('with another seed'),
  });
  const far = await audited('seeded', 'export const guess = (n) => n * n + 1e6;', undefined, min);
  expect(far).toMatchObject({ status: 'confirmed' });
});

test('a timing becomes the median of several sessions', async () => {
  const same = (await fixtureProblem('timed')).initial.files['initial.ts']!;
  const verdict = await audited('timed', same, 1e6, { repetitions: 3 });
  expect(verdict.status).toBe('confirmed');
  expect('score' in verdict && verdict.score).toBeLessThan(1e6);
  expect(Object.keys(verdict.metrics)).toEqual(['repetition_2', 'repetition_3']);
});

const faster = 'export const boost = 9; export const square = (n) => n ** 2;';

test('a measured gain that chance explains is refuted: the initial program is measured in turn', async () => {
  const noOp = 'export const boost = 0; export const square = (n) => n ** 2;';
  const verdicts: Audited[] = [];
  // One in twenty finds a gain by chance.
  while (verdicts.length < 4 && verdicts.at(-1)?.status !== 'refuted')
    verdicts.push(await audited('measured', noOp, 2.9));
  expect(verdicts.at(-1)).toMatchObject({
    status: 'refuted',
    feedback: expect.stringMatching(
      /may be noise: measured in turn with the initial program, it scores [\d.]+ against/,
    ),
  });
  expect(await audited('measured', faster)).toMatchObject({ status: 'confirmed' });
});

test('a program that claims no gain is confirmed with its score, and so is the initial program itself', async () => {
  const slower = 'export const boost = -0.9; export const square = (n) => n ** 2;';
  expect(await audited('measured', slower, 0.9)).toMatchObject({ status: 'confirmed' });
  const { files } = (await fixtureProblem('measured')).initial;
  expect(await audited('measured', files['initial.ts']!, 2.9)).toMatchObject({ status: 'confirmed' });
});

test('with timings too, being worse on what was held back is refuted where no clock decides', async () => {
  const remembered = 'export const boost = 9; export const square = (n) => (n === 2 ? 4 : 0);';
  expect(await audited('measured', remembered)).toMatchObject({
    status: 'refuted',
    feedback: 'in the held-back stage hidden it scores 0, and the initial program 2',
  });
  expect(await audited('measured', faster)).toMatchObject({
    status: 'confirmed',
    metrics: { hidden: 2 },
  });
});

test('the metrics of a timing are those of the repetition that gave its score', async () => {
  const verdict = await audited('measured', faster);
  const score = 'score' in verdict ? verdict.score : Number.NaN;
  expect(verdict.metrics).toMatchObject({ speed: score, speed_low: score - 0.5, speed_high: score + 0.5 });
});

test('an audit that is broken off says so', async () => {
  const program = readProgram({ 'initial.ts': 'export const guess = () => { for (;;); };' });
  const options = { problem: await fixtureProblem('seeded'), seed, jail: undefined };
  const stopped = audit(options, program, 0, AbortSignal.timeout(700));
  await expect(stopped).rejects.toThrow();
});

/** The initial program guesses n itself. Honest outside of what it knows, these are as good as that on every other seed. */
const fallback = (known: string, otherwise: string) =>
  `const known = ${known}; export const guess = (n) => known[n] ?? ${otherwise};`;

test('a program that knows the answers of the search and falls back on the initial program has memorised them', async () => {
  const verdict = await audited('seeded', fallback('{ 5: 25, 3: 9 }', 'n'));
  expect(verdict).toMatchObject({
    status: 'refuted',
    heldBack: { score: -114, initial: -114 },
    feedback:
      'its gain on held-back inputs is 0.0 % of its gain in the search: it has memorised the instances of the search',
  });
});

test('a fallback that is a little better does not hide it, and a gain of which a third is left is confirmed with a remark', async () => {
  const nearly = await audited('memorable', 'export const worth = (n) => (n < 10 ? 100 : 12);');
  expect(nearly).toMatchObject({ status: 'refuted', feedback: expect.stringContaining('2.2 % of its gain') });
  const partly = await audited('memorable', 'export const worth = (n) => (n < 10 ? 100 : 40);');
  expect(partly).toMatchObject({
    status: 'confirmed',
    feedback: expect.stringContaining('only 33.3 % of its gain in the search'),
  });
});

test('small gains, and held-back stages that are only passed, are not taken for memorised', async () => {
  const small = await audited('memorable', 'export const worth = (n) => (n < 10 ? 10.4 : 10);');
  expect(small.status).toBe('confirmed');
  const passed = await audited('passed', 'export const worth = (n) => 100;');
  expect(passed).toMatchObject({ status: 'confirmed', feedback: 'the same score in a fresh process' });
});
