import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environmentError } from '../environment-error.ts';
import { withStreams } from '../with-streams.ts';

/** What one question may take in the process that answers it. */
export interface Limits {
  /** Processor time in milliseconds. */
  readonly processor: number;
  /** Resident memory of the process in megabytes. */
  readonly megabytes: number;
  /** Wall time in milliseconds, for processes that get no processor time. */
  readonly wall: number;
}

/**
 * `late`: the question took more than it may. `ended`: the process ended by itself. `unstarted`: the machine started none,
 * and why.
 */
export type Reply<Answer> =
  | { readonly answer: Answer }
  | { readonly failure: 'late' | 'ended' }
  | { readonly unstarted: string };

/** Messages of the child: an answer, or its last word. */
export type ChildMessage<Answer> = { readonly answer: Answer } | { readonly failure: 'late' };

const childFile = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './limited-child.ts' : './limited-child.js', import.meta.url),
);

/**
 * A process that answers one question at a time, within limits. A thread can be ended only between two steps of JavaScript;
 * a process can be ended in the middle of native code too. It starts at the first question, and again after one that
 * ended it.
 */
export class LimitedProcess<Question extends object, Answer> {
  readonly #file: URL;
  readonly #limits: Limits;
  #child: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** `file`: a module that calls `answerQuestions`, for a thread of that process. */
  constructor(file: URL, limits: Limits) {
    this.#file = file;
    this.#limits = limits;
  }

  /** Asks a second time where the process ended: what it did before, or something outside, may be why. */
  async ask(question: Question): Promise<Reply<Answer>> {
    const asked = this.#last.then(async () => {
      const reply = await this.#askOnce(question);
      return 'failure' in reply && reply.failure === 'ended' ? this.#askOnce(question) : reply;
    });
    this.#last = asked;
    return asked;
  }

  async #askOnce(question: Question): Promise<Reply<Answer>> {
    try {
      this.#child ??= start(this.#file, this.#limits);
    } catch (error) {
      return unstarted(error);
    }
    const reply = await replyOf<Answer>(this.#child, question, this.#limits.wall);
    if ('answer' in reply) return reply;
    this.#child.kill('SIGKILL');
    this.#child = undefined;
    return reply;
  }
}

function start(file: URL, limits: Limits): ChildProcess {
  const words = ['--no-warnings', childFile, file.href, JSON.stringify(limits)];
  const options: SpawnOptions = { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: {}, windowsHide: true };
  const child = withStreams(spawn(process.execPath, words, options));
  child.unref();
  child.channel?.unref();
  return child;
}

function replyOf<Answer>(child: ChildProcess, question: object, wall: number): Promise<Reply<Answer>> {
  const { promise, resolve } = Promise.withResolvers<Reply<Answer>>();
  const onEnd = () => resolve({ failure: 'ended' });
  const onError = (error: Error) => resolve(child.pid === undefined ? unstarted(error) : { failure: 'ended' });
  const timer = setTimeout(resolve, wall, { failure: 'late' });
  child.once('message', resolve).once('exit', onEnd).once('error', onError);
  if (child.pid !== undefined) child.send(question, (error) => error && onEnd());
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('message', resolve).off('exit', onEnd).off('error', onError);
  });
}

function unstarted(error: unknown): { readonly unstarted: string } {
  return { unstarted: environmentError('The process that reads programs cannot be started', error).message };
}
