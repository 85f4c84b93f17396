import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

/** Runs and expects a known error: its code, its message, and no stack. */
async function expectError(
  folder: string,
  args: readonly string[],
  code: number,
  message: string | RegExp,
): Promise<void> {
  const result = await germline(folder, ...args);
  expect(result.err).toMatch(message);
  expect(result.code).toBe(code);
  expect(result.err).not.toMatch(/\n\s+at .+:\d+:\d+/);
  expect(existsSync(join(folder, 'populations'))).toBe(false);
}

test.each([
  [
    'a missing field',
    { whole: "import { defineProblem } from 'germline';\nexport default { name: 'x' };\n" },
    /statement/,
  ],
  ['no default export', { whole: 'export const problem = 1;\n' }, /no default export/],
  ['a syntax error', { whole: 'export default {\n  name: = 1,\n};\n' }, /line 2/],
  ['an error when it is loaded', { whole: "throw new Error('not today');\n" }, /not today/],
  ['a field that does not exist', { fields: "goal: 'x'," }, /goal/],
  [
    'a descriptor without a range',
    { fields: "descriptors: [{ name: 'size', range: [5, 5], bins: 3 }]," },
    /low < high/,
  ],
  ['a drive that reads what it cannot', { drive: '(candidate) => helper(candidate.values())' }, /helper/],
  ['an initial program that does not parse', { initial: 'export function values( {' }, /line 1/],
  [
    'markers that do not match',
    { initial: '// EVOLVE-BLOCK-START\nexport const values = () => [1];\n' },
    /EVOLVE-BLOCK-END/,
  ],
])('a problem with %s: exit code 2, and what to do', async (_, parts, message) => {
  const folder = scratch();
  writeProblem(folder, parts);
  await expectError(folder, ['run', './near-hundred', '--attempts', '5'], 2, message);
});

test.each([
  ['gets no score', { initial: 'export const values = () => ["x"];\n' }, /values\(\) must return finite numbers/],
  ['throws', { initial: 'export const values = () => { throw new Error("oh dear"); };\n' }, /oh dear/],
  ['never ends', { initial: 'export const values = () => { for (;;) {} };\n' }, /timed-out/],
  ['is judged by a score that throws', { score: '() => { throw new Error("my bug"); }' }, /my bug/],
  ['is judged by a score that returns NaN', { score: '() => ({ score: NaN })' }, /NaN/],
])('a run whose initial program %s does not start: exit code 1', async (_, parts, message) => {
  const folder = scratch();
  writeProblem(folder, parts);
  await expectError(folder, ['run', './near-hundred', '--attempts', '5'], 1, message);
});

test.each([
  ['an unknown problem', ['run', 'circle-paking-26'], /no problem circle-paking-26.*Did you mean circle-packing-26\?/],
  ['an unknown command', ['rum'], /There is no command rum\. Did you mean run\?/],
  [
    'a population where no folder can be made',
    ['run', './near-hundred', '--population', '/proc/x/y.git'],
    /could not be made/,
  ],
  ['a population without a name', ['best', ''], /name of a population is missing/],
  ['workers without number', ['run', './near-hundred', '--workers', '1000000000'], /from 1 to 1024/],
  ['a port that is none', ['ui', 'p', '--port', '99999'], /from 0 to 65535/],
  ['an unknown choice', ['run', './near-hundred', '--sandbox', 'sytem'], /Did you mean system\?/],
  [
    'an unknown setting of a model',
    ['run', './near-hundred', '--model', 'nmae=x'],
    /nmae: unknown\. Did you mean name\?/,
  ],
  ['no time', ['run', './near-hundred', '--for', '0s'], /Invalid duration '0s'/],
  ['an unknown option', ['run', './near-hundred', '--attemps', '5'], /attemps\. Did you mean --attempts\?/],
  ['attempts that are no number', ['run', './near-hundred', '--attempts', 'abc'], /--attempts must be a whole number/],
  ['half a seed', ['run', './near-hundred', '--seed', '1.5'], /--seed must be a whole number/],
  [
    'a path through a file',
    ['run', './near-hundred', '--population', 'package.json/p.git'],
    /a part of this path is a file/,
  ],
  ['no command', [], /No command given/],
  ['an impossible duration', ['run', './near-hundred', '--for', '8 parsecs'], /Invalid duration/],
  ['an impossible time of day', ['run', './near-hundred', '--until', '25:99'], /Invalid time of day/],
  ['an unknown setting', ['run', './near-hundred', '--set', 'icelands=3'], /icelands/],
  ['no workers', ['run', './near-hundred', '--workers', '0'], /--workers must be a whole number/],
  ['half a worker', ['run', './near-hundred', '--workers', '1.5'], /--workers must be a whole number/],
  ['no islands', ['run', './near-hundred', '--islands', '0'], /islands/],
  ['an unknown proposer', ['run', './near-hundred', '--proposers', 'magic'], /magic/],
  ['a population that is not there', ['best', 'nothing'], /no population/],
  ['a folder that is no population', ['log', './near-hundred'], /not a population/],
  ['a candidate file that is not there', ['eval', './near-hundred', '--candidate', 'no.ts'], /no.ts/],
] as const)('%s: exit code 2', async (_, args, message) => {
  const folder = scratch();
  writeProblem(folder);
  writeFileSync(join(folder, 'package.json'), '{}');
  await expectError(folder, args, 2, message);
});

test('a population of a problem that changed since, and a second writer, are refused and left as they are', async () => {
  const folder = scratch();
  writeProblem(folder);
  expect((await germline(folder, 'run', './near-hundred', '--attempts', '20', '--population', 'p')).code).toBe(0);
  const tip = () =>
    execFileSync('git', ['-C', join(folder, 'populations/p.git'), 'rev-parse', 'journal'], { encoding: 'utf8' });
  const before = tip();
  expect(await germline(folder, 'run', './near-hundred', '--population', 'p')).toMatchObject({
    code: 2,
    err: expect.stringContaining('exists already'),
  });
  writeProblem(folder, { score: '() => ({ score: 1 })' });
  expect(await germline(folder, 'resume', 'p', '--attempts', '30')).toMatchObject({
    code: 2,
    err: expect.stringContaining('has changed'),
  });
  expect(await germline(folder, 'audit', 'p')).toMatchObject({ code: 2, err: expect.stringContaining('has changed') });
  expect(tip()).toBe(before);
});

test('limits of time: a deterministic run has none, a moment is recorded, and the later one given is the one that counts', async () => {
  const folder = scratch();
  writeProblem(folder);
  await expectError(
    folder,
    ['run', './near-hundred', '--deterministic', '--for', '5s'],
    2,
    /cannot stop after some time/,
  );
  const past = ['--set', 'until=1', '--population', 'p', '--json'];
  const run = await germline(folder, 'run', './near-hundred', ...past);
  expect(JSON.parse(run.out)).toMatchObject({ ending: 'time', attempts: 0 });
  const resumed = async (...args: string[]) =>
    JSON.parse((await germline(folder, 'resume', 'p', '--json', ...args)).out);
  expect(await resumed('--attempts', '5')).toMatchObject({ ending: 'time', attempts: 0 });
  expect(await resumed('--attempts', '5', '--for', '1h')).toMatchObject({ ending: 'attempts' });
});

test('the folder that one is in is a problem like any other, as often as one likes', async () => {
  const folder = writeProblem(scratch());
  for (const number of [1, 2]) {
    const run = await germline(folder, 'run', '.', '--attempts', '5', '--json');
    expect(JSON.parse(run.out)).toMatchObject({ population: `near-hundred-${number}`, ending: 'attempts' });
  }
});

test('without git, or with one that is too old, it says what to install', async () => {
  const folder = scratch();
  writeProblem(folder);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const path = process.env.PATH;
  try {
    process.env.PATH = bin;
    expect(await germline(folder, 'run', './near-hundred', '--attempts', '1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no git here'),
    });
    writeFileSync(join(bin, 'git'), '#!/bin/sh\necho git version 2.17.1\n', { mode: 0o755 });
    process.env.PATH = `${bin}:/bin:/usr/bin`;
    expect(await germline(folder, 'run', './near-hundred', '--attempts', '1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('2.17.1'),
    });
  } finally {
    process.env.PATH = path;
  }
});

test('a scaffolded problem is scored and searched at once, and is never overwritten', async () => {
  const folder = scratch();
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }'); // as npm init writes it
  expect((await germline(folder, 'new', 'my-heuristic')).code).toBe(0);
  expect(JSON.parse((await germline(folder, 'eval', './my-heuristic', '--json')).out)).toMatchObject({
    status: 'scored',
    score: expect.closeTo(0.216, 2),
  });
  const args = ['run', './my-heuristic', '--attempts', '300', '--seed', '1', '--deterministic', '--json'];
  const run = JSON.parse((await germline(folder, ...args)).out);
  expect(run.best.score).toBeLessThan(run.initial);
  expect((await germline(folder, 'new', 'my-heuristic')).code).toBe(2);
  expect((await germline(folder, 'new', '../escape')).code).toBe(2);
});
