/**
 * Measures what a run over a queue costs its own machine: node bench/machines.ts [MACHINES] [SECONDS]. Starts a redis-server
 * of its own, and one process with as many workers that wait 200 ms in place of an evaluation. Prints answers a second,
 * the share of slots that were busy, and the processor time of the coordinator.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { EvaluatorPool } from '../src/api/evaluation.ts';
import type { LoadedProblem } from '../src/api/problem.ts';
import { openEvaluatorPool } from '../src/evaluation/evaluator-pool.ts';
import { withFiles } from '../src/language/program.ts';
import { loadProblem } from '../src/load-problem.ts';
import { readAddress } from '../src/remote/address.ts';
import { Announcement, kindOfMachine, machineId, servedAs } from '../src/remote/machines.ts';
import { usualPace } from '../src/remote/pace.ts';
import { openRemotePool } from '../src/remote/pool.ts';
import { queueName } from '../src/remote/queue-name.ts';
import { connectServer, prefix } from '../src/remote/server.ts';

/** How long an evaluation takes, in milliseconds. */
const evaluation = 200;
const port = '7912';

const scored = (score: number) => ({
  ...{ status: 'scored' as const, score, metrics: {}, feedback: '' },
  stages: [{ name: 'value', score, metrics: {}, milliseconds: evaluation }],
});

let next = 0;

const [machines = '100', seconds = '10', url] = process.argv.slice(2);
const problem = await loadProblem(new URL('trivial', import.meta.url).pathname);
if (url === undefined) await measure();
else await serve(url);

/** Workers that answer without evaluating anything. */
async function serve(url: string): Promise<void> {
  const queue = queueName(problem, undefined);
  for (let number = 0; number < Number(machines); number++) {
    const { bullmq, connection } = await connectServer(readAddress(url));
    const own = { id: machineId(`box-${number}`), kind: kindOfMachine(), layers: ['realm'] };
    const answer = { machine: own.id, kind: own.kind, layers: own.layers, evaluation: scored(0) };
    const pace = { lockDuration: usualPace.lock, stalledInterval: usualPace.stalled };
    new bullmq.Worker(queue, () => setTimeout(evaluation, answer), { connection, prefix, ...pace });
    const described = () => ({ ...own, slots: 1, busy: 0, done: 0, serves: [servedAs(problem, queue)] });
    new Announcement(connection, usualPace, described, () => {});
  }
  process.send?.('ready');
}

async function measure(): Promise<void> {
  const url = `redis://127.0.0.1:${port}`;
  const redis = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', ''], { stdio: 'ignore' });
  await setTimeout(1000);
  const child = fork(new URL(import.meta.url), [machines, seconds, url]);
  await once(child, 'message');
  const server = await connectServer(readAddress(url));
  const local = await openEvaluatorPool({ problem, workers: 1, seed: 1 });
  const pool = await openRemotePool({
    ...{ problem, local, server, label: undefined, layers: [], terms: { seed: 1 } },
    ...{ deterministic: true, notice: console.error, pace: usualPace },
  });
  await setTimeout(3000); // machines are heard of, and checks of their first answers are over
  await answersIn(pool, problem, 3000);
  const [cpu, begun] = [process.cpuUsage(), performance.now()];
  const answers = await answersIn(pool, problem, Number(seconds) * 1000);
  const { user, system } = process.cpuUsage(cpu);
  const took = performance.now() - begun;
  print(answers, took, (user + system) / 1000);
  await pool.close();
  await server[Symbol.asyncDispose]();
  for (const one of [child, redis]) one.kill('SIGKILL');
}

/** Answers within so many milliseconds, with as many programs under way as a run has. */
async function answersIn(pool: EvaluatorPool, { initial }: LoadedProblem, milliseconds: number): Promise<number> {
  const until = performance.now() + milliseconds;
  let answers = 0;
  const lane = async () => {
    while (performance.now() < until) {
      const text = `export function value(): number { return 0 * ${++next}; }`;
      await pool.evaluate(withFiles(initial, { [initial.entry]: text }));
      answers++;
    }
  };
  await Promise.all(Array.from({ length: 2 * Number(machines) + 2 }, lane));
  return answers;
}

function print(answers: number, took: number, cpu: number): void {
  const rate = (answers * 1000) / took;
  const share = (rate * evaluation) / 1000 / Number(machines);
  console.log(`${machines} machines: ${rate.toFixed(0)} answers/s, ${(100 * share).toFixed(0)} % of the slots busy`);
  console.log(`coordinator: ${(cpu / took).toFixed(2)} cores, ${(cpu / answers).toFixed(2)} ms for each answer`);
}
