import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { warmCaches } from '../../src/evaluation/python/tools.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { evaluateAll, folderOf, type Judging, judge, verdictOf } from '../fixtures/python.ts';

const missing = whyNoPrograms('python3');
if (missing) console.warn(`NOT TESTED: evaluators in Python. ${missing}`);

const initial = 'def solve(n):\n    return n\n';

/** A folder for OpenEvolve with this evaluator, and the verdicts on some programs. */
async function verdicts(evaluator: string, programs: readonly string[] = [initial], options?: Judging) {
  const folder = { 'initial_program.py': programs[0]!, 'evaluator.py': evaluator };
  return (await judge(folder, programs, options)).map(verdictOf);
}

const byImport = `
import importlib.util
def load(path):
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
`;

const loaders = {
  importlib: `${byImport}\ndef evaluate(path):\n    return {"combined_score": load(path).solve(4)}`,
  __import__:
    'import os\ndef evaluate(path):\n    name = os.path.splitext(os.path.basename(path))[0]\n    return {"combined_score": __import__(name).solve(4)}',
  runpy: 'import runpy\ndef evaluate(path):\n    return {"combined_score": runpy.run_path(path)["solve"](4)}',
  'exec of its text':
    'def evaluate(path):\n    space = {}\n    exec(open(path).read(), space)\n    return {"combined_score": space["solve"](4)}',
  'a script of its own': `
import subprocess, sys, tempfile, os
def evaluate(path):
    script = os.path.join(tempfile.mkdtemp(), "script.py")
    with open(script, "w") as file:
        file.write(f"import sys; sys.path.insert(0, {os.path.dirname(path)!r}); import initial_program; print(initial_program.solve(4))")
    return {"combined_score": float(subprocess.run([sys.executable, script], capture_output=True, text=True, check=True).stdout)}`,
  'a pool of processes': `${byImport}
import multiprocessing
def work(path):
    return load(path).solve(4)
def evaluate(path):
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return {"combined_score": pool.apply(work, (path,))}`,
};

describe.skipIf(missing)('a split evaluator', () => {
  test.each(Object.entries(loaders))('loads a candidate by %s', async (_, evaluator) => {
    expect(await verdicts(evaluator, [initial, 'def solve(n):\n    return 3 * n\n'])).toEqual([4, 12]);
  });

  test('runs a candidate as a script, with its words and its output', async () => {
    const evaluator = `
import subprocess, sys
def evaluate(path):
    done = subprocess.run([sys.executable, path, "7"], capture_output=True, text=True)
    return {"combined_score": float(done.stdout), "words": done.stderr}`;
    expect(
      await verdicts(evaluator, ['import sys\nif __name__ == "__main__":\n    print(6 * int(sys.argv[1]))\n']),
    ).toEqual([42]);
  });

  test('never holds the text of a candidate, nor does a candidate see the evaluator', async () => {
    const evaluator = `${byImport}\ndef evaluate(path):\n    held = "SECRET" in open(path).read()\n    return {"combined_score": load(path).look() + 10 * held}`;
    const look = `
import os, sys
SECRET = 1
def look():
    seen = [name for folder, _, names in os.walk("/") if not folder.startswith(("/usr", "/lib")) for name in names]
    return float("evaluator.py" in seen or "evaluation_module" in sys.modules)
`;
    expect(await verdicts(evaluator, [look])).toEqual([0]);
  });

  test('gets values of every plain kind back as they were', async () => {
    const evaluator = `${byImport}
def evaluate(path):
    values = [None, True, 2**70, -0.5, float("inf"), 1j, "ä", b"x", [1, (2, 3)], {"a": {1, 2}}, range(3), [0.1] * 50, frozenset("a")]
    same = load(path).same(values)
    return {"combined_score": float(repr(same) == repr(values))}`;
    expect(await verdicts(evaluator, ['def same(value):\n    return value\n'])).toEqual([1]);
  });

  test('gets members of an enumeration of a module that both import', async () => {
    const folder = {
      'initial_program.py': 'from moves import Move\ndef solve():\n    return [Move.UP, Move.DOWN]\n',
      'moves.py': 'from enum import Enum\nclass Move(Enum):\n    UP = 1\n    DOWN = 2\n',
      'evaluator.py': `${byImport}\nfrom moves import Move\ndef evaluate(path):\n    return {"combined_score": float(load(path).solve() == [Move.UP, Move.DOWN])}`,
    };
    expect((await judge(folder, [folder['initial_program.py']])).map(verdictOf)).toEqual([1]);
  });

  test('counts the calls of functions that it gives to a candidate, which may return objects', async () => {
    const evaluator = `${byImport}
def evaluate(path):
    program = load(path)
    solver = program.Solver(lambda x: (x - 3) ** 2)
    return {"combined_score": solver.best(), "kept": solver.kept, "listed": sum(program.count(4))}`;
    const program = `
class Solver:
    def __init__(self, objective):
        self.objective = objective
    def best(self):
        self.kept = min(range(10), key=self.objective)
        return self.kept
def count(n):
    yield from range(n)
`;
    const [evaluation] = await judge({ 'initial_program.py': program, 'evaluator.py': evaluator }, [program]);
    expect(evaluation).toMatchObject({ score: 3, metrics: { kept: 3, listed: 6, calls: 10 } });
  });

  test('hears of the errors of a candidate by their own types', async () => {
    const evaluator = `${byImport}
def evaluate(path):
    try:
        load(path).solve(0)
    except ZeroDivisionError as error:
        return {"combined_score": 7.0}`;
    expect(await verdicts(evaluator, ['def solve(n):\n    return 1 / n\n'])).toEqual([7]);
  });

  const sleeps = 'import time\ndef solve(n):\n    if n < 0:\n        time.sleep(30)\n    return n\n';

  test('may give up on a call that waits, by a thread or by a signal, and call again', async () => {
    const byThread = `${byImport}
from concurrent.futures import ThreadPoolExecutor, TimeoutError
def evaluate(path):
    program = load(path)
    pool = ThreadPoolExecutor(1)
    try:
        pool.submit(program.solve, -1).result(timeout=0.3)
    except TimeoutError:
        return {"combined_score": program.solve(5)}`;
    const bySignal = `${byImport}
import signal
def stop(*_):
    raise TimeoutError("too long")
def evaluate(path):
    program = load(path)
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        program.solve(-1)
    except TimeoutError:
        return {"combined_score": program.solve(6)}`;
    expect(await verdicts(byThread, [sleeps])).toEqual([5]);
    expect(await verdicts(bySignal, [sleeps])).toEqual([6]);
  });

  test('bears candidates that print without measure, and change the directory', async () => {
    const evaluator = `${byImport}\ndef evaluate(path):\n    return {"combined_score": load(path).solve(3)}`;
    const prints = 'def solve(n):\n    for _ in range(100000):\n        print("x" * 100)\n    return n\n';
    const moves = 'import os\ndef solve(n):\n    os.chdir("/tmp")\n    os.mkdir("left")\n    return n\n';
    expect(await verdicts(evaluator, [prints, moves, moves])).toEqual([3, 3, 3]);
  });

  test('finds nothing that the last candidate left, not even in folders that nobody may enter', async () => {
    const evaluator = `${byImport}\ndef evaluate(path):\n    return {"combined_score": load(path).solve()}`;
    const leaves = `
import os
def solve():
    left = os.path.exists("/tmp/deep")
    if not left:
        os.makedirs("/tmp/deep/below/it")
        os.chmod("/tmp/deep/below", 0)
        os.chmod("/tmp/deep", 0)
    return float(left)
`;
    expect(await verdicts(evaluator, [leaves, leaves])).toEqual([0, 0]);
  });

  test('loads a candidate anew for each evaluation, with seeded random numbers', async () => {
    const evaluator = `${byImport}\ndef evaluate(path):\n    program = load(path)\n    program.draw()\n    return {"combined_score": program.draw()}`;
    const draw = 'import random\nheld = []\ndef draw():\n    held.append(1)\n    return len(held) + random.random()\n';
    const [first, again] = await verdicts(evaluator, [draw, draw]);
    const [other] = await verdicts(evaluator, [draw], { seed: 2 });
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(Math.floor(Number(first))).toBe(2);
  });
});

describe.skipIf(missing)('an evaluator', () => {
  test('may be async, and return a result object with artifacts, strings, nested values and infinities', async () => {
    const evaluator = `
from openevolve.evaluation_result import EvaluationResult
async def evaluate(path):
    return EvaluationResult(metrics={"combined_score": 1.5, "far": float("inf"), "note": "hello", "deep": {"a": [1]}}, artifacts={"trace": "x" * 3, "raw": b"y"})`;
    const [evaluation] = await judge({ 'initial_program.py': initial, 'evaluator.py': evaluator }, [initial]);
    expect(evaluation).toMatchObject({
      score: 1.5,
      metrics: { combined_score: 1.5 },
      artifacts: { trace: 'xxx', raw: 'y', note: 'hello', far: 'inf', deep: '{"a":[1]}' },
    });
  });

  test('runs its stages as far as a program reaches their thresholds, and merges their metrics', async () => {
    const evaluator = `${byImport}
def evaluate_stage1(path):
    return {"combined_score": load(path).solve(1), "quick": 1}
def evaluate_stage2(path):
    return {"combined_score": load(path).solve(100), "slow": 2}`;
    const folder = {
      'initial_program.py': initial,
      'evaluator.py': evaluator,
      'config.yaml': 'evaluator: { cascade_thresholds: [0.9] }',
    };
    const [good, bad] = await judge(folder, [initial, 'def solve(n):\n    return n / 2\n']);
    expect(good).toMatchObject({ score: 100, metrics: { quick: 1, slow: 2 } });
    expect(bad).toMatchObject({ reason: 'missed-threshold', stage: 'stage1' });
  });

  const odd = {
    'returns nothing': ['pass', /^evaluator-error: .*returned null/],
    'returns a text': ['return "good"', /^evaluator-error: .*returned good/],
    'returns no number': ['return {"combined_score": float("nan")}', /^wrong: combined_score is nan/],
    'reports an error': ['return {"combined_score": 0.0, "error": "bad shape"}', /^wrong: bad shape/],
    raises: ['raise ValueError("odd")', /^threw: ValueError: odd/],
    ends: ['import os; os._exit(3)', /^crashed: the evaluator ended with exit code 3/],
    'needs the network': [
      'import socket; socket.create_connection(("example.org", 80))',
      /it needs the network: example.org/,
    ],
  } as const;

  test.each(Object.entries(odd))('that %s has a clear verdict', async (_, [body, verdict]) => {
    expect((await verdicts(`def evaluate(path):\n    ${body}\n`))[0]).toMatch(verdict);
  });

  test('may start threads when it is loaded', async () => {
    const evaluator = `${byImport}
from concurrent.futures import ThreadPoolExecutor
POOL = ThreadPoolExecutor(1)
SIZE = POOL.submit(lambda: 2).result()
def evaluate(path):
    return {"combined_score": SIZE * POOL.submit(load(path).solve, 3).result(timeout=20)}`;
    expect(await verdicts(evaluator, [initial, 'def solve(n):\n    return 2 * n\n'])).toEqual([6, 12]);
    expect(await verdicts(evaluator, [initial], { open: true })).toEqual([6]);
  });

  test('writes files into a folder of its own, and finds those of its folder', async () => {
    const evaluator = `
import os
def evaluate(path):
    left = os.path.exists("left.txt")
    open("left.txt", "w").write("x")
    return {"combined_score": float(open("data.txt").read()) + left, "fork": os.system("true")}`;
    const folder = { 'initial_program.py': initial, 'evaluator.py': evaluator, 'data.txt': '5' };
    expect((await judge(folder, [initial, initial])).map(verdictOf)).toEqual([5, 5]);
  });

  test('writes beside itself, which changes no file of its own and is gone after the evaluation', async () => {
    const evaluator = `
import pathlib
HOME = pathlib.Path(__file__).resolve().parent
def evaluate(path):
    left = (HOME / "temp").exists()
    (HOME / "temp").mkdir(exist_ok=True)
    (HOME / "temp" / "points.txt").write_text("4")
    try:
        (HOME / "data.txt").write_text("100")
    except OSError:
        pass
    return {"combined_score": float((HOME / "temp" / "points.txt").read_text()) + float((HOME / "data.txt").read_text()) + 10 * left}`;
    const folder = { 'initial_program.py': initial, 'evaluator.py': evaluator, 'data.txt': '5' };
    using made = folderOf(folder);
    const evaluations = await evaluateAll(await loadProblem(made.path), [initial, initial], 1);
    expect(evaluations.map(verdictOf)).toEqual([9, 9]);
    expect(readdirSync(made.path).sort()).toEqual(Object.keys(folder).sort());
    expect(readFileSync(join(made.path, 'data.txt'), 'utf8')).toBe('5');
  });

  test('of ShinkaEvolve calls a function several times, and what is not correct is wrong', async () => {
    const evaluate = `
from shinka.core import run_shinka_eval
def main(program_path, results_dir):
    run_shinka_eval(program_path, results_dir, "solve", 3,
        get_experiment_kwargs=lambda index: {"n": index + 1},
        validate_fn=lambda result: (result < 100, "too large"),
        aggregate_metrics_fn=lambda results: {"combined_score": sum(results), "public": {"last": results[-1]}, "private": {"key": 1}, "text_feedback": "go on"})`;
    const folder = { 'initial.py': initial, 'evaluate.py': evaluate };
    const [good, bad] = await judge(folder, [initial, 'def solve(n):\n    return 99 * n\n']);
    expect(good).toMatchObject({ score: 6, metrics: { last: 3 }, feedback: 'go on' });
    expect(verdictOf(bad)).toMatch(/^wrong: Validation failed: too large/);
  });

  test('of ShinkaEvolve may be a script', async () => {
    const evaluate = `
import argparse, json, os
if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program_path")
    parser.add_argument("--results_dir")
    given = parser.parse_args()
    for name, content in {"metrics": {"combined_score": 3.5}, "correct": {"correct": True}}.items():
        with open(os.path.join(given.results_dir, name + ".json"), "w") as file:
            json.dump(content, file)`;
    expect((await judge({ 'initial.py': initial, 'evaluate.py': evaluate }, [initial])).map(verdictOf)).toEqual([3.5]);
  });

  test('that lacks a module says which, and how to install it', async () => {
    await expect(verdicts('import no_such_module\ndef evaluate(path):\n    return {}')).rejects.toThrow(
      /evaluator\.py needs the Python module no_such_module, which .* lacks\. Install it with .*pip install no_such_module/,
    );
  });
});

const noR = whyNoPrograms('python3', 'Rscript');
if (noR) console.warn(`NOT TESTED: programs in R under an evaluator in Python. ${noR}`);

test.skipIf(noR)('a program in R runs with its packages, wherever the system keeps the settings of R', async () => {
  const evaluator = `
import subprocess
def evaluate(path):
    script = f'source("{path}"); cat(stats::median(c(1, solve(), 100)))'
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True)
    return {"error": done.stderr} if done.stderr else {"combined_score": float(done.stdout)}`;
  const program = 'solve <- function() 41\n';
  const folder = { 'initial_program.r': program, 'evaluator.py': evaluator };
  expect((await judge(folder, [program])).map(verdictOf)).toEqual([41]);
});

const noGo = whyNoPrograms('go');
if (noGo) console.warn(`NOT TESTED: the cache of Go for evaluators in Python. ${noGo}`);

test.skipIf(noGo)('what a program in Go builds on is in its cache before a candidate is evaluated', async () => {
  using cache = folderOf({});
  using folder = folderOf({ 'initial.go': 'package main\n\nfunc main() { println(1) }\n' });
  const before = process.env.XDG_CACHE_HOME;
  process.env.XDG_CACHE_HOME = cache.path;
  await warmCaches('initial.go', folder.path).finally(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  });
  expect(readdirSync(join(cache.path, 'germline', 'go-build')).length).toBeGreaterThan(50);
  expect(readdirSync(folder.path)).toEqual(['initial.go']);
});
