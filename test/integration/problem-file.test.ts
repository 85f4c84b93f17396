import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ScoreResult } from '../../src/api/evaluator.ts';
import { openEvaluation } from '../../src/compose/open-evaluation.ts';
import { isUnprotected } from '../../src/evaluation/stage-kind.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { inputsOf } from '../../src/problem-file/inputs.ts';
import { judgeRun } from '../../src/problem-file/judge.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { scratch } from '../scratch.ts';

const missing = whyNoPrograms('python3', 'sh');
if (missing) console.warn(`NOT TESTED: problems in YAML. ${missing}`);

const files = {
  'problem.yaml': `name: twice
statement: Print twice the number.
files: [program.py]
fixed: [help.py]
run: python3 program.py
inputs: [{ stdin: "4" }, { seeds: 2, make: "python3 make.py {seed}" }, { seeds: 1, args: ["{seed}"] }]
judge: python3 judge.py
limits: { seconds: 5 }
`,
  'program.py': `import sys
from help import twice
text = sys.stdin.read()
# EVOLVE-BLOCK-START
print(twice(int(sys.argv[1] if len(sys.argv) > 1 else text)))
# EVOLVE-BLOCK-END
`,
  'help.py': 'def twice(x):\n    return 2 * x\n',
  'make.py': 'import sys\nprint(int(sys.argv[1]) % 1000)\n',
  'judge.py': `import json, sys
given, printed = (open(path).read() for path in sys.argv[1:])
if int(printed) != 2 * int(given): sys.exit(f"{printed.strip()} is not twice {given.strip()}")
print(json.dumps({"score": 1, "metrics": {"given": int(given)}}))
`,
};

function write(changes: Readonly<Record<string, string>> = {}): string {
  const folder = join(scratch(), 'twice');
  mkdirSync(folder);
  for (const [name, text] of Object.entries({ ...files, ...changes })) writeFileSync(join(folder, name), text);
  return folder;
}

async function evaluate(folder: string, change: (text: string) => string = (text) => text) {
  const problem = await loadProblem(folder);
  const pool = await openEvaluation(problem, { workers: 1, seed: 1 });
  const { files, entry } = problem.initial;
  return await pool
    .evaluate(withFiles(problem.initial, { ...files, [entry]: change(files[entry]!) }))
    .finally(() => pool.close());
}

test('a problem in YAML is unprotected where a stage has no judge', async () => {
  const isOpen = async (text: string) =>
    isUnprotected((await loadProblem(write({ 'problem.yaml': text }))).problem.evaluator);
  const whole = files['problem.yaml'];
  const open = whole.replace(/^judge.*\n/m, '');
  expect(await isOpen(whole)).toBe(false);
  expect(await isOpen(open)).toBe(true);
  expect(await isOpen(`${open}stages: [{ name: a, judge: python3 judge.py }, { name: b }]\n`)).toBe(true);
});

describe.skipIf(missing)('a problem in YAML', () => {
  test('is run with inputs of every kind, and its judge says what is wrong', async () => {
    const folder = write();
    expect(await evaluate(folder)).toMatchObject({ status: 'scored', score: 1 });
    const wrong = await evaluate(folder, (text) => text.replace('print(', 'print(1 + '));
    expect(wrong).toMatchObject({ reason: 'wrong', feedback: expect.stringContaining('input 0: 9 is not twice 4') });
  });

  test('may read the score from what the program prints', async () => {
    const yaml = files['problem.yaml'].replace('judge: python3 judge.py', 'score: { number: last, over: max }');
    expect(await evaluate(write({ 'problem.yaml': yaml }), (text) => `${text}print('score', 7.5)\n`)).toMatchObject({
      score: 7.5,
    });
  });

  test('is another problem when a file that it names changes, and only then', async () => {
    const fingerprint = async (changes = {}) => (await loadProblem(write(changes))).fingerprint;
    const own = await fingerprint();
    for (const name of Object.keys(files))
      expect(await fingerprint({ [name]: `${files[name as keyof typeof files]}# other\n` }), name).not.toBe(own);
    expect(await fingerprint({ 'notes.txt': 'other' })).toBe(own);
  });

  test('an input that cannot be made is the fault of the problem', async () => {
    const folder = write({ 'make.py': 'raise SystemExit("no seeds today")' });
    await expect(evaluate(folder)).rejects.toThrow(/cannot be made by python3 make.py \{seed\}: no seeds today/);
  });

  test('a file that it names and that is missing is named', async () => {
    const yaml = files['problem.yaml'].replace('program.py]', 'programme.py]');
    await expect(loadProblem(write({ 'problem.yaml': yaml }))).rejects.toThrow(/programme\.py, which cannot be read/);
  });
});

describe.skipIf(missing)('a judge', () => {
  /** What a judge of this text says of an empty run. */
  function judged(text: string, answer?: string) {
    const folder = write({ 'judge.py': text, 'answer.txt': 'forty-two' });
    const run = { folder, judge: 'python3 judge.py', output: Buffer.from('out'), input: { stdin: 'in' } };
    return judgeRun(answer ? { ...run, input: { stdin: 'in', answer } } : run);
  }

  test('gets input, output and answer as files', () => {
    const text = 'import sys\nprint([open(path).read() for path in sys.argv[1:]])';
    expect(judged(text)).toEqual({ said: "['in', 'out']\n" });
    expect(judged(text, 'answer.txt')).toEqual({ said: "['in', 'out', 'forty-two']\n" });
  });

  test('has no network, no processes, no files of the user, and nothing to write to', () => {
    const text = `
import os, socket, sys
def tries(what):
    try: what()
    except OSError: return 'refused'
    return 'done'
print(tries(lambda: socket.socket()), tries(os.fork), tries(lambda: open('/etc/passwd')),
      tries(lambda: open('judge.py', 'a').write('x') and None), tries(lambda: open('/tmp/x', 'w')))`;
    expect(judged(text)).toEqual({ said: 'refused refused refused refused refused\n' });
  });

  test.each<[string, string, ScoreResult]>([
    ['its exit code', 'raise SystemExit(3)', { wrong: 'the judge ended with exit code 3' }],
    ['its last words', 'raise SystemExit("no tour")', { wrong: 'no tour' }],
    ['what it prints', 'print("no tour"); raise SystemExit(1)', { wrong: 'no tour' }],
  ])('rejects a run by %s', (_, text, result) => {
    expect(judged(text)).toEqual(result);
  });

  test('that is killed has not judged', () => {
    expect(() => judged('import os\nos.kill(os.getpid(), 9)')).toThrow(/the judge python3 did not end by itself/);
  });
});

test('inputs from seeds are the same for the same seed, and others for another', () => {
  const inputs = inputsOf([{ stdin: 'a' }, { seeds: 2 }, { seeds: 1, args: ['{seed}'] }]);
  if (typeof inputs !== 'function') throw new Error('expected a function of the seed');
  const seeds = (seed: number) => inputs(seed).map((input) => input.seed);
  expect(seeds(1)).toEqual(seeds(1));
  expect(new Set([...seeds(1), ...seeds(2)]).size).toBe(7); // six seeds, and none for the text
  expect(inputsOf([{ stdin: 'a' }])).toEqual([{ stdin: 'a' }]);
});
