import { Worker } from 'node:worker_threads';
import type { ChildMessage, Limits } from './limited-process.ts';

/**
 * The process of a `LimitedProcess`: a thread answers, and this one watches what it takes. Deeply nested texts need the
 * large stack; native code can use all of it.
 */

/** Milliseconds between two looks. */
const interval = 20;
const stackMegabytes = 512;
/** Milliseconds that the one who asked has to end this process. */
const patience = 5000;

const [file = '', given = ''] = process.argv.slice(2);
const limits: Limits = JSON.parse(given);
const thread = new Worker(new URL(file), {
  resourceLimits: { stackSizeMb: stackMegabytes, maxOldGenerationSizeMb: limits.megabytes },
});
/** Processor time at the beginning of the question, in microseconds; undefined where there is none. */
let began: number | undefined;

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Nothing less ends a thread in native code. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

function send(message: ChildMessage<unknown>): void {
  process.send?.(message);
}

function look(): void {
  if (began === undefined) return;
  const isLate = processorTime() - began > limits.processor * 1000;
  if (!isLate && process.memoryUsage.rss() <= limits.megabytes * 2 ** 20) return;
  began = undefined;
  // The one who asks ends this process, once it has the message: an end that comes first would hide it.
  send({ failure: 'late' });
  setTimeout(end, patience);
}

process.on('message', (question) => {
  began = processorTime();
  thread.postMessage(question);
});
thread.on('message', (answer: unknown) => {
  began = undefined;
  send({ answer });
});
thread.on('error', end);
setInterval(look, interval);
process.on('disconnect', end);
// A terminal sends its signals to all; the engine decides when this process ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
