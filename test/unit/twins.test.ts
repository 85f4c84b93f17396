import { describe, expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import type { Program } from '../../src/api/program.ts';
import { distanceBetween, shinglesOf } from '../../src/language/likeness.ts';
import { readProgram } from '../../src/language/program.ts';
import { Twins } from '../../src/run/twins.ts';
import { aFailure, anAttempt, anInitial, aScore } from '../factory.ts';
import { answerWith, testModels } from '../fixtures/test-models.ts';
import { replayRun, resumeRun, startRun } from '../fixtures/test-run.ts';

const apart = (a: Program, b: Program) => distanceBetween(shinglesOf(a), shinglesOf(b));

describe('the distance between programs', () => {
  test.each([
    [
      'main.ts',
      'let a = 1; export const f = (b: number) => a + b;',
      'let c = 25;\nexport const f = (d) => c + d; // sum',
    ],
    ['main.py', 'def f(a):\n    return len(a) + 1\n', 'def f(b):\n    # more\n    return len(b) + 7\n'],
    ['main.c', 'int f(int a) { return a * 2; }', 'int f(int n) {\n  return n * 3;\n}'],
    ['main.zig', 'a = 1', 'a =  2'],
  ])('%s: is 0 where only numbers, names and layout differ', (name, one, other) => {
    expect(apart(readProgram({ [name]: one }), readProgram({ [name]: other }))).toBe(0);
  });

  test.each([
    ['main.ts', 'export const f = (a) => Math.sin(a)', 'export const f = (a) => Math.cos(a)'],
    ['main.ts', 'export const f = (a) => a + 1', 'export const f = (a) => a - 1'],
    ['main.ts', 'export const f = (a) => a.size', 'export const f = (a) => a.rate'],
    ['main.py', 'def f(a):\n    return min(a)\n', 'def f(a):\n    return max(a)\n'],
    ['main.c', 'int f(int a) { return a * 2; }', 'int f(int a) { return a / 2; }'],
    ['main.zig', 'a = b', 'a = c'],
  ])('%s: counts what is written in another way', (name, one, other) => {
    expect(apart(readProgram({ [name]: one }), readProgram({ [name]: other }))).toBeGreaterThan(0);
  });

  test('counts each run of four signs that only one of them has, as often as it does', () => {
    expect(distanceBetween(Uint32Array.of(1, 2, 2, 5), Uint32Array.of(2, 3, 5, 5))).toBe(4);
    expect(distanceBetween(Uint32Array.of(), Uint32Array.of(1, 1))).toBe(2);
  });
});

const program = (body: string) => readProgram({ 'main.ts': `export const f = (list) => {\n${body}\n};\n` });
const parent = program('return list[0];');
/** Another method, with a number; and a step that may be added to it. */
const sorting = (weight: number, last = '') =>
  program(`const all = [...list].sort((a, b) => a.size - b.size || a.rate - b.rate);
    let sum = 0;
    for (const one of all) if (one.size > sum) sum += one.size * ${weight};
    ${last}
    return all.filter((one) => one.size < sum).map((one) => one.rate / sum);`);

describe('a child of a model', () => {
  const told = (...attempts: readonly { attempt: Attempt; program: Program }[]) => {
    const twins = new Twins(true);
    twins.tell({ attempt: anInitial(), program: parent });
    for (const one of attempts) twins.tell(one);
    return twins;
  };
  const wrote = (number: number, written: Program, more: object = {}) => ({
    attempt: anAttempt({ number, proposal: { model: 'm', summary: 'sort' }, outcome: aScore(3), ...more }),
    program: written,
  });
  const find = (twins: Twins, child: Program, of = { number: 0, program: parent }) => twins.find(child, of)?.number;

  test('is nearly an earlier one where it has other numbers, or a small step more', () => {
    const twins = told(wrote(4, sorting(2)));
    expect(find(twins, sorting(3))).toBe(4);
    expect(twins.find(sorting(3), { number: 0, program: parent })?.text).toBe(
      'attempt 4 was nearly the same program (sort): its score is 3',
    );
  });

  test('has no twin where it is as far from earlier ones as from its parent', () => {
    const twins = told(wrote(4, sorting(2)));
    expect(find(twins, program('let best = list[0]; for (const one of list) best = one.size; return best;'))).toBe(
      undefined,
    );
    expect(find(twins, program('return list[0] + 1;'))).toBeUndefined();
  });

  test('has none where it tunes or extends its parent, however near it is', () => {
    const twins = told(wrote(4, sorting(2)), wrote(5, sorting(2, 'sum **= 2;')));
    const better = { number: 4, program: sorting(2) };
    expect(find(twins, sorting(9), better)).toBeUndefined();
    expect(find(twins, sorting(2, 'sum = Math.min(sum, all.length);'), better)).toBeUndefined();
    expect(find(twins, sorting(2, 'sum **= 3;'), better)).toBe(5);
  });

  test('has none among programs that failed, and operators made', () => {
    const failed = wrote(4, sorting(2), { outcome: aFailure('threw') });
    const operators = { attempt: anAttempt({ number: 5, outcome: aScore(2) }), program: sorting(2) };
    expect(find(told(failed, operators), sorting(3))).toBeUndefined();
  });

  test('has one that is written in another way, where its vector says so', () => {
    const twins = told(wrote(4, sorting(2), { outcome: aScore(3, { key: 'sorting' }) }));
    const other = program('let best = list[0]; for (const one of list) best = one.size; return best;');
    const from = { number: 0, program: parent };
    expect(twins.find(other, from, undefined, (key) => key === 'sorting')?.number).toBe(4);
    expect(twins.find(other, from, undefined, () => false)).toBeUndefined();
  });

  test('is worn out when it was evaluated three times, whichever of them it is nearest to', () => {
    const twin = (number: number, of: number) => wrote(number, sorting(number), { proposal: { model: 'm', twin: of } });
    const isWornOut = (twins: Twins) => twins.find(sorting(1), { number: 0, program: parent })?.isWornOut;
    expect(isWornOut(told(wrote(4, sorting(4)), twin(5, 4)))).toBe(false);
    expect(isWornOut(told(wrote(4, sorting(4)), twin(5, 4), twin(6, 5)))).toBe(true);
  });

  test('is compared with what had been told at a moment, and with nothing where that is off', () => {
    const twins = told(wrote(4, sorting(2)));
    const at = (moment: number) => twins.find(sorting(3), { number: 0, program: parent }, moment)?.number;
    expect([at(1), at(2)]).toEqual([undefined, 4]);
    const off = new Twins(false);
    off.tell(wrote(4, sorting(2)));
    expect(find(off, sorting(3))).toBeUndefined();
  });

  test('is compared with programs that are loaded from the record', async () => {
    const twins = new Twins(true);
    twins.tell({ attempt: wrote(4, sorting(2)).attempt });
    expect(find(twins, sorting(3))).toBeUndefined();
    await twins.load(async () => sorting(2));
    expect(find(twins, sorting(3))).toBe(4);
  });
});

describe('a run with a model that repeats itself', () => {
  /** Far from 100, so that the parent always is the initial program. */
  const code = (factor: number) =>
    `const steps = [3, 4, 5].map((one) => one * -${factor});\nexport const values = () => steps.filter((one) => one < 2);`;
  const options = (repairs: number, attempts: number) => {
    const search = { islands: 1, proposers: 'none', simplify: false, deterministic: true, lag: 1 };
    const config = { ...search, attempts, models: [{ name: 'm', repairs }] };
    const prompts: string[] = [];
    const { models } = testModels(config, async ({ messages }) => {
      prompts.push(messages.at(-1)!.content);
      return answerWith(code(10 * attempts + prompts.length));
    });
    return { prompts, options: { config, models } };
  };
  const proposals = (run: { readonly recorded: readonly Attempt[] }) =>
    run.recorded.filter((attempt) => attempt.kind === 'proposal');

  test('sends a twin back, and evaluates it where the model insists', async () => {
    const { prompts, options: given } = options(1, 2);
    await using run = await startRun(given);
    await run.evolve();
    expect(prompts.at(-1)).toContain('attempt 1 was nearly the same program');
    expect(proposals(run)[1]).toMatchObject({
      proposal: { twin: 1, exchanges: [{ gate: { name: 'novel' } }, {}] },
      outcome: { status: 'scored' },
    });
    expect((await replayRun(run.record, given)).difference).toBeUndefined();
  });

  test('evaluates three of them, and refuses the others, after it is resumed too', async () => {
    const { options: given } = options(0, 3);
    const run = await startRun(given);
    await run.evolve();
    await run[Symbol.asyncDispose]();
    const { options: more } = options(0, 4);
    await using resumed = await resumeRun(run.record, more);
    await resumed.evolve();
    const outcomes = proposals(resumed).map(({ outcome }) => ('reason' in outcome ? outcome.reason : outcome.status));
    expect(outcomes).toEqual(['scored', 'scored', 'scored', 'alike']);
    expect(proposals(resumed).at(-1)?.proposal.twin).toBe(3);
    expect((await replayRun(resumed.record, more)).difference).toBeUndefined();
  });
});
