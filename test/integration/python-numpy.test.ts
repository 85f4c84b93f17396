import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findInterpreter } from '../../src/evaluation/python/interpreter.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { judge, verdictOf } from '../fixtures/python.ts';

function whyNo(module: string): string | undefined {
  const missing = whyNoPrograms('python3');
  if (missing) return missing;
  const { path } = findInterpreter(undefined, '/');
  const { status } = spawnSync(path, ['-c', `import ${module}`], { stdio: 'ignore' });
  return status === 0 ? undefined : `${path} has no ${module}: activate a virtual environment with it.`;
}

const missing = whyNo('numpy');
if (missing) console.warn(`NOT TESTED: evaluators with numpy. ${missing}`);

const head = `
import importlib.util
import numpy as np
def load(path):
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
`;

async function verdict(evaluator: string, program: string) {
  const [evaluation] = await judge({ 'initial_program.py': program, 'evaluator.py': head + evaluator }, [program]);
  return verdictOf(evaluation);
}

const same = 'def same(value):\n    return value\n';

describe.skipIf(missing)('an evaluator with numpy', () => {
  test('gets arrays of every kind back as they were', async () => {
    const evaluator = `
def evaluate(path):
    program = load(path)
    values = [
        np.arange(6).astype(kind).reshape(2, 3) for kind in ("u1", "i8", ">f4", "f8", "c16", "?")
    ] + [np.array(3.5), np.float32(0.1), np.int64(7), np.bool_(True), np.zeros((0, 4)), np.array(["ä", "bc"]),
         np.array([[1, None], ["x", (2, 3)]], dtype=object), np.arange(10)[::-2], np.array([np.nan, np.inf])]
    good = 0
    for value in values:
        got = program.same(value)
        good += type(got) is type(value) and got.dtype == value.dtype and np.shape(got) == np.shape(value) and repr(got) == repr(value)
    return {"combined_score": np.float64(good / len(values)), "count": np.int64(len(values))}
`;
    expect(await verdict(evaluator, same)).toBe(1);
  });

  test('sends large arrays as raw bytes', async () => {
    const evaluator = `
def evaluate(path):
    large = np.random.default_rng(1).random((1000, 1000))
    return {"combined_score": float(np.array_equal(load(path).same(large), large))}
`;
    expect(await verdict(evaluator, same)).toBe(1);
  });

  test('cannot be fooled by a numpy that a candidate has patched, nor by a class of arrays of its own', async () => {
    const evaluator = `
def evaluate(path):
    value = load(path).solve()
    return {"combined_score": float(np.sqrt(np.sum(value))) if np.all(value <= 1) else -1.0}
`;
    const program = `
import numpy as np
class Liar(np.ndarray):
    def __le__(self, other): return np.array(True)
    def __array_function__(self, *args): return 1e6
    def __array_ufunc__(self, *args, **named): return np.array(True)
def solve():
    return np.full(4, 1.0).view(Liar)
np.sqrt = lambda value: 999.0
np.sum = lambda value: 999.0
np.all = lambda value: True
`;
    expect(await verdict(evaluator, program)).toBe(2);
  });

  test('gives a candidate a generator of random numbers that stays where it is', async () => {
    const evaluator = `
def evaluate(path):
    return {"combined_score": float(load(path).draw(np.random.default_rng(5)) == np.random.default_rng(5).random())}
`;
    expect(await verdict(evaluator, 'def draw(rng):\n    return rng.random()\n')).toBe(1);
  });

  test('seeds numpy for each evaluation', async () => {
    const program = 'import numpy as np\ndef same(value):\n    return np.random.rand()\n';
    const evaluator = '\ndef evaluate(path):\n    return {"combined_score": load(path).same(0) + np.random.rand()}\n';
    expect(await verdict(evaluator, program)).toBe(await verdict(evaluator, program));
  });
});

/** Libraries with arrays of their own, and a vector of these by each. */
const vectors = { jax: 'jax.numpy.asarray', torch: 'torch.tensor' };

describe.each(Object.entries(vectors))('an evaluator with %s', (library, make) => {
  const absent = whyNo(library);
  if (absent) console.warn(`NOT TESTED: evaluators with ${library}. ${absent}`);

  test.skipIf(absent)('gets arrays of the library back as such, and of the same precision', async () => {
    const evaluator = `
import ${library}
def evaluate(path):
    program = load(path)
    given = ${make}([0.5, 1.5])
    got = [program.same(given), program.fresh()]
    good = [type(one) is type(given) and one.dtype == given.dtype and float(one.sum()) == 2.0 for one in got]
    return {"combined_score": float(sum(good))}
`;
    const program = `import ${library}\n${same}def fresh():\n    return ${make}([2.0])\n`;
    expect(await verdict(evaluator, program)).toBe(2);
  });

  test.skipIf(absent)('may compute when it is loaded, and again for each candidate', async () => {
    const evaluator = `
import ${library}
half = ${make}([0.5])
total = float((half + half).sum())
def evaluate(path):
    return {"combined_score": load(path).same(total) + float((half * half).sum())}
`;
    expect(await verdict(evaluator, same)).toBe(1.25);
  });

  test.skipIf(absent)('gets them as arrays of numpy where it does not use the library itself', async () => {
    const evaluator = `
def evaluate(path):
    got = load(path).fresh()
    return {"combined_score": float(got.sum()), "kind": type(got).__name__}
`;
    expect(await verdict(evaluator, `import ${library}\ndef fresh():\n    return ${make}([2.0])\n`)).toBe(2);
  });
});
