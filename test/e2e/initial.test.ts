import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Attempt, InitialAttempt } from '../../src/api/attempt.ts';
import { germline } from './germline.ts';
import { newFolder } from './new-folder.ts';

const folder = newFolder();
const run = (...args: string[]) => germline(folder, ...args);
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out);

/** A program whose score is as far below 0 as the sum is from 100. */
const withValues = (...values: number[]) =>
  `// EVOLVE-BLOCK-START\nexport function values() {\n  return [${values.join(', ')}];\n}\n// EVOLVE-BLOCK-END\n`;

beforeAll(() => {
  const texts = {
    near: withValues(90),
    far: withValues(10, 10),
    best: withValues(100),
    'best-too': withValues(60, 40),
    broken: withValues(1).replace('[', '(('),
    throws: withValues(1).replace('return', "throw new Error('no'); return"),
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, `${name}.ts`), text);
});

/** Begins with programs, in that order. */
const begin = (name: string, programs: readonly string[], ...args: string[]) => {
  const initial = programs.flatMap((program) => ['--initial', `${program}.ts`]);
  return run('run', './near-hundred', '--population', name, '--seed', '2', ...initial, ...args, '--json');
};

const attemptsOf = async (name: string): Promise<readonly Attempt[]> => json('log', name, '-n', '9999');

test.each([
  [1, [[0], [0]], -10],
  [2, [[0], [1]], -80],
  [3, [[0, 2], [1]], -80],
  [
    5,
    [
      [0, 2, 4],
      [1, 3],
    ],
    -80,
  ],
])('two programs begin %i islands in turn', async (islands, expected, last) => {
  const name = `begun-${islands}`;
  const limits = ['--attempts', '1', '--islands', String(islands), '--set', 'simplify=false'];
  expect(JSON.parse((await begin(name, ['near', 'far'], ...limits)).out)).toMatchObject({ initial: -10 });
  const initials = (await attemptsOf(name)).filter(({ kind }) => kind === 'initial') as InitialAttempt[];
  expect(initials.map(({ number, islands }) => [number, islands]).reverse()).toEqual(
    expected.map((own, n) => [n, own]),
  );
  const [, second] = await Promise.all(initials.map(({ number }) => json('show', name, String(number))).reverse());
  expect(second.files).toEqual({ 'initial.ts': withValues(10, 10) });
  if (islands === 1) expect((await json('best', name)).score).toBeGreaterThanOrEqual(last);
  expect(await json('replay', name)).toMatchObject({ same: true });
});

test('an island that is restarted returns to the program that it began with', async () => {
  const options = ['lag=1', 'restart=4', 'topology=none', 'islands=2', 'deterministic=true', 'attempts=80'];
  const search = ['--proposers', 'tune-one', ...options.flatMap((option) => ['--set', option])];
  const finished = await begin('restarted', ['best', 'far'], ...search, '--events', 'events.jsonl');
  expect(finished.code, finished.err).toBe(0);
  const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8').trimEnd().split('\n');
  const attempts = lines.map((line) => JSON.parse(line)).filter(({ cause }) => cause === 'drawn');
  const restarts = attempts.flatMap(({ restarted: island }, at) => (island === undefined ? [] : [{ island, at }]));
  expect(new Set(restarts.map(({ island }) => island))).toEqual(new Set([0, 1]));
  for (const { island, at } of restarts) {
    const next = attempts.slice(at + 1).find((attempt) => attempt.island === island);
    if (next) expect(next.parents, `attempt ${next.attempt}`).toEqual([island]);
  }
  // It had gone on from there.
  const { at } = restarts.findLast(({ island }) => island === 1)!;
  const earlier = attempts.slice(0, at).filter(({ island }) => island === 1);
  expect(earlier.some(({ parents: [parent] }) => parent !== 1)).toBe(true);
});

test('a winner is compared with the initial program that it came from', async () => {
  const begun = await begin('two', ['far', 'near'], '--islands', '2', '--attempts', '40', '--proposers', 'tune-one');
  expect(begun.code, begun.err).toBe(0);
  expect(JSON.parse((await run('resume', 'two', '--attempts', '80', '--json')).out)).toMatchObject({ initial: -10 });
  const best = await json('best', 'two');
  expect(best).toMatchObject({ initial: -10, score: expect.any(Number) });
  expect(best.score).toBeGreaterThan(-10);
  const line: { attempt: number; score: number }[] = await json('lineage', 'two');
  expect([line[0], line.at(-1)]).toMatchObject([{ attempt: 1, score: -10 }, { attempt: best.attempt }]);
  const { facts } = await json('report', 'two');
  expect(facts).toMatchObject({ initial: -10, origin: 1, initials: 2, winner: { gain: best.score + 10 } });
  expect(facts.attribution).toMatchObject({ from: -10, gain: facts.winner.gain });
  expect(readFileSync(join(folder, 'two-report/report.md'), 'utf8')).toMatch(/initial program #1, one of 2 \| \\-10/);
  const diff = (await run('diff', 'two')).out;
  expect(diff).toContain('-  return [90];');
  writeFileSync(join(folder, 'initial.ts'), withValues(90));
  writeFileSync(join(folder, 'winner.patch'), (await run('export', 'two', '--patch')).out);
  execFileSync('git', ['apply', 'winner.patch'], { cwd: folder });
  expect({ 'initial.ts': readFileSync(join(folder, 'initial.ts'), 'utf8') }).toEqual(best.files);
  expect(await json('replay', 'two')).toMatchObject({ same: true });
});

test('a program that cannot begin a run is an error before anything is written', async () => {
  const wrong: readonly [readonly string[], number, RegExp][] = [
    [['near', 'throws'], 1, /Initial program 2 of 2 of near-hundred gets no score.*threw[\s\S]*--candidate FILE/],
    [['near', 'far', 'broken'], 2, /Initial program 3 of 3 cannot be used: initial.ts, line 3/],
    [['near', 'nothing'], 2, /There is no file or folder nothing.ts/],
  ];
  for (const [programs, code, why] of wrong)
    expect(await begin('wrong', programs, '--attempts', '3')).toMatchObject({ code, err: expect.stringMatching(why) });
  expect(existsSync(join(folder, 'populations/wrong.git'))).toBe(false);
});
