import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/api/evaluation.ts';
import type { Files } from '../../src/api/program.ts';
import { openEvaluation, openRunEvaluation } from '../../src/compose/open-evaluation.ts';
import { surveyed } from '../../src/compose/survey.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { readAddress } from '../../src/remote/address.ts';
import { connectServer } from '../../src/remote/server.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { endDrill, startRedis, untilEnd } from '../fixtures/queue-drill.ts';
import { testPace } from '../fixtures/queue-pace.ts';
import { beginSearch, startWorker } from '../fixtures/queue-run.ts';
import { whyNoRedis } from '../fixtures/redis.ts';
import { description, makeRepository, whyNoRepositories, withBody } from '../fixtures/repository.ts';
import { scratch } from '../scratch.ts';

const missing = whyNoRedis ?? whyNoPrograms('python3', 'cc') ?? whyNoRepositories();
if (missing) console.warn(`NOT TESTED: other problems than those in JavaScript over a queue. ${missing}`);

afterEach(endDrill);

function write(files: Files): string {
  const folder = join(scratch(), 'made');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/**
 * Evaluates programs, each by the text of its entry, in turn: here, and by a worker in a process of its own. The first three
 * answers of a machine are checked here, so that only those after them are its own.
 */
async function bothWays(spec: string, texts: readonly string[]) {
  const [sandbox, seed, label] = ['auto', 1, 'one'] as const;
  const redis = await startRedis();
  const [{ problem, ...found }, worker] = await Promise.all([
    surveyed(await loadProblem(spec), { seed, sandbox, brief: true }),
    startWorker(redis.url, spec, { name: 'box', sandbox, label, slots: 1 }),
  ]);
  untilEnd(worker);
  await using server = await connectServer(readAddress(redis.url));
  const options = { seed, sandbox, workers: 1, reporter: {} };
  const queue = { address: server.address, pace: testPace, on: label };
  const [here, there] = await Promise.all([
    openEvaluation(problem, options),
    openRunEvaluation(problem, server, found, { ...options, queue }),
  ]);
  const all: { readonly local: Evaluation; readonly remote: Evaluation }[] = [];
  for (const text of texts) {
    const program = withFiles(problem.initial, { [problem.initial.entry]: text });
    const [local, remote] = await Promise.all([here.evaluate(program), there.evaluate(program)]);
    all.push({ local, remote });
  }
  await Promise.all([here.close(), there.close()]);
  return all;
}

/** All but the machine and what follows from the clock, such as times that a test runner prints. */
function untimed({ machine: _, stages, feedback, ...rest }: Evaluation) {
  return {
    ...rest,
    feedback: feedback.replace(/\([\d.]+ms\)/g, ''),
    stages: stages.map(({ milliseconds: _, ...stage }) => stage),
  };
}

function expectSame(all: Awaited<ReturnType<typeof bothWays>>): void {
  expect(all.map(({ remote }) => untimed(remote))).toEqual(all.map(({ local }) => untimed(local)));
  expect(all.at(-1)?.remote.machine).toBe('box');
}

const statusOf = ({ local }: { readonly local: Evaluation }) =>
  local.status === 'scored' ? local.score : local.reason;

describe.skipIf(missing)('a machine finds what this one finds', () => {
  test('for an evaluator in Python', async () => {
    const folder = write({
      'initial_program.py': 'def solve(n):\n    return n\n',
      'evaluator.py': `import importlib.util
def evaluate(path):
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {"combined_score": sum(module.solve(n) / 3 for n in range(9))}
`,
    });
    const body = (text: string) => `def solve(n):\n    ${text}\n`;
    const all = await bothWays(
      folder,
      ['return 9 * n', 'return 8 * n', 'raise ValueError("no")', 'return 7 * n'].map(body),
    );
    expect(all.map(statusOf)).toEqual([expect.closeTo(108), expect.closeTo(96), 'threw', expect.closeTo(84)]);
    expectSame(all);
  });

  test('for a command that builds and runs C', async () => {
    const body = (text: string) => `#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); ${text} }\n`;
    const folder = write({
      'problem.yaml': `name: third
statement: Print more than a third of the number.
files: [program.c]
build: cc -O1 -o program program.c
run: ./program
inputs: [{ stdin: "4" }, { stdin: "10" }]
score: { number: last }
`,
      'program.c': body('printf("%.17g\\n", n / 3.0);'),
    });
    const texts = ['printf("%.17g\\n", n / 0.3);', 'return 3;', 'printf("%d\\n", n;', 'printf("%.17g\\n", n / 0.7);'];
    const all = await bothWays(folder, texts.map(body));
    expect(all.map(statusOf)).toEqual([expect.closeTo(70 / 3), 'threw', 'build-failed', expect.closeTo(10)]);
    expectSame(all);
  });

  test('for a repository: its tests, and a measure that depends on no clock', async () => {
    const length = `import { sumSquares } from './src/sum.js';\nconsole.log(sumSquares.toString().length);\n`;
    const root = makeRepository({ 'bench.js': length }, `${description}  rounds: 3\n`);
    const texts = [
      ...['return ((n - 1) * n * (2 * n - 1)) / 6;', 'return 14;', 'throw new Error("no");'],
      'const squares = (n - 1) * n * (2 * n - 1);\n  return squares / 6;',
    ];
    const all = await bothWays(
      root,
      texts.map((text) => withBody(`  ${text}`)),
    );
    expect(all.map(statusOf)).toEqual([expect.any(Number), 'wrong', 'wrong', expect.any(Number)]);
    expectSame(all);
  });
});

describe.skipIf(missing)('a machine that cannot run an evaluator in Python itself', () => {
  test('has another one look at it and score: its commits are those of a machine that can', async () => {
    const folder = write({
      'problem.yaml': `name: thirds
statement: Return more than the number.
files: [program.py]
evaluator: evaluator.py
stages: [{ name: whole, label: gpu }]
`,
      'program.py': 'def solve(n):\n    a = 3\n    b = 2\n    return a * n + b\n',
      'evaluator.py': `import importlib.util, os
def evaluate(path):
    open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gpu.txt")).close()
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {"combined_score": sum(module.solve(n) / 3 for n in range(9))}
`,
    });
    const other = join(scratch(), 'made');
    cpSync(folder, other, { recursive: true });
    for (const one of [folder, other]) writeFileSync(join(one, 'gpu.txt'), '');
    const settings = { attempts: 8 };
    const local = await beginSearch(folder, undefined, { sandbox: 'auto', settings }).commits;
    rmSync(join(folder, 'gpu.txt'));
    await expect(beginSearch(folder, undefined, { sandbox: 'auto', settings }).commits).rejects.toThrow(/gpu\.txt/);
    const redis = await startRedis();
    untilEnd(await startWorker(redis.url, other, { name: 'box', sandbox: 'auto', label: 'gpu', slots: 1 }));
    const search = beginSearch(folder, redis.url, { sandbox: 'auto', settings });
    expect(await search.commits).toEqual(local);
    expect(search.notices).toContainEqual(expect.stringContaining('The evaluator is deterministic'));
  });
});
