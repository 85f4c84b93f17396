/**
 * Looks for gains where there are none: whole runs whose only candidates are the same program with other names and another
 * order of statements, on a machine that has other work.
 *   node bench/no-ops.ts [--runs 20] [--from 1] [--candidates 6] [--load 4]
 * Every other run takes the time that its benchmark prints, the others the CPU time of the command. `--from` goes on after
 * the runs of an earlier call. A run has a false gain where an audit confirms a candidate that is not the initial program.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openRun, runSearch } from '../src/index.ts';
import { commitAll } from '../test/fixtures/commit-all.ts';
import { countOf } from './lanes.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    candidates: { type: 'string', default: '6' },
    load: { type: 'string', default: '4' },
  },
});
const [runs, from, candidates] = [
  countOf('runs', values.runs),
  countOf('from', values.from),
  countOf('candidates', values.candidates),
];

const program = `export function distances(points) {
  let total = 0;
  let longest = 0;
  for (let i = 0; i < points.length; i++) {
    for (let k = 0; k < i; k++) {
      const dx = points[i].x - points[k].x;
      const dy = points[i].y - points[k].y;
      const length = Math.sqrt(dx * dx + dy * dy);
      total += length;
      longest = Math.max(longest, length);
    }
  }
  return { total, longest };
}
`;

/** Changes of the text that change nothing of what the program does, and nothing of how long it takes. */
const noOps: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll(/\bi\b/g, 'row'),
  (text) => text.replaceAll(/\bk\b/g, 'column'),
  (text) => text.replaceAll('length = Math', 'distance = Math').replaceAll(/(\+= |longest, )length/g, '$1distance'),
  (text) => text.replace(/( +let total = 0;\n)( +let longest = 0;\n)/, '$2$1'),
  (text) => text.replace(/( +const dx .*\n)( +const dy .*\n)/, '$2$1'),
  (text) => text.replace(/( +total \+= .*\n)( +longest = .*\n)/, '$2$1'),
];

const benchmark = `import { distances } from './distances.js';
const points = Array.from({ length: 400 }, (_, n) => ({ x: (n * 7919) % 1000, y: (n * 104729) % 1000 }));
const begin = process.hrtime.bigint();
let sum = 0;
for (let round = 0; round < 150; round++) sum += distances(points).total;
console.log(sum, Number(process.hrtime.bigint() - begin) / 1e6);
`;

const tests = `import test from 'node:test';
import assert from 'node:assert/strict';
import { distances } from './distances.js';
test('a triangle', () =>
  assert.deepEqual(distances([{ x: 0, y: 0 }, { x: 3, y: 0 }, { x: 3, y: 4 }]), { total: 12, longest: 5 }));
`;

/** A repository whose measure is the time that its benchmark prints, or the CPU time of the command. */
function makeRepository(isPrinted: boolean): string {
  const root = mkdtempSync(join(tmpdir(), 'germline-no-ops-'));
  const measure = isPrinted ? 'number: last, direction: min' : 'time: command';
  const files = {
    ...{ 'distances.js': program, 'benchmark.js': benchmark, 'distances.test.js': tests },
    'package.json': '{ "name": "distances", "type": "module" }\n',
    'germline.yaml': `name: distances
goal: Make distances faster.
evolve: [distances.js#distances]
test: node --test
measure: { run: node benchmark.js, ${measure}, least-gain: 1000 }
`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  commitAll(root);
  return root;
}

/** Different sets of the changes, in an order of the run's own. */
function chosen(run: number): readonly (typeof noOps)[] {
  const all = 2 ** noOps.length - 1;
  const sets = Array.from({ length: candidates }, (_, number) => 1 + ((run * 11 + number * 17) % all));
  return sets.map((set) => noOps.filter((_, bit) => (set >> bit) & 1));
}

/** One run: what it claimed before an audit, and the number of its champion at its end, 0 being the initial program. */
async function runOnce(seed: number): Promise<{ readonly claimed: readonly number[]; readonly champion: number }> {
  const root = makeRepository(seed % 2 === 0);
  const options = { population: join(root, 'population'), seed, workers: 1 };
  try {
    const claimed = await tellAll(root, seed, options);
    const { best } = await runSearch(root, { ...options, budget: { attempts: candidates } });
    return { claimed, champion: best.number };
  } finally {
    rmSync(root, { recursive: true });
  }
}

type RunOptions = NonNullable<Parameters<typeof openRun>[1]>;

/** Tells a run its candidates; returns the scores above 1. */
async function tellAll(root: string, seed: number, options: RunOptions): Promise<readonly number[]> {
  await using run = await openRun(root, options);
  const scores: number[] = [];
  for (const changes of chosen(seed)) {
    const task = await run.ask({ parent: 0 });
    const text = changes.reduce((text, change) => change(text), task.parent.files['distances.js']!);
    const answer = { program: { files: { 'distances.js': text } }, summary: 'a no-op', by: 'no-ops' };
    const { outcome } = await run.tell(task, answer);
    if (outcome.status !== 'scored') throw new Error(`a no-op is ${outcome.status}: ${outcome.feedback}`);
    scores.push(outcome.score);
  }
  return scores.filter((score) => score > 1);
}

const busy: ChildProcess[] = Array.from({ length: Number(values.load) }, () =>
  // Each ends with this process, however that ends.
  spawn(process.execPath, ['--eval', 'const parent = process.ppid; while (process.ppid === parent);'], {
    stdio: 'ignore',
  }),
);
process.once('exit', () => busy.forEach((child) => void child.kill('SIGKILL')));

let falseGains = 0;
for (let run = from; run < from + runs; run++) {
  const { claimed, champion } = await runOnce(run);
  if (champion !== 0) falseGains++;
  const claims = claimed.length === 0 ? 'no gain' : `claims of ${claimed.join(', ')}`;
  console.log(`run ${run}: ${claims}, champion ${champion}, load ${loadavg()[0]!.toFixed(1)}`);
}
console.log(`${falseGains} of ${runs} runs ended with a gain, where there was none`);
process.exit(falseGains > 0 ? 1 : 0);
