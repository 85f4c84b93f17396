import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import {
  CancellationTokenSource,
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Audited, Refused } from '../api/attempt.ts';
import { EnvironmentError, FailureError, RunEnded, UsageError } from '../api/errors.ts';
import type { Evaluation } from '../api/evaluation.ts';
import type { Extension, Limits } from '../api/limits.ts';
import type { PlaybookChange } from '../api/playbook.ts';
import type { Answer, AskOptions, CandidateText, ClientTask, ProgramText, RunClient, Told } from '../api/run.ts';
import { findAddress } from './address.ts';
import { ended, type Fault, requests } from './protocol.ts';

/** How long leaving a run whose owner does not answer may take, in milliseconds. */
const longestFarewell = 1000;

/** Takes part in a run that another process of this user owns; undefined where none does. */
export async function attachRun(path: string): Promise<RunClient | undefined> {
  const address = await findAddress(path);
  const socket = address === undefined ? undefined : await open(address);
  return socket && new AttachedRun(path, socket);
}

/** Undefined where no process listens, as after the owner was killed. */
async function open(address: string): Promise<Socket | undefined> {
  return await new Promise((resolve) => {
    const socket = connect(address, () => resolve(socket));
    // Also after it is open: a request that meets the end of the connection fails by itself.
    socket.on('error', () => resolve(undefined));
  });
}

class AttachedRun implements RunClient {
  readonly path: string;
  readonly #connection: MessageConnection;
  /** Ids of tasks that were neither told nor given back. */
  readonly #tasks = new Set<string>();
  #why = 'the process that owned it is gone';

  constructor(path: string, socket: Socket) {
    this.path = path;
    this.#connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    this.#connection.onNotification(ended, ({ why }) => {
      this.#why = why;
    });
    this.#connection.onClose(() => this.#connection.dispose()); // rejects what is still to be answered
    this.#connection.onError(() => {}); // it is closed, too
    this.#connection.listen();
  }

  async ask(options: AskOptions = {}): Promise<ClientTask> {
    const task = await this.#send(() => this.#connection.sendRequest(requests.ask, options));
    this.#tasks.add(task.id);
    return task;
  }

  async evaluate(program: ProgramText, signal?: AbortSignal): Promise<Evaluation | Refused> {
    signal?.throwIfAborted();
    const cancellation = new CancellationTokenSource();
    const cancel = () => cancellation.cancel();
    signal?.addEventListener('abort', cancel);
    try {
      return await this.#send(() => this.#connection.sendRequest(requests.evaluate, program, cancellation.token));
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      cancellation.dispose();
    }
  }

  async tell({ id }: Pick<ClientTask, 'id'>, answer: Answer): Promise<Told> {
    const told = await this.#send(() => this.#connection.sendRequest(requests.tell, { id, answer }));
    this.#tasks.delete(id);
    return told;
  }

  async giveBack({ id }: Pick<ClientTask, 'id'>): Promise<void> {
    await this.#send(() => this.#connection.sendRequest(requests.giveBack, { id }));
    this.#tasks.delete(id);
  }

  async best(): Promise<CandidateText> {
    return await this.#send(() => this.#connection.sendRequest(requests.best));
  }

  async hint(text: string, by: string): Promise<number> {
    return await this.#send(() => this.#connection.sendRequest(requests.hint, { text, by }));
  }

  async removeHint(number: number, by: string): Promise<void> {
    await this.#send(() => this.#connection.sendRequest(requests.removeHint, { number, by }));
  }

  async changePlaybook(changes: readonly PlaybookChange[], by: string): Promise<number> {
    return await this.#send(() => this.#connection.sendRequest(requests.changePlaybook, { changes, by }));
  }

  async audit(candidate: number, by: string): Promise<Audited> {
    return await this.#send(() => this.#connection.sendRequest(requests.audit, { candidate, by }));
  }

  async stop(by: string): Promise<void> {
    await this.#send(() => this.#connection.sendRequest(requests.stop, { by }));
  }

  async extend(more: Extension, by: string): Promise<Limits> {
    return await this.#send(() => this.#connection.sendRequest(requests.extend, { more, by }));
  }

  async close(): Promise<void> {
    const given = Promise.allSettled([...this.#tasks].map((id) => this.giveBack({ id })));
    await Promise.race([given, setTimeout(longestFarewell, undefined, { ref: false })]);
    this.#why = 'it was closed';
    this.#connection.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #send<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      if (error instanceof ResponseError && !lost.includes(error.code)) throw errorOf(error);
      throw new RunEnded(`This client is no longer part of the run: ${this.#why}.`, { cause: error });
    }
  }
}

/** The error of a request when the connection is lost, beside `ConnectionError`. */
const lost: readonly number[] = [ErrorCodes.PendingResponseRejected, ErrorCodes.MessageWriteError];

/** The error as it was where the run is. */
function errorOf({ message, data }: ResponseError<Fault | undefined>): Error {
  const known = [UsageError, RunEnded, EnvironmentError, FailureError].find(({ name }) => name === data?.name);
  return new (known ?? Error)(message);
}
