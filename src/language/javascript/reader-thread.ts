import { workerData } from 'node:worker_threads';
import { readShallow } from './read.ts';
import type { Question, ReaderData } from './reader.ts';
import { removeTypes } from './remove-types.ts';

/** A thread with a large stack, which reads what may end or hang another. */

const { port, answered } = workerData as ReaderData;
port.on('message', ({ want, text, name }: Question) => {
  port.postMessage(want === 'text' ? removeTypes(text) : { fault: readShallow(text, name).error });
  Atomics.add(answered, 0, 1);
  Atomics.notify(answered, 0);
});
