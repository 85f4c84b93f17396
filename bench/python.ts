/**
 * Evaluations per second of a trivial evaluator in Python with numpy loaded, beside the same evaluator started cold in the
 * same jail for each program, in turn, with two workers each: node bench/python.ts [rounds; 5]. Needs a python3 with numpy,
 * such as that of an active virtual environment. Processor time counts the engine and all its processes (Linux), but for the
 * jail of a cold start.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evaluation } from '../src/api/evaluation.ts';
import { openEvaluatorPool } from '../src/evaluation/evaluator-pool.ts';
import { chooseJail } from '../src/evaluation/jail/choose-jail.ts';
import { descendantsOf } from '../src/evaluation/native/watch.ts';
import { adaptTo } from '../src/evaluation/python/adapt.ts';
import { withFiles } from '../src/language/program.ts';
import { loadProblem } from '../src/load-problem.ts';
import { median } from './median.ts';
import { processorTimes } from './processor.ts';

const rounds = Number(process.argv[2] ?? 5);
const workers = 2;
const cold = 'started cold';
const program = 'def solve(n):\n    return n\n';
const load = `import importlib.util
import numpy as np
def load(path):
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
`;
const evaluate = 'def evaluate(path):\n    return {"combined_score": float(np.sum(load(path).solve(4)))}\n';
const head = 'name: trivial\nstatement: Be four.\nfiles: [initial_program.py]\n';

/** Folders of problems with the same trivial task, by how it is evaluated. */
const folders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'evaluate, split': { 'evaluator.py': load + evaluate },
  'evaluate, beside': { 'evaluator.py': load + evaluate },
  'drive and score': {
    'evaluator.py': `import numpy as np\ndef drive(candidate, _):\n    return candidate.solve(4)\ndef score(evidence, _):\n    return float(np.sum(evidence))\n`,
    'problem.yaml': `${head}evaluator: evaluator.py\n`,
  },
  [cold]: {
    'cold.py': `${load}${evaluate}print(evaluate("initial_program.py")["combined_score"])\n`,
    'problem.yaml': `${head}fixed: [cold.py]\nrun: python3 cold.py\nscore: { number: last }\n`,
  },
};

/** Processor time of the zygotes and of the processes that they have waited for, in milliseconds. */
function processesTime(): number {
  const times = descendantsOf(process.pid).map(processorTimes);
  return 1000 * times.reduce((sum, { own, waited }) => sum + (own + waited || 0), 0);
}

function engineTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Evaluates programs that differ. */
interface Bench {
  /** Each evaluation starts a process, and ends its jail before the system has counted its time: the report tells it. */
  readonly isCold: boolean;
  evaluate(): Promise<Evaluation>;
  close(): Promise<void>;
}

async function open(name: string, base: string): Promise<Bench> {
  const folder = join(base, name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder);
  for (const [file, text] of Object.entries({ 'initial_program.py': program, ...folders[name] }))
    writeFileSync(join(folder, file), text);
  const nature = { split: name !== 'evaluate, beside', repeats: 'always', thresholds: true } as const;
  const problem = adaptTo(nature, await loadProblem(folder));
  const pool = await openEvaluatorPool({ problem, workers, seed: 1, jail: chooseJail('auto') });
  let count = 0;
  const another = () => withFiles(problem.initial, { 'initial_program.py': `${program}# ${count++}\n` });
  return { isCold: name === cold, evaluate: () => pool.evaluate(another()), close: () => pool.close() };
}

/** Milliseconds of an evaluation: by the clock, of two at once, and of processors. */
interface Cost {
  readonly wall: number;
  readonly processor: number;
}

async function measure(pool: Bench, count: number): Promise<Cost> {
  const [began, engine, processes] = [performance.now(), engineTime(), processesTime()];
  let [next, reported] = [0, 0];
  const lane = async () => {
    while (next++ < count) {
      const evaluation = await pool.evaluate();
      if (evaluation.status !== 'scored' || evaluation.score !== 4) throw new Error(JSON.stringify(evaluation));
      reported += evaluation.stages[0]!.milliseconds;
    }
  };
  await Promise.all(Array.from({ length: workers }, lane));
  const wall = performance.now() - began;
  const spent = engineTime() - engine + (pool.isCold ? reported : processesTime() - processes);
  return { wall: wall / count, processor: spent / count };
}

const base = mkdtempSync(join(tmpdir(), 'germline-bench-python-'));
const names = Object.keys(folders);
const pools = new Map<string, Bench>();
const costs = new Map<string, Cost[]>(names.map((name) => [name, []]));
try {
  for (const name of names) pools.set(name, await open(name, base));
  for (const pool of pools.values()) await measure(pool, 2 * workers);
  for (let round = 0; round < rounds; round++)
    for (const [name, pool] of pools) costs.get(name)!.push(await measure(pool, pool.isCold ? 8 : 100));
  const most = median(costs.get(cold)!.map(({ processor }) => processor));
  for (const [name, list] of costs) {
    const [wall, processor] = [median(list.map((one) => one.wall)), median(list.map((one) => one.processor))];
    console.log(
      `${name.padEnd(17)} ${(1000 / wall).toFixed(1)} a second; processors ${processor.toFixed(1)} ms each, ` +
        `${(most / processor).toFixed(1)} times less than cold`,
    );
  }
} finally {
  for (const pool of pools.values()) await pool.close();
  rmSync(base, { recursive: true });
}
