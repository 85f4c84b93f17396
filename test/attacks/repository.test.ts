import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvaluatorPool } from '../../src/api/evaluation.ts';
import type { LoadedProblem } from '../../src/api/problem.ts';
import { surveyed } from '../../src/compose/survey.ts';
import { openEvaluatorPool } from '../../src/evaluation/evaluator-pool.ts';
import { chooseJail } from '../../src/evaluation/jail/choose-jail.ts';
import { copyOf } from '../../src/evaluation/repository/copies.ts';
import { planRepository } from '../../src/evaluation/repository/plan.ts';
import { runCommand } from '../../src/evaluation/repository/shell.ts';
import { isUnprotected } from '../../src/evaluation/stage-kind.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { description, makeRepository, whyNoRepositories, withBody } from '../fixtures/repository.ts';

const missing = whyNoRepositories();
if (missing) console.warn(`NOT TESTED: attacks in a repository. ${missing}`);

const right = '  return ((n - 1) * n * (2 * n - 1)) / 6;';
const imports = `import * as fs from 'node:fs';
import * as net from 'node:net';
import { spawn, execSync } from 'node:child_process';
const held = (what) => { if (what) throw new Error('ESCAPED'); };
const refused = (call) => { try { call(); } catch { return; } held(true); };
const isTest = process.argv.some((word) => word.endsWith('.test.js'));
`;

/** A program that works, with something else that it does when it is loaded. */
const attack = (code: string) => withBody(right, `${imports}${code}\n`);

/** Attacks that come to nothing: the program scores as if it had not tried. */
const harmless: Readonly<Record<string, string>> = {
  'changes a dependency': `refused(() => fs.writeFileSync('node_modules/one/one.js', 'export const one = 2;'));
refused(() => fs.rmSync('node_modules', { recursive: true }));`,
  'looks for other copies and for the engine': `held(fs.readdirSync('/tmp').some((name) => name.startsWith('germline-repository')));
held(fs.existsSync('/root/.ssh') || fs.existsSync('/etc/shadow') || fs.existsSync('.git'));
held(process.env.GERMLINE_SECRET);`,
  'writes to the system': `for (const path of ['/usr/made', '/etc/made', '/made', '/proc/1/oom_score_adj', '/proc/self/comm', '/dev/made'])
  refused(() => fs.writeFileSync(path, 'x'));`,
  'looks for what a test left': `held(fs.existsSync('left') || fs.existsSync('/tmp/left') || fs.existsSync(process.env.HOME + '/left'));
if (isTest) for (const path of ['left', '/tmp/left', process.env.HOME + '/left']) { fs.writeFileSync(path, 'x'); fs.rmSync(path); }
else for (const path of ['/tmp/left']) fs.writeFileSync(path, 'x');`,
  'leaves a process that waits for the measure': `const names = fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
if (!isTest) held(names.some((name) => { try { return fs.readFileSync('/proc/' + name + '/cmdline', 'utf8').includes('daemon'); } catch { return false; } }));
else spawn('/bin/sh', ['-c', 'sleep 100 # daemon'], { detached: true, stdio: 'ignore' }).unref();`,
  'mounts and makes namespaces': `for (const line of ['mount -t tmpfs none /tmp', 'unshare -Ur true', 'chroot / true'])
  refused(() => execSync(line, { stdio: 'ignore' }));`,
};

/** Attacks that are found out, with what is said of them. */
const found: Readonly<Record<string, readonly [code: string, said: RegExp]>> = {
  'ends the process before its tests run': ['process.exit(0);', /^test: wrong: .*(0|1) tests passed, and 2/],
  'deletes its tests': [
    `if (isTest) { fs.rmSync('test', { recursive: true, force: true }); }`,
    /^test: (wrong|crashed): .*(changed files that are not the program's: test|exit code|tests passed)/s,
  ],
  'rewrites the measure while it is tested': [
    `if (isTest) fs.writeFileSync('bench.js', 'console.log(0.001)');`,
    /^test: wrong: .*changed files that are not the program's: bench\.js/,
  ],
  'rewrites the measure while it measures': [
    `if (!isTest) fs.writeFileSync('bench.js', 'console.log(0.001)');`,
    /^measure: wrong: .*changed files that are not the program's: bench\.js/,
  ],
  'puts another folder in the place of its tests': [
    `if (isTest) { fs.rmSync('test', { recursive: true, force: true }); fs.mkdirSync('test'); }`,
    /^test: wrong: .*(changed files that are not the program's: test|tests passed)/s,
  ],
  'puts another folder in the place of one that it measures with': [
    `if (!isTest) { fs.rmSync('data', { recursive: true, force: true }); fs.mkdirSync('data'); }`,
    /^measure: wrong: .*changed files that are not the program's: data/,
  ],
  'keeps what it found in a file of its home for its next run': [
    `const kept = process.env.HOME + '/kept';
if (!isTest) { if (!fs.existsSync(kept)) fs.writeFileSync(kept, 'results'); }`,
    /^measure: wrong: .*leaves files that the unchanged code does not: home\/kept/,
  ],
  'stops the clock': [
    'if (!isTest) process.hrtime.bigint = () => 0n;',
    /^measure: wrong: .*measured 0, and only numbers above 0/,
  ],
  'prints no number': ['if (!isTest) { console.log("fast"); process.exit(0); }', /^measure: wrong: .*no number/],
  'starts processes without end': [
    `const bomb = () => { for (;;) spawn('/bin/sh', ['-c', 'sleep 9'], { stdio: 'ignore' }).on('error', () => {}); };\nbomb();`,
    /^test: (crashed|out-of-memory|timed-out|wrong|stalled): /,
  ],
  'fills the disk': [
    `for (let i = 0; ; i++) fs.writeFileSync('big' + i, Buffer.alloc(1 << 25));`,
    /^test: (too-large|wrong|crashed): /,
  ],
};

const texts: Readonly<Record<string, string>> = Object.fromEntries([
  ...Object.entries(harmless).map(([name, code]) => [name, attack(code)]),
  ...Object.entries(found).map(([name, [code]]) => [name, attack(code)]),
]);

describe.skipIf(missing)('a candidate in a repository', () => {
  const yaml = `${description}limits: { processes: 100, scratch-megabytes: 200 }\n`;
  let root: string;
  let problem: LoadedProblem;
  let pool: EvaluatorPool;

  beforeAll(async () => {
    root = makeRepository({ 'data/large': 'x'.repeat(1000) }, yaml);
    process.env.GERMLINE_SECRET = 'secret';
    ({ problem } = await surveyed(await loadProblem(root), { seed: 1, brief: true }));
    pool = await openEvaluatorPool({ problem, workers: 2, seed: 1, jail: chooseJail('system') });
  });
  afterAll(async () => {
    await pool?.close();
    expect(execFileSync('git', ['-C', root, 'status', '--short'], { encoding: 'utf8' })).toBe('');
  });

  const evaluate = async (text: string) => {
    const one = await pool.evaluate(withFiles(problem.initial, { 'src/sum.js': text }));
    return one.status === 'failed' ? `${one.stage}: ${one.reason}: ${one.feedback}` : `score ${one.score}`;
  };

  test.each(Object.keys(harmless))('gains nothing when it %s', async (name) => {
    expect(await evaluate(texts[name]!)).toMatch(/^score/);
  });

  test.each(Object.entries(found))('is found out when it %s', async (name, [, said]) => {
    expect(await evaluate(texts[name]!)).toMatch(said);
  });

  test('reaches no server of this machine', async () => {
    let calls = 0;
    const server = createServer(() => void calls++).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await evaluate(attack(`net.connect(${port}, '127.0.0.1').on('error', () => {}).on('connect', () => held(true));`));
    server.close();
    expect(calls).toBe(0);
  });

  test('can print a number of its own, or end a command whose time counts, which the problem says', async () => {
    const timed = yaml.replace('  number: last\n  direction: min\n', '  time: command\n');
    const loaded = await loadProblem(makeRepository({}, timed));
    for (const { evaluator } of [problem.problem, loaded.problem]) expect(isUnprotected(evaluator)).toBe(true);
    const forged = await evaluate(attack('if (!isTest) { console.log(0.001); process.exit(0); }'));
    expect(Number(forged.replace('score ', ''))).toBeGreaterThan(1);
  });

  test('pays for work that it leaves to a process that nobody waits for', async () => {
    const copy = await copyOf(problem, chooseJail('system'));
    const burn = 'const end = Date.now() + 3000; while (Date.now() < end);';
    const script = `node -e '${burn}' & sleep 2`;
    const plan = { ...planRepository(problem)[0]!, words: ['/bin/sh', '-c', script] };
    const space = await copy.over(copy.clean);
    const { report } = await runCommand(copy, space, plan);
    expect(report?.exitCode).toBe(0);
    expect(report?.cpuMilliseconds).toBeGreaterThan(100);
    await copy.remove(space);
  });
});
