import { workerData } from 'node:worker_threads';
import { faultOf } from './fault.ts';
import type { ProberData } from './nesting.ts';

/** A thread with a large stack, which parses what would end another. */

const { port, answered } = workerData as ProberData;
port.on('message', ({ text, name }: { text: string; name: string }) => {
  port.postMessage(faultOf(text, name));
  Atomics.add(answered, 0, 1);
  Atomics.notify(answered, 0);
});
