import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runSearch } from '../../src/compose/open-run.ts';
import { surveyed } from '../../src/compose/survey.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { freePopulation } from '../../src/population-path.ts';
import { openReader } from '../../src/record/git-reader.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { evaluateAll, folderOf, verdictOf } from '../fixtures/python.ts';

const missing = whyNoPrograms('python3');
if (missing) console.warn(`NOT TESTED: looks at evaluators in Python. ${missing}`);

const load = `
import importlib.util
def load(path):
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
`;

async function survey(evaluator: string, program = 'def solve():\n    return 4.0\n', strict = false) {
  using folder = folderOf({ 'initial_program.py': program, 'evaluator.py': load + evaluator });
  const notes: string[] = [];
  const reporter = { notice: (text: string) => notes.push(text) };
  const { nature } = await surveyed(await loadProblem(folder.path), { seed: 1, reporter, strict });
  return { ...nature, notes: notes.join('\n') };
}

const score = 'def evaluate(path):\n    return {"combined_score": load(path).solve()}\n';

/** The evaluator looks at the type of what it gets, which does not cross. */
const byType =
  'def evaluate(path):\n    program = load(path)\n    return {"combined_score": float(isinstance(program.make(), program.Made))}\n';
const made = 'class Made:\n    pass\ndef make():\n    return Made()\n';

describe.skipIf(missing)('a look at an evaluator', () => {
  test('finds that its scores repeat, repeat with the seed, or never do', async () => {
    expect(await survey(score)).toMatchObject({ split: true, repeats: 'always' });
    const drawn = 'import random\ndef solve():\n    return random.random()\n';
    expect(await survey(score, drawn)).toMatchObject({ split: true, repeats: 'with the seed' });
    const timed = 'import time\ndef solve():\n    return time.time()\n';
    expect(await survey(score, timed)).toMatchObject({ split: true, repeats: 'never' });
  });

  test('goes without the split where that changes the score, and says so; strict refuses it', async () => {
    const found = await survey(byType, made);
    expect(found).toMatchObject({ split: false, repeats: 'always' });
    expect(found.notes).toMatch(/cannot be split/);
    await expect(survey(byType, made, true)).rejects.toThrow(/can forge their scores, and --strict refuses/);
  });

  test('stops where the evaluator hides that a module is missing', async () => {
    const hides =
      'def evaluate(path):\n    try:\n        import no_such_module\n    except Exception:\n        return {"combined_score": 0.0}\n';
    await expect(survey(hides)).rejects.toThrow(/needs the Python module no_such_module/);
  });

  test('stops where the evaluator hides that a program could not run', async () => {
    const hides =
      'def evaluate(path):\n    return {"combined_score": 0.0, "artifacts": {"error": "Compilation failed", "stderr": "no crate named rand"}}\n';
    await expect(survey(hides)).rejects.toThrow(/a score of 0: Compilation failed\nno crate named rand/);
  });

  test('goes on where the evaluator works without a module', async () => {
    const optional = 'try:\n    import no_such_module\nexcept ImportError:\n    no_such_module = None\n';
    const found = await survey(`${optional}def evaluate(path):\n    return {"combined_score": 0.0}\n`);
    expect(found).toMatchObject({ split: true, repeats: 'always' });
  });

  test('sets a limit of time by what the initial program takes, and axes for the metrics that describe it', async () => {
    using folder = folderOf({
      'initial_program.py': 'def solve():\n    return 4.0\n',
      'evaluator.py': `${load}def evaluate(path):\n    return {"value": load(path).solve(), "depth": 3, "share": 0.5}\n`,
      'config.yaml': 'database: { feature_dimensions: [complexity, depth, share], feature_bins: 6 }\n',
    });
    const { problem } = await surveyed(await loadProblem(folder.path), { seed: 1 });
    expect(problem.problem.descriptors).toEqual([
      { name: 'depth', range: [0.375, 24], bins: 6, scale: 'log' },
      { name: 'share', range: [0, 1], bins: 6 },
    ]);
    expect(problem.problem.evaluator.stages[0]?.limits?.milliseconds).toBe(10_000);
  });

  test('says in the record that a run is unprotected', async () => {
    using folder = folderOf({ 'initial_program.py': made, 'evaluator.py': load + byType });
    using populations = folderOf({});
    const population = join(populations.path, 'population');
    await runSearch(folder.path, { population, seed: 3, workers: 1, budget: { attempts: 2 } });
    await using reader = await openReader(population);
    expect(reader.facts).toMatchObject({ unprotected: true, nature: { split: false } });
  });

  test('lets thresholds go that the initial program misses', async () => {
    const staged = `${score.replace('evaluate', 'evaluate_stage1')}${score.replace('evaluate', 'evaluate_stage2')}`;
    const found = await survey(staged, 'def solve():\n    return 0.1\n');
    expect(found).toMatchObject({ thresholds: false });
    expect(found.notes).toMatch(/stage1 scores 0\.1 with a threshold of 0\.5/);
  });
});

test.skipIf(missing)('a folder for OpenEvolve is searched, recorded and continued, and stays as it was', async () => {
  using folder = folderOf({
    'initial_program.py': '# EVOLVE-BLOCK-START\ndef solve():\n    return 4.0\n# EVOLVE-BLOCK-END\n',
    'evaluator.py': `${load}def evaluate(path):\n    value = load(path).solve()\n    return {"combined_score": -abs(value - 5)}\n`,
    'config.yaml': 'max_iterations: 6\ndatabase: { num_islands: 2 }\n',
  });
  using populations = folderOf({});
  const population = join(populations.path, 'population');
  const options = { population, seed: 3, workers: 1, settings: { simplify: false } };
  const { best } = await runSearch(folder.path, options);
  expect(best.score).toBeGreaterThanOrEqual(-1);
  await using reader = await openReader(population);
  expect(reader.facts).toMatchObject({
    nature: { split: true, repeats: 'always', thresholds: true },
    config: { attempts: 6, islands: 2 },
    program: { entry: 'initial_program.py', language: 'python' },
  });
  const again = await runSearch(folder.path, { population, workers: 1, budget: { attempts: 9 } });
  expect(again.best.score).toBeGreaterThanOrEqual(best.score);
  expect(readdirSync(folder.path).sort()).toEqual(['config.yaml', 'evaluator.py', 'initial_program.py']);
});

test.skipIf(missing)('a problem.yaml may name an evaluator in Python, its function and its stages', async () => {
  using folder = folderOf({
    'guess.py': 'from helper import half\ndef guess():\n    return half(4)\n',
    'helper.py': 'def half(x):\n    return x / 2\n',
    'rate.py': `${load}def quick(path):\n    return {"a": load(path).guess()}\ndef whole(path):\n    return {"b": 4, "size": 100}\n`,
    'problem.yaml':
      'name: guess\nstatement: Guess.\nfiles: [guess.py]\nevaluator: rate.py\nfeatures: [size]\n' +
      'stages: [{ name: first, call: quick, threshold: 1 }, { name: second, call: whole }]\n',
  });
  const { problem } = await surveyed(await loadProblem(folder.path), { seed: 1 });
  expect(problem.problem.evaluator.stages).toMatchObject([
    { name: 'first', python: { call: 'quick', helpers: ['helper.py'] }, threshold: 1 },
    { name: 'second' },
  ]);
  expect(existsSync(join(folder.path, '__pycache__'))).toBe(false);
});

const specification = `"""Find large sets without three terms in arithmetic progression."""
import funsearch


@funsearch.run
def evaluate(n: int) -> int:
    """Returns the size of a set."""
    return len(greedy(n))


def greedy(n):
    taken = []
    for number in sorted(range(n), key=priority):
        if not any(2 * b - a == number or 2 * number - b == a or (a + b) == 2 * number for a in taken for b in taken if a < b):
            taken.append(number)
    return taken


@funsearch.evolve
def priority(number: int) -> float:
    """Returns the priority of a number."""

    return float(number)
`;

/** As in FunSearch's notebooks, and without an import of its marks. */
const commented = `from typing import (
    Iterable,
)

# @funsearch.run
def evaluate(n: int, m: int) -> int:
    return first(n, m) + second(range(m))


# @funsearch.evolve
def first(
    n: int,
    m: int,
) -> int:
    return n * m


# @funsearch.evolve
def second(numbers: Iterable[int]) -> int:
    return len(list(numbers)) - 1
`;

describe.skipIf(missing)('a specification of FunSearch', () => {
  test('is a problem: its evolved function is the program', async () => {
    using folder = folderOf({ 'sets.py': specification, 'inputs.json': '[9, 27]' });
    const { problem, nature } = await surveyed(await loadProblem(join(folder.path, 'sets.py')), { seed: 1 });
    expect(nature).toMatchObject({ split: true, repeats: 'always' });
    expect(problem.problem).toMatchObject({
      name: 'sets',
      statement: expect.stringContaining('arithmetic progression'),
    });
    const [text] = Object.values(problem.initial.files);
    expect(text).toMatch(/^# EVOLVE-BLOCK-START\ndef priority\(/);
    expect(text).not.toContain('funsearch');
    expect(readdirSync(folder.path).sort()).toEqual(['inputs.json', 'sets.py']);
  });

  test('without inputs says where they go', async () => {
    using folder = folderOf({ 'sets.py': specification });
    const path = join(folder.path, 'sets.py');
    await expect(loadProblem(path)).rejects.toThrow(/'sets\.py\[8\]'.* into inputs\.json, as a list/);
    await expect(loadProblem(`${path}[]`)).rejects.toThrow(/no list as JSON with an item/);
  });

  test('has its inputs behind its name, its marks in comments, and several parameters', async () => {
    using folder = folderOf({ 'product.txt': commented });
    const scoreOf = async (inputs: string) => {
      const { problem } = await surveyed(await loadProblem(join(folder.path, `product.txt${inputs}`)), { seed: 1 });
      return (await evaluateAll(problem, Object.values(problem.initial.files), 1)).map(verdictOf);
    };
    expect(await scoreOf('[[2, 3]]')).toEqual([8]);
    expect(await scoreOf('[[2, 3], {"m": 5, "n": 1}]')).toEqual([8.5]);
  });

  test('is another problem with other inputs', async () => {
    using folder = folderOf({ 'sets.py': specification });
    const path = join(folder.path, 'sets.py');
    const prints = await Promise.all(
      ['[8]', '[9]', '[8]'].map(async (inputs) => (await loadProblem(path + inputs)).fingerprint),
    );
    expect(prints[0]).toBe(prints[2]);
    expect(prints[0]).not.toBe(prints[1]);
    expect(freePopulation(`${path}[[1, 2]]`)).toBe('sets-1');
  });
});
