/**
 * Sends programs to simulated machines over a real queue: node bench/queue.ts [machines] [slots] [milliseconds] [seconds]
 * Each machine is a process with so many slots, whose evaluations only wait so long. Prints how full they were, and the CPU time
 * that an evaluation costs the coordinator's pool, the machines and the server beside it. Needs redis-server.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from '../src/api/program.ts';
import type { StagedPool } from '../src/evaluation/cascade.ts';
import { withFiles } from '../src/language/program.ts';
import { loadProblem } from '../src/load-problem.ts';
import { readAddress } from '../src/remote/address.ts';
import { usualPace } from '../src/remote/pace.ts';
import { openRemotePool } from '../src/remote/pool.ts';
import { connectServer } from '../src/remote/server.ts';
import { TestRedis } from '../test/fixtures/redis.ts';
import { saidBy } from './queue-said.ts';

const [machines = 100, slots = 2, milliseconds = 400, seconds = 20] = process.argv.slice(2).map(Number);
const spec = new URL('trivial', import.meta.url).pathname;
const problem = await loadProblem(spec);
const [[entry = '', text = ''] = []] = Object.entries(problem.initial.files);

/** The pool that checks a few answers here. */
const evaluate: StagedPool['evaluate'] = async ({ files }) => saidBy(files[entry]!, milliseconds);
const local: StagedPool = {
  ...{ evaluate, begin: async () => [], finish: (program) => evaluate(program), glance: async () => 0 },
  close: async () => {},
};

await using redis = await TestRedis.start();
await using server = await connectServer(readAddress(redis.url));
const file = new URL('queue-machine.ts', import.meta.url).pathname;
const children = Array.from({ length: machines }, (_, index) =>
  spawn(process.execPath, [file, redis.url, spec, `machine-${index}`, String(slots), String(milliseconds)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  }),
);
const pool = await openRemotePool({
  ...{
    problem,
    local,
    server,
    place: { label: undefined, first: 0, decides: true },
    layers: ['realm', 'thread', 'process'],
    terms: { seed: 1 },
  },
  ...{ deterministic: false, notice: (said: string) => console.log(said), pace: usualPace },
});
try {
  while (pool.machines?.slots !== machines * slots) await sleep(500);
  let count = 0;
  const program = (): Program =>
    withFiles(problem.initial, { [entry]: text.replace(/return \d+/, `return ${++count}`) });
  const lane = async (until: number) => {
    while (performance.now() < until) await pool.evaluate(program());
  };
  const lanes = 2 * machines * slots + 2;
  await Promise.all(Array.from({ length: lanes }, () => lane(performance.now() + 4 * milliseconds + 1000)));
  const before = { count, at: performance.now(), spent: spentBy(children) };
  await Promise.all(Array.from({ length: lanes }, () => lane(performance.now() + 1000 * seconds)));
  const took = performance.now() - before.at;
  const done = count - before.count;
  const spent = spentBy(children).map((now, index) => now - before.spent[index]!);
  const [own = 0, theirs = 0, queue = 0] = spent.map((all) => (all / done).toFixed(2)).map(Number);
  const full = (done * milliseconds) / (machines * slots * took);
  console.log(
    `${machines} machines with ${slots} slots, evaluations of ${milliseconds} ms, load ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} cores:\n` +
      `${((1000 * done) / took).toFixed(0)} evaluations/s, slots ${(100 * full).toFixed(1)} % full\n` +
      `CPU ms an evaluation: pool ${own}, machines ${theirs}, server ${queue}; the pool used ${((100 * spent[0]!) / took).toFixed(0)} % of a core`,
  );
} finally {
  await pool.close();
  for (const child of children) child.kill('SIGKILL');
}

/** CPU milliseconds so far of this process, of the machines, and of the server. */
function spentBy(all: readonly ChildProcess[]): readonly number[] {
  const { user, system } = process.cpuUsage();
  return [(user + system) / 1000, all.reduce((sum, { pid }) => sum + ticksOf(pid), 0), ticksOf(redis.pid)];
}

/** CPU milliseconds of a process, as Linux says it, in ticks of 10 ms. */
function ticksOf(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}
