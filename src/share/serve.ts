import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  type CancellationToken,
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import type { RunClient } from '../api/run.ts';
import { prepareAddress, removeAddress } from './address.ts';
import { ended, type Fault, requests } from './protocol.ts';

/** How long the end of a run waits for a client that does not react, in milliseconds. */
const longestFarewell = 1000;

/** Lets other processes of this user take part in a run, for as long as it is open. */
export async function serveRun(run: RunClient): Promise<AsyncDisposable> {
  const clients = new Set<Client>();
  const server = createServer((socket) => {
    const client = new Client(run, socket);
    clients.add(client);
    socket.once('close', () => clients.delete(client));
  });
  await listen(server, await prepareAddress(run.path));
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.all([...clients].map((client) => client.leave()));
      await closed;
      await removeAddress(run.path);
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  server.listen(path);
  await once(server, 'listening');
  server.unref(); // does not keep the process alive
}

/** Another process that takes part in the run. */
class Client {
  readonly #socket: Socket;
  readonly #connection: MessageConnection;
  /** Aborted when the client has gone. */
  readonly #gone = new AbortController();
  readonly #answering = new Set<Promise<unknown>>();

  constructor(run: RunClient, socket: Socket) {
    this.#socket = socket;
    this.#connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    this.#offer(run);
    socket.on('error', () => {}); // it is closed, too
    socket.once('close', () => this.#gone.abort(new Error('the client has gone')));
    this.#connection.onError(() => socket.destroy()); // it sends nonsense, or is gone
    this.#connection.listen();
  }

  #offer(run: RunClient): void {
    const connection = this.#connection;
    const answer = <T>(work: () => Promise<T>) => this.#answer(work);
    connection.onRequest(requests.ask, (options) => answer(() => run.ask(options)));
    connection.onRequest(requests.evaluate, (program, token) =>
      answer(() => run.evaluate(program, this.#signalOf(token))),
    );
    connection.onRequest(requests.tell, (told) => answer(() => run.tell(told, told.answer)));
    connection.onRequest(requests.giveBack, (task) => answer(() => run.giveBack(task).then(() => null)));
    connection.onRequest(requests.best, () => answer(() => run.best()));
    connection.onRequest(requests.hint, (hint) => answer(() => run.hint(hint.text, hint.by)));
    connection.onRequest(requests.changePlaybook, (change) =>
      answer(() => run.changePlaybook(change.changes, change.by)),
    );
    connection.onRequest(requests.audit, ({ candidate, by }) => answer(() => run.audit(candidate, by)));
    connection.onRequest(requests.stop, ({ by }) => answer(() => run.stop(by).then(() => null)));
    connection.onRequest(requests.extend, ({ more, by }) => answer(() => run.extend(more, by)));
    connection.onRequest(requests.removeHint, (hint) =>
      answer(() => run.removeHint(hint.number, hint.by).then(() => null)),
    );
  }

  /** Keeps the class of an error on its way to the client. */
  async #answer<T>(work: () => Promise<T>): Promise<T | ResponseError<Fault>> {
    const working = Promise.try(work);
    this.#answering.add(working);
    try {
      return await working;
    } catch (error) {
      const { name, message } = error as Error;
      return new ResponseError<Fault>(-32000, message, { name });
    } finally {
      this.#answering.delete(working);
    }
  }

  #signalOf(token: CancellationToken): AbortSignal {
    const cancelled = new AbortController();
    const cancel = () => cancelled.abort(new Error('the client cancelled the evaluation'));
    if (token.isCancellationRequested) cancel();
    else token.onCancellationRequested(cancel);
    return AbortSignal.any([cancelled.signal, this.#gone.signal]);
  }

  /** Answers what it was asked, says that the run has ended, and closes the connection. */
  async leave(): Promise<void> {
    await Promise.race([this.#sayFarewell(), setTimeout(longestFarewell, undefined, { ref: false })]);
    this.#socket.destroy();
  }

  async #sayFarewell(): Promise<void> {
    await Promise.allSettled(this.#answering);
    await setImmediate(); // the answers are on their way
    await this.#connection.sendNotification(ended, { why: 'the run has ended' }).catch(() => {});
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#connection.end();
    await closed;
  }
}
