import {
  MessageChannel,
  type MessagePort,
  type ResourceLimits,
  receiveMessageOnPort,
  Worker,
  workerData,
} from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { EnvironmentError } from '../api/errors.ts';
import { faultOf } from '../fault.ts';
import { isAhead, Unread } from './read-ahead.ts';

interface ThreadData {
  readonly port: MessagePort;
  /** Counts the answers; the second number is 1 once the thread runs. */
  readonly answered: Int32Array;
}

interface Asked<Question> {
  readonly id: number;
  readonly question: Question;
}

/** Reply to one question; without an answer, the thread failed and cannot be relied on. */
interface Reply<Answer> {
  readonly id: number;
  readonly answer?: Answer;
}

/** Milliseconds in which a thread starts on any machine, unless it cannot. */
const startTime = 30_000;

/** Milliseconds that a caller waits who can do something else until there is an answer. Most answers take one. */
const moment = 10;

/**
 * A thread that answers questions about texts. It starts at the first question. A question that ends it, or that it cannot
 * answer in time, has no answer; the next one starts another thread.
 */
export class QuestionThread<Question extends object, Answer> {
  readonly #file: URL;
  readonly #milliseconds: number;
  readonly #limits: ResourceLimits;
  /** Late answers, by the question: they wait for the function that starts over. */
  readonly #late = new LRUCache<string, { readonly answer: Answer | undefined }>({ max: 64 });
  /** Late questions are asked one after another, so that one that ends the thread costs no other its answer. */
  #queue: Promise<unknown> = Promise.resolve();
  #queued = 0;
  #running: RunningThread<Question, Answer> | undefined;

  constructor(file: URL, milliseconds: number, limits: ResourceLimits = {}) {
    this.#file = file;
    this.#milliseconds = milliseconds;
    this.#limits = limits;
  }

  /**
   * Waits for the answer in this thread; in `readAhead` only for a moment. Asks a second time, in a new thread, where there
   * is no answer: what was asked before may be why the first one ended.
   *
   * @throws {Unread} in `readAhead`, where the answer takes longer.
   * @throws {EnvironmentError} where the machine starts no thread.
   */
  ask(question: Question): Answer | undefined {
    if (!isAhead()) return this.#askOnce(question) ?? this.#askOnce(question);
    const late = this.#late.size > 0 && this.#late.get(JSON.stringify(question));
    if (late) return late.answer;
    if (this.#queued > 0)
      throw this.#later(
        question,
        this.#queue.then(() => this.#ask(question)),
      );
    const thread = this.#thread();
    const id = thread.send(question);
    const answer = thread.waitFor(id, moment)?.answer;
    if (answer !== undefined) return answer;
    throw this.#later(question, this.#wait(thread, id, question));
  }

  #later(question: Question, answer: Promise<Answer | undefined>): Unread {
    this.#queued++;
    this.#queue = answer.catch(() => {}).finally(() => this.#queued--); // a failure is for the caller
    return new Unread(this.#keep(question, answer));
  }

  async #keep(question: Question, answer: Promise<Answer | undefined>): Promise<void> {
    this.#late.set(JSON.stringify(question), { answer: await answer });
  }

  #thread(): RunningThread<Question, Answer> {
    this.#running ??= new RunningThread(this.#file, this.#limits);
    return this.#running;
  }

  async #ask(question: Question, again = true): Promise<Answer | undefined> {
    const thread = this.#thread();
    return await this.#wait(thread, thread.send(question), question, again);
  }

  #askOnce(question: Question): Answer | undefined {
    const thread = this.#thread();
    thread.expectStarted();
    const answer = thread.waitFor(thread.send(question), this.#milliseconds)?.answer;
    if (answer === undefined) this.#end(thread);
    return answer;
  }

  async #wait(
    thread: RunningThread<Question, Answer>,
    id: number,
    question: Question,
    again = true,
  ): Promise<Answer | undefined> {
    const reply = await thread.replyTo(id, this.#milliseconds + (thread.hasStarted ? 0 : startTime));
    if (reply?.answer !== undefined) return reply.answer;
    this.#end(thread);
    if (!thread.hasStarted) throw unstarted();
    return again ? await this.#ask(question, false) : undefined;
  }

  #end(thread: RunningThread<Question, Answer>): void {
    if (this.#running === thread) this.#running = undefined;
    thread.end();
  }
}

class RunningThread<Question, Answer> {
  readonly #port: MessagePort;
  readonly #answered = new Int32Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (reply?: Reply<Answer>) => void>();
  #ids = 0;

  constructor(file: URL, resourceLimits: ResourceLimits) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(file, {
      workerData: { port: port2, answered: this.#answered } satisfies ThreadData,
      transferList: [port2],
      execArgv: [],
      resourceLimits,
    });
    this.#worker.on('error', () => {}); // the caller sees that there is no answer
    this.#worker.on('exit', () => this.#settleAll());
    this.#worker.unref();
    this.#port.on('message', (reply: Reply<Answer>) => this.#settle(reply));
    this.#port.unref();
  }

  get hasStarted(): boolean {
    return Atomics.load(this.#answered, 1) === 1;
  }

  /** Holds this thread until the other one runs: its failure to start is heard of only later. @throws {EnvironmentError} */
  expectStarted(): void {
    if (Atomics.wait(this.#answered, 1, 0, startTime) === 'timed-out') throw unstarted();
  }

  send(question: Question): number {
    const id = ++this.#ids;
    this.#port.postMessage({ id, question } satisfies Asked<Question>);
    return id;
  }

  /** Holds this thread until there is a reply, or so many milliseconds have passed. */
  waitFor(id: number, milliseconds: number): Reply<Answer> | undefined {
    const end = performance.now() + milliseconds;
    for (;;) {
      const seen = Atomics.load(this.#answered, 0);
      const reply = this.#receive(id);
      const left = end - performance.now();
      if (reply || left <= 0) return reply;
      Atomics.wait(this.#answered, 0, seen, left);
    }
  }

  #receive(id: number): Reply<Answer> | undefined {
    for (;;) {
      const reply: Reply<Answer> | undefined = receiveMessageOnPort(this.#port)?.message;
      if (!reply || reply.id === id) return reply;
      this.#settle(reply);
    }
  }

  /** Waits for the reply while this thread does something else. */
  async replyTo(id: number, milliseconds: number): Promise<Reply<Answer> | undefined> {
    const { promise, resolve } = Promise.withResolvers<Reply<Answer> | undefined>();
    this.#waiting.set(id, resolve);
    const timer = setTimeout(resolve, milliseconds, undefined);
    return await promise.finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(id);
    });
  }

  #settle(reply: Reply<Answer>): void {
    this.#waiting.get(reply.id)?.(reply);
  }

  #settleAll(): void {
    for (const settle of [...this.#waiting.values()]) settle();
  }

  end(): void {
    void this.#worker.terminate();
    this.#settleAll();
  }
}

function unstarted(): EnvironmentError {
  const { says } = faultOf({ code: 'ERR_WORKER_INIT_FAILED' })!;
  return new EnvironmentError(`Programs cannot be read: ${says}.`);
}

/** Answers the questions of the thread that started this one. */
export function serve<Question, Answer>(answer: (question: Question) => Answer | Promise<Answer>): void {
  const { port, answered } = workerData as ThreadData;
  Atomics.store(answered, 1, 1);
  Atomics.notify(answered, 1);
  port.on('message', async ({ id, question }: Asked<Question>) => {
    port.postMessage({ id, ...(await tryToAnswer(question, answer)) });
    Atomics.add(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
}

async function tryToAnswer<Question, Answer>(
  question: Question,
  answer: (question: Question) => Answer | Promise<Answer>,
): Promise<{ readonly answer?: Answer }> {
  try {
    return { answer: await answer(question) };
  } catch {
    return {};
  }
}
