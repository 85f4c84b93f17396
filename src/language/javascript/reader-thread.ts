import { workerData } from 'node:worker_threads';
import { readShallow } from './read.ts';
import type { Answer, Question, ReaderData } from './reader.ts';

/** A thread with a large stack, for texts that may crash or block another. */

const { port, answered } = workerData as ReaderData;
port.on('message', ({ text, name }: Question) => {
  port.postMessage({ fault: readShallow(text, name).error } satisfies Answer);
  Atomics.add(answered, 0, 1);
  Atomics.notify(answered, 0);
});
