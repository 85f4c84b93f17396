import {
  MessageChannel,
  type MessagePort,
  type ResourceLimits,
  receiveMessageOnPort,
  Worker,
  workerData,
} from 'node:worker_threads';

interface ThreadData {
  readonly port: MessagePort;
  /** Counts the answers. */
  readonly answered: Int32Array;
}

/** Reply to one question; without an answer, the thread failed and cannot be relied on. */
interface Reply<Answer> {
  readonly answer?: Answer;
}

/**
 * A thread that is asked, and waited for, by one that must not go on before it has the answer. It starts at the first
 * question. A question that ends it, or that it cannot answer in time, has no answer; the next one starts another.
 */
export class BlockingThread<Question, Answer> {
  readonly #file: URL;
  readonly #milliseconds: number;
  readonly #limits: ResourceLimits;
  #running: (ThreadData & { readonly worker: Worker }) | undefined;

  constructor(file: URL, milliseconds: number, limits: ResourceLimits = {}) {
    this.#file = file;
    this.#milliseconds = milliseconds;
    this.#limits = limits;
  }

  /** Asks a second time, in a new thread, where there is no answer: what was asked before may be why the first one ended. */
  ask(question: Question): Answer | undefined {
    return this.askOnce(question) ?? this.askOnce(question);
  }

  /** The answer, if there is one within so many milliseconds. */
  askOnce(question: Question, milliseconds = this.#milliseconds): Answer | undefined {
    this.#running ??= start(this.#file, this.#limits);
    const { worker, port, answered } = this.#running;
    const before = Atomics.load(answered, 0);
    port.postMessage(question);
    Atomics.wait(answered, 0, before, milliseconds);
    const reply: Reply<Answer> | undefined = receiveMessageOnPort(port)?.message;
    if (reply?.answer !== undefined) return reply.answer;
    this.#running = undefined;
    void worker.terminate();
    return undefined;
  }
}

function start(file: URL, resourceLimits: ResourceLimits) {
  const { port1: port, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(file, {
    workerData: { port: port2, answered } satisfies ThreadData,
    transferList: [port2],
    execArgv: [],
    resourceLimits,
  });
  worker.on('error', () => {}); // the caller sees that there is no answer
  worker.unref();
  port.unref();
  return { worker, port, answered };
}

/** Answers the questions of the thread that started this one. */
export function serve<Question, Answer>(answer: (question: Question) => Answer | Promise<Answer>): void {
  const { port, answered } = workerData as ThreadData;
  port.on('message', async (question: Question) => {
    port.postMessage(await replyTo(question, answer));
    Atomics.add(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
}

async function replyTo<Question, Answer>(
  question: Question,
  answer: (question: Question) => Answer | Promise<Answer>,
): Promise<Reply<Answer>> {
  try {
    return { answer: await answer(question) };
  } catch {
    return {};
  }
}
