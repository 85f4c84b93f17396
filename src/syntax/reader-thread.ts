import { stripTypeScriptTypes } from 'node:module';
import { workerData } from 'node:worker_threads';
import { faultOf } from './fault.ts';
import type { Answer, Question, ReaderData } from './reader.ts';

/** A thread with a large stack, which reads what may end or hang another. */

const { port, answered } = workerData as ReaderData;
port.on('message', (question: Question) => {
  port.postMessage(answerTo(question));
  Atomics.add(answered, 0, 1);
  Atomics.notify(answered, 0);
});

function answerTo({ want, text, name }: Question): Answer {
  if (want === 'fault') return { fault: faultOf(text, name) };
  try {
    return { text: stripTypeScriptTypes(text) };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return { fault: message, broken: !code.endsWith('TYPESCRIPT_SYNTAX') };
  }
}
