import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Attempt, ProposalAttempt } from '../../src/api/attempt.ts';
import { findTool } from '../../src/evaluation/native/toolchain.ts';
import { type FakeOllama, type Scenario, startFakeOllama, wire } from '../fixtures/fake-ollama.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { command, germline, start, startBy, until } from './germline.ts';
import { newFolder } from './new-folder.ts';

/** A program whose score is as far below 0 as the sum is from 100; the model's are made in the same way. */
const withSum = (sum: number | string) =>
  `// EVOLVE-BLOCK-START\nexport function values() {\n  return [${sum}];\n}\n// EVOLVE-BLOCK-END\n`;

/** A model that takes a moment for another program each time. */
const model: Scenario = async (call) => {
  await call.wait(50);
  const sum = Number(call.body.options?.seed) % 90_001;
  return wire.says(`IDEA: ${sum}\n\`\`\`ts\n${withSum(`-${sum}`).replace(/\/\/.*\n/g, '')}\`\`\`\n`)(call);
};

let fake: FakeOllama;
let folder: string;
beforeEach(async () => {
  fake = await startFakeOllama({ otherwise: model });
  folder = newFolder();
});
afterEach(() => fake.close());

const run = (...args: string[]) => germline(folder, ...args);
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out);
const log = async (): Promise<readonly Attempt[]> => json('log', 'p', '-n', '9999');

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const askModelsOnly = () => ['--proposers', 'none', '--model', `name=tiny,host=${fake.url},parallel=1`];

/** Starts a search with a model, until others can take part in it. */
async function search(...args: string[]) {
  const running = start(folder, ...args, '--workers', '1');
  onTestFinished(() => void running.child.kill('SIGKILL'));
  await until(() => existsSync(join(folder, 'populations/p.git/clients/address')));
  return running;
}

const prompts = () => fake.requests.map(({ messages }) => messages[1]?.content ?? '');

/** Waits until the model is asked so many times more. */
async function nextPrompts(count: number): Promise<readonly string[]> {
  const before = prompts().length;
  await until(() => prompts().length >= before + count);
  return prompts().slice(before);
}

/** The outcome of a program that is added, and the command's exit code. */
async function add(...args: string[]) {
  const { code, out, err } = await run('add', 'p', ...args, '--json');
  expect(err).toBe('');
  return { code, ...JSON.parse(out) };
}

test('during a search, hints reach the next prompts until they are taken back, and programs take their place', async () => {
  const running = await search('run', './near-hundred', '--population', 'p', '--for', '10m', ...askModelsOnly());
  await nextPrompts(1);
  const hint = 'Think of *hexagons*,\nand of <b>nothing</b> else.';
  const { number, removed } = await json('hint', 'p', hint, '--by', 'ann');
  expect(removed).toBe(false);
  const [, ...hinted] = await nextPrompts(3); // the first may have been asked for before
  for (const prompt of hinted) expect(prompt).toContain('- Think of *hexagons*,\n  and of <b>nothing</b> else.');
  expect(await json('hint', 'p')).toEqual([{ number, text: hint }]);
  expect(await run('hint', 'p', '--remove', '4711')).toMatchObject({
    code: 2,
    err: `germline: There is no hint #4711; in force: #${number}.\n`,
  });
  expect(await json('hint', 'p', '--remove', String(number))).toEqual({ number, removed: true });
  const [, ...unhinted] = await nextPrompts(3);
  for (const prompt of unhinted) expect(prompt).not.toContain('hexagons');
  expect((await run('hint', 'p')).out).toBe('No hints are in force.\n');

  expect(await add(write('better.ts', withSum(90)), '--summary', 'ninety', '--by', 'bob')).toMatchObject({
    ...{ code: 0, outcome: { status: 'scored', score: -10 }, improvedChampion: true },
  });
  running.child.kill('SIGINT');
  expect(await running.finished).toMatchObject({ code: 0 });
  const external = (await log()).filter(
    (one) =>
      (one.kind === 'reflection' && one.model === undefined) || (one.kind === 'proposal' && one.cause === 'external'),
  );
  expect(external.toReversed()).toMatchObject([
    { kind: 'reflection', number, by: 'ann', delta: { hint } },
    { kind: 'reflection', by: userInfo().username, delta: { remove: number } },
    { kind: 'proposal', proposal: { proposer: 'bob', summary: 'ninety' }, outcome: { score: -10 } },
  ]);
  expect(await json('replay', 'p')).toMatchObject({ same: true });
  expect((await run('show', 'p', String(number))).out).toMatch(/author +ann[\s\S]*hint +Think of \*hexagons\*/);

  const { facts } = await json('report', 'p');
  expect(facts.proposers).toContainEqual(
    expect.objectContaining({ proposer: 'bob', tries: 1, gain: expect.any(Number) }),
  );
  const report = readFileSync(join(folder, 'p-report/report.md'), 'utf8');
  expect(report).toContain('bob: ninety');
  expect(report).toMatch(/hint #\d+ by ann, taken back by #\d+: Think of \\\*hexagons\\\*, and of &lt;b>nothing/);
});

test('at rest, programs and hints enter a run as well, and the next search hears of them', async () => {
  const args = ['--attempts', '3', '--population', 'p', ...askModelsOnly()];
  expect(await run('run', './near-hundred', ...args)).toMatchObject({ code: 0 });
  const { number: kept } = await json('hint', 'p', 'this one stays');
  const { number: gone } = await json('hint', 'p', 'this one goes');
  expect(await run('hint', 'p', '--remove', String(gone))).toMatchObject({ out: `hint #${gone} is taken back\n` });
  expect((await run('hint', 'p')).out).toBe(`#${kept} this one stays\n`);

  mkdirSync(join(folder, 'whole'));
  write('whole/initial.ts', withSum(91));
  write('whole/notes.md', 'not a file of the program');
  expect(await run('add', 'p', 'whole')).toMatchObject({
    ...{ code: 0, out: expect.stringMatching(/^attempt \d+, a child of #\d+: score -9, the new champion\n$/) },
  });
  // Several at once: one process opens the run, the others take part in it.
  const together = await Promise.all([1, 2, 3].map((n) => add(write(`${n}.ts`, withSum(n)), '--parent', '0')));
  expect(together).toMatchObject([1, 2, 3].map((n) => ({ code: 0, outcome: { score: n - 100 } })));
  const [one] = together;
  const told = (await log()).find(({ number }) => number === one.attempt) as ProposalAttempt;
  expect(told).toMatchObject({
    drawn: { parent: 0 },
    proposal: { proposer: userInfo().username, summary: 'added from 1.ts' },
  });

  const before = prompts().length;
  const resumed = await run('resume', 'p', '--attempts', String((await log()).length + 3), '--json');
  expect(JSON.parse(resumed.out)).toMatchObject({ ending: 'attempts' });
  const later = prompts().slice(before);
  expect(later.length).toBeGreaterThan(0);
  for (const prompt of later) expect([prompt.includes('stays'), prompt.includes('goes')]).toEqual([true, false]);
  expect(await json('replay', 'p')).toMatchObject({ same: true });
});

test('what cannot be added is refused: by the gates in the record, before that without a trace', async () => {
  expect(await run('run', './near-hundred', '--attempts', '5', '--population', 'p')).toMatchObject({ code: 0 });
  const recorded = (await log()).length;
  mkdirSync(join(folder, 'empty'));
  const ok = write('ok.ts', withSum(50));
  const wrong: readonly [readonly string[], RegExp][] = [
    [['add', 'p', 'nothing.ts'], /There is no file or folder nothing.ts/],
    [['add', 'p', 'empty'], /lacks.*initial\.ts/],
    [['add', 'p', ok, '--parent', '4711'], /#4711 has no place/],
    [['add', 'p', ok, '--parent', 'x'], /parent/],
    [['add', 'p', ok, '--by', ' '], /by/],
    [['add', 'nothing', ok], /no population at/],
    [['hint', 'nothing', 'text'], /no population at/],
    [['hint', 'p', ' '], /hint cannot be used/],
    [['hint', 'p', 'x'.repeat(1001)], /hint cannot be used/],
    [['hint', 'p', 'text', '--remove', '1'], /not both/],
    [['hint', 'p', '--remove', '1'], /no hint #1; in force: none/],
  ];
  for (const [args, why] of wrong) {
    const { code, err } = await run(...args);
    expect([code, err], args.join(' ')).toEqual([2, expect.stringMatching(why)]);
    expect(err.split('\n').length, err).toBeLessThan(6);
  }
  const unrecorded = (await log()).filter(
    (one) => one.kind !== 'proposal' || one.outcome.status !== 'refused' || one.outcome.reason !== 'abandoned',
  );
  expect(unrecorded).toHaveLength(recorded);

  expect(await add(write('throws.ts', withSum("(() => { throw new Error('no'); })()")))).toMatchObject({
    ...{ code: 1, outcome: { status: 'failed', reason: 'threw' } },
  });
  expect(await add(write('wrong.ts', withSum("'text'")))).toMatchObject({ code: 1, outcome: { reason: 'wrong' } });
  expect(await add(write('broken.ts', withSum('](')))).toMatchObject({ code: 1, outcome: { reason: 'syntax' } });
  expect(await add(write('outside.ts', `${withSum(51)}export const more = 1;\n`))).toMatchObject({
    ...{ code: 1, outcome: { status: 'refused', reason: 'outside-block' } },
  });
  expect(await add(ok)).toMatchObject({ code: 0 });
  expect(await add(write('again.ts', `${withSum(50)}// the same\n`), '--parent', '0')).toMatchObject({ code: 1 });
  expect(await json('replay', 'p')).toMatchObject({ same: true });
});

const whyNoCompiler = whyNoPrograms('cc', 'python3');
if (whyNoCompiler) console.warn(`NOT TESTED: a hint where a compiler has gone. ${whyNoCompiler}`);

test.skipIf(whyNoCompiler)(
  'where a compiler has gone, a population can be given hints, and programs are refused',
  async () => {
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    const compiler = join(tools, 'my-cc');
    symlinkSync(findTool('cc', '/').path, compiler);
    const path = `PATH=${tools}:${process.env.PATH}`;
    const withTools = (...args: string[]) =>
      startBy('/usr/bin/env', folder, path, process.execPath, command, ...args).finished;

    await withTools('new', 'mine', '--template', 'c');
    const spec = join(folder, 'mine/problem.yaml');
    writeFileSync(spec, readFileSync(spec, 'utf8').replace('build: cc', 'build: my-cc'));
    const limits = ['--attempts', '1', '--seed', '1', '--workers', '1'];
    const made = await withTools('run', './mine', '--population', 'p', ...limits);
    expect(made).toMatchObject({ code: 0 });
    rmSync(compiler);
    expect(await withTools('hint', 'p', 'try a sieve')).toMatchObject({ code: 0, err: '' });
    const child = readFileSync(join(folder, 'mine/primes.c'), 'utf8').replace(
      /EVOLVE-BLOCK-START.*/,
      '$&\nint more = 1;',
    );
    expect(await withTools('add', 'p', write('child.c', child))).toMatchObject({
      ...{ code: 1, err: expect.stringContaining('This machine has no program my-cc') },
    });
  },
);
