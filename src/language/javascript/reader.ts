import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** A text that may crash or block the thread that parses it. */
export interface Question {
  readonly text: string;
  readonly name: string;
}

export interface Answer {
  /** Why the text must not be parsed, if so. */
  readonly fault: string | undefined;
}

/** Data for the thread. */
export interface ReaderData {
  readonly port: MessagePort;
  /** Counts the answers. */
  readonly answered: Int32Array;
}

let reader: (ReaderData & { readonly thread: Worker }) | undefined;

/**
 * Why a text must not be parsed, if so. A thread with a large stack parses it first, which takes milliseconds; a text on
 * which the parser backtracks for longer than `timeout` milliseconds is refused. A thread that has no answer before that
 * was ended by something else, and another one is asked once.
 */
export function askReader(question: Question, timeout = 10_000): string | undefined {
  const asked = performance.now();
  const answer =
    askOnce(question, timeout) ?? (performance.now() - asked < 0.9 * timeout && askOnce(question, timeout));
  return answer ? answer.fault : `it takes longer than ${timeout / 1000} s to read`;
}

function askOnce(question: Question, timeout: number): Answer | undefined {
  reader ??= startReader();
  const { port, thread, answered } = reader;
  const before = Atomics.load(answered, 0);
  port.postMessage(question);
  const waited = Atomics.wait(answered, 0, before, timeout);
  const answer: Answer | undefined = receiveMessageOnPort(port)?.message;
  if (waited !== 'timed-out' && answer) return answer;
  void thread.terminate();
  reader = undefined;
  return undefined;
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
