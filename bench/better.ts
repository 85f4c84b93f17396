/**
 * Whether and how soon runs without a model improve on the initial program: several seeds per problem, each run until it is
 * better (a timed kernel by at least 5 %) and audited, or out of time. Prints Markdown, a row per finished problem:
 *   node bench/better.ts [--for 5m] [--seeds 5] [--at-once 1] [--keep FOLDER] [problems; all]
 * With --at-once 2 two problems run concurrently, each on half of the processors. With --keep the populations stay in a
 * folder, and the same command continues after an interruption.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Direction, directionOf, fitnessOf } from '../src/api/direction.ts';
import { reached, readCurve } from '../src/bench/curve.ts';
import { isTimed } from '../src/evaluation/plan.ts';
import { formatNumber } from '../src/format.ts';
import { listProblems, loadProblem } from '../src/load-problem.ts';
import { countOf, germline, inLanes } from './lanes.ts';
import { median } from './median.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    for: { type: 'string', default: '5m' },
    seeds: { type: 'string', default: '5' },
    'at-once': { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});
const seeds = Array.from({ length: countOf('seeds', values.seeds) }, (_, index) => index + 1);
const workers = String(Math.max(1, Math.floor(availableParallelism() / countOf('at-once', values['at-once']))));
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'germline-better-'));
/** All attempts of a run count. */
const whole = { unit: 'milliseconds', amount: Number.POSITIVE_INFINITY } as const;

interface Goal {
  readonly direction: Direction;
  /** A score must be better than this. */
  readonly start: number;
  /** The score that counts as better. */
  readonly goal: number;
}

/** Better by any amount; of timed kernels, whose score is a speed-up, by more than noise. */
async function goalOf(name: string): Promise<Goal> {
  const { problem } = await loadProblem(name);
  const direction = directionOf(problem);
  if (isTimed(problem.evaluator)) return { direction, start: 1.05, goal: 1.05 };
  const { score } = JSON.parse(await germline('eval', name, '--json')) as { score: number };
  return { direction, start: score, goal: score + fitnessOf(direction, 1e-9 * Math.max(Math.abs(score), 1e-3)) };
}

/** Runs a problem until it is better or out of time, continuing an interrupted run. Returns why it ended. */
async function search(goal: number, name: string, seed: number, population: string): Promise<string> {
  const fresh = ['run', name, '--population', population, '--seed', `${seed}`, '--set', 'simplify=false'];
  const limits = ['--workers', workers, '--for', values.for, `--target=${goal}`, '--json'];
  return JSON.parse(await germline(...(existsSync(population) ? ['resume', population] : fresh), ...limits)).ending;
}

/** Seconds until a run was better; infinite if it never was. A run goes on if an audit refutes the gain. */
async function secondsTo({ goal, direction }: Goal, name: string, seed: number): Promise<number> {
  const population = join(folder, `${name}-${seed}`);
  for (;;) {
    const ending = await search(goal, name, seed, population);
    const found = reached((await readCurve(population, whole)).curve, goal, direction);
    if (found || ending !== 'target') return (found?.milliseconds ?? Number.POSITIVE_INFINITY) / 1000;
  }
}

async function rowOf(name: string): Promise<string> {
  const goal = await goalOf(name);
  const seconds: number[] = [];
  for (const seed of seeds) seconds.push(await secondsTo(goal, name, seed));
  const better = seconds.filter(Number.isFinite).length;
  const [middle, longest] = [median(seconds), Math.max(...seconds)].map((each) =>
    Number.isFinite(each) ? `${each.toFixed(1)} s` : 'not reached',
  );
  return `| \`${name}\` | ${formatNumber(goal.start)} | ${better} of ${seeds.length} | ${middle} | ${longest} |`;
}

const names = positionals.length > 0 ? positionals : await listProblems();
console.log('| problem | better than | runs that got there | median | longest |\n| --- | --- | --- | --- | --- |');
await inLanes(values['at-once'], names, async (name) => console.log(await rowOf(name)));
if (!values.keep) rmSync(folder, { recursive: true });
