import { describe, expect, test } from 'vitest';
import { openEvaluatorPool } from '../../src/evaluation/evaluator-pool.ts';
import { chooseJail } from '../../src/evaluation/jail/choose-jail.ts';
import { termsOf } from '../../src/evaluation/terms.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { folderOf, type Judging, judge, verdictOf } from '../fixtures/python.ts';

const missing = whyNoPrograms('python3');
if (missing) console.warn(`NOT TESTED: evaluators in Python that drive programs. ${missing}`);

const solve = 'def solve(n):\n    return 3 * n\n';
const yaml = 'name: sums\nstatement: Add.\nfiles: [program.py]\nevaluator: evaluator.py\n';

/** Draws two numbers from the seed, and scores what a program makes of them. */
const usual = `
import random
import math as arithmetic

def inputs(seed):
    chance = random.Random(seed)
    return [{"n": chance.randint(1, 10**6)} for _ in range(2)]

def drive(candidate, input):
    return arithmetic.floor(candidate.solve(input["n"]))

def score(evidence, inputs):
    ratios = [made / given["n"] for made, given in zip(evidence, inputs)]
    return {"score": sum(ratios), "metrics": {"first": inputs[0]["n"]}, "feedback": "well", "artifacts": {"made": evidence}}
`;

function folder(evaluator: string, more = '') {
  return { 'problem.yaml': yaml + more, 'evaluator.py': evaluator, 'program.py': solve };
}

async function verdict(evaluator: string, program = solve, options?: Judging) {
  const [evaluation] = await judge(folder(evaluator), [program], options);
  return verdictOf(evaluation);
}

describe.skipIf(missing)('drive and score in Python', () => {
  test('score what a program makes of inputs from the seed', async () => {
    const [evaluation] = await judge(folder(usual), [solve]);
    expect(evaluation).toMatchObject({
      ...{ score: 6, feedback: 'well' },
      artifacts: { made: expect.stringMatching(/^\[\d+,\d+\]$/) },
    });
    const [other] = await judge(folder(usual), [solve], { seed: 2 });
    expect(other?.status === 'scored' && other.metrics.first).not.toBe(
      evaluation?.status === 'scored' && evaluation.metrics.first,
    );
  });

  test('load a program anew for each input, and need no inputs', async () => {
    const counts = 'calls = []\ndef solve(n):\n    calls.append(n)\n    return len(calls)\n';
    const twice =
      'inputs = [1, 2]\ndef drive(program, n): return program.solve(n)\ndef score(evidence, inputs): return ';
    expect(await verdict(`${twice}sum(evidence) + len(inputs)`, counts)).toBe(4);
    expect(await verdict('def drive(program, n): return str(n)\ndef score(e, i): return float(e == ["None"])')).toBe(1);
  });

  test('may use constants of plain data of its file in drive', async () => {
    const scaled = usual.replace('arithmetic.floor(', 'SCALES["two"] * arithmetic.floor(');
    expect(await verdict(`SCALES = {"two": 2}\n${scaled}`)).toBe(12);
  });

  test('may draw other inputs for each stage; audits alone run those that are held back', async () => {
    const stages = 'stages: [{ name: few, threshold: 5 }, { name: many }, { name: unseen, held-back: true }]\n';
    const evaluator = `
def inputs(seed, stage):
    return range(1, {"few": 2, "many": 4, "unseen": 6}[stage])
def drive(program, n):
    return program.solve(n)
def score(evidence, inputs):
    return {"score": sum(evidence), "metrics": {f"of{len(inputs)}": 1}}`;
    const [bad] = await judge(folder(evaluator, stages), [solve]);
    expect(bad).toMatchObject({ reason: 'missed-threshold', stage: 'few' });
    using made = folderOf(folder(evaluator, stages.replace('5', '3')));
    const problem = await loadProblem(made.path);
    const options = { problem, workers: 1, seed: 1, jail: chooseJail('auto'), audit: true };
    await using pool = Object.assign(await openEvaluatorPool(options), {
      async [Symbol.asyncDispose]() {
        await pool.close();
      },
    });
    expect(await pool.evaluate(problem.initial)).toMatchObject({
      ...{ score: 18, metrics: { of1: 1, of3: 1, of5: 1 } },
      stages: [{ score: 3 }, { score: 18 }, { score: 45 }],
    });
  });

  const odd = {
    'a program that raises, with its line': [
      usual,
      'def solve(n):\n    return n / 0\n',
      /^threw: ZeroDivisionError.*program\.py", line 2, in solve/s,
    ],
    'a program that lacks the function': [
      usual,
      'pass\n',
      /^threw: AttributeError: module 'program' has no attribute 'solve'/,
    ],
    'an object of its own class as evidence': [
      usual.replace('arithmetic.floor(', '('),
      'class Own: pass\ndef solve(n):\n    return Own()\n',
      /^threw: CannotCross: drive returned a value of type Own, which is no plain data/,
    ],
    'evidence that is refused': [
      usual.replace('return {"score"', 'return {"wrong": "no good", "score"'),
      solve,
      /^wrong: no good/,
    ],
    'a score that raises': [
      usual.replace('sum(ratios)', 'ratios[9]'),
      solve,
      /^evaluator-error: .*IndexError.*evaluator\.py:14/,
    ],
    'a score that is none': [
      usual.replace('return {"score"', 'return {"scores"'),
      solve,
      /^evaluator-error: .*without a score that is a finite number/,
    ],
  } as const;

  test.each(Object.entries(odd))('have a clear verdict on %s', async (_, [evaluator, program, expected]) => {
    expect(await verdict(evaluator, program)).toMatch(expected);
  });

  test.each([
    [
      'what drive takes from its file',
      usual.replace('import math as arithmetic', 'class arithmetic:\n    floor = int'),
      /in the sandbox:\nNameError: drive runs beside the candidate and cannot use arithmetic of evaluator\.py: pass it with the inputs/,
    ],
    [
      'a constant that the file changes, where drive uses it',
      usual.replace('import math as arithmetic', 'import math\narithmetic = None\narithmetic = math'),
      /drive runs beside the candidate and cannot use arithmetic of evaluator/,
    ],
    [
      'inputs that fail',
      usual.replace('def inputs(seed):', 'def inputs(seed):\n    1 / 0'),
      /evaluator\.py cannot be loaded in the sandbox.*ZeroDivisionError/s,
    ],
    ['no inputs', usual.replace('range(2)', 'range(0)'), /inputs is empty/],
  ])('refuse %s at once', async (_, evaluator, message) => {
    await expect(verdict(evaluator)).rejects.toThrow(message);
  });

  test.each([
    [
      'without a split',
      folder(usual, 'split: false\n'),
      /evaluator\.py defines drive, which runs beside a program in Python/,
    ],
    [
      'with inputs in two places',
      folder(usual, 'inputs: [{ seeds: 2 }]\n'),
      /inputs: expected no inputs with an evaluator/,
    ],
  ])('are refused %s', async (_, files, message) => {
    using made = folderOf(files);
    await expect(loadProblem(made.path)).rejects.toThrow(message);
  });

  test('show models how a program is called, and nothing of how it is scored', async () => {
    using made = folderOf(folder(usual));
    const [terms] = termsOf(await loadProblem(made.path));
    expect(terms?.call).toBe('def drive(candidate, input):\n    return arithmetic.floor(candidate.solve(input["n"]))');
  });

  test('stay what they are where a file also defines evaluate', async () => {
    expect(await verdict(`${usual}\ndef evaluate(path):\n    return {"combined_score": 7.0}`)).toBe(7);
  });
});
