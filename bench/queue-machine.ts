/** A machine of bench/queue.ts: URL PROBLEM NAME SLOTS MILLISECONDS. It waits, and answers what the program says. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { loadProblem } from '../src/load-problem.ts';
import { Announcement, kindOfMachine, servedAs } from '../src/remote/machines.ts';
import { readJob } from '../src/remote/messages.ts';
import { usualPace } from '../src/remote/pace.ts';
import { queueName } from '../src/remote/queue-name.ts';
import { prefix } from '../src/remote/server.ts';
import { saidBy } from './queue-said.ts';

const [url = '', spec = '', name = '', slots = '1', milliseconds = '0'] = process.argv.slice(2);
const problem = await loadProblem(spec);
const queue = queueName(problem, undefined);
const connection = new Redis(url, { maxRetriesPerRequest: null });
const own = { id: `${name}#1`, kind: kindOfMachine(), layers: ['realm', 'thread', 'process'] };
let [busy, done] = [0, 0];

async function answer({ data }: { readonly data: unknown }) {
  busy++;
  const [[, text = ''] = []] = readJob(data).files;
  await sleep(Number(milliseconds));
  busy--;
  done++;
  const { id: machine, kind, layers } = own;
  return { machine, kind, layers, evaluation: saidBy(text, Number(milliseconds)) };
}

const { lock: lockDuration, stalled: stalledInterval } = usualPace;
const options = { connection, prefix, lockDuration, stalledInterval, concurrency: Number(slots) };
new Worker(queue, answer, options).on('error', () => {});
const describe = () => ({ ...own, slots: Number(slots), busy, done, serves: [servedAs(problem, queue)] });
new Announcement(connection, usualPace, describe, () => {});
