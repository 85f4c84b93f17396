import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** What the reader is asked for: why a text cannot be read, or the text without types. */
export interface Question {
  readonly want: 'fault' | 'text';
  readonly text: string;
  readonly name: string;
}

export interface Answer {
  /** With blanks in the place of types, so that every position stays what it was. */
  readonly text?: string;
  readonly fault?: string | undefined;
  /** The parser itself failed and cannot be relied on any more. */
  readonly broken?: boolean;
}

/** What the thread is given. */
export interface ReaderData {
  readonly port: MessagePort;
  /** Counts the answers. */
  readonly answered: Int32Array;
}

/** Reading takes milliseconds; but for some short texts the remover of types tries 2 ** n ways. In milliseconds. */
const patience = 10_000;

let reader: (ReaderData & { readonly thread: Worker }) | undefined;

/** Asks the thread that reads for this one, and waits. */
export function askReader(question: Question): Answer {
  reader ??= startReader();
  const { port, answered } = reader;
  const before = Atomics.load(answered, 0);
  port.postMessage(question);
  const waited = Atomics.wait(answered, 0, before, patience);
  const answer: Answer = receiveMessageOnPort(port)?.message ?? {};
  if (waited !== 'timed-out' && !answer.broken) return answer;
  void reader.thread.terminate();
  reader = undefined;
  return { fault: answer.fault ?? `it takes longer than ${patience / 1000} s to read` };
}

function startReader() {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const file = import.meta.url.endsWith('.ts') ? './reader-thread.ts' : './reader-thread.js';
  const thread = new Worker(new URL(file, import.meta.url), {
    workerData: { port: port2, answered } satisfies ReaderData,
    transferList: [port2],
    execArgv: [],
    resourceLimits: { stackSizeMb: 512 },
  });
  thread.unref();
  port1.unref();
  return { thread, port: port1, answered };
}
