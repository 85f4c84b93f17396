import { connect, type Socket } from 'node:net';
import {
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Refused } from '../api/attempt.ts';
import { EnvironmentError, FailureError, UsageError } from '../api/errors.ts';
import type { Evaluation } from '../api/evaluation.ts';
import type { Answer, AskOptions, CandidateText, ClientTask, ProgramText, RunClient, Told } from '../api/run.ts';
import { findAddress } from './address.ts';
import { ended, type Fault, requests } from './protocol.ts';

/** Takes part in a run that another process of this user owns; undefined where none does. */
export async function attachRun(path: string): Promise<RunClient | undefined> {
  const address = await findAddress(path);
  const socket = address === undefined ? undefined : await open(address);
  return socket && new AttachedRun(path, socket);
}

/** Undefined where nobody listens, as after the owner was killed. */
async function open(address: string): Promise<Socket | undefined> {
  return await new Promise((resolve) => {
    const socket = connect(address, () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

class AttachedRun implements RunClient {
  readonly path: string;
  readonly #connection: MessageConnection;
  #ended: string | undefined;

  constructor(path: string, socket: Socket) {
    this.path = path;
    this.#connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    this.#connection.onNotification(ended, ({ why }) => {
      this.#ended = why;
    });
    this.#connection.onClose(() => {
      this.#ended ??= 'the process that owned it is gone';
    });
    this.#connection.onError(() => {});
    this.#connection.listen();
  }

  async ask(options: AskOptions = {}): Promise<ClientTask> {
    return await this.#send(() => this.#connection.sendRequest(requests.ask, options));
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
    return await this.#send(() => this.#connection.sendRequest(requests.tell, { id, answer }));
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

  async close(): Promise<void> {
    this.#connection.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Errors have the class that they had where the run is. */
  async #send<T>(request: () => Promise<T>): Promise<T> {
    const gone = Promise.withResolvers<never>();
    const listener = this.#connection.onClose(() => gone.reject(new Error('closed')));
    gone.promise.catch(() => {});
    try {
      if (this.#ended !== undefined) throw new Error('closed');
      return await Promise.race([request(), gone.promise]);
    } catch (error) {
      throw this.#errorOf(error);
    } finally {
      listener.dispose();
    }
  }

  #errorOf(error: unknown): Error {
    if (!(error instanceof ResponseError) || !error.data)
      return new EnvironmentError(`The run cannot be reached any more: ${this.#ended ?? (error as Error).message}.`);
    const { name } = error.data as Fault;
    const classes = { UsageError, EnvironmentError, FailureError, Error };
    return new classes[name](error.message);
  }
}
