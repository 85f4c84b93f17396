import { createServer, type Server, type Socket } from 'node:net';
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

/** Lets other processes of this user take part in a run, for as long as it is open. */
export async function serveRun(run: RunClient): Promise<AsyncDisposable> {
  const connections = new Set<MessageConnection>();
  const server = createServer((socket) => {
    const connection = connect(run, socket);
    connections.add(connection);
    connection.onClose(() => connections.delete(connection));
  });
  await listen(server, await prepareAddress(run.path));
  return {
    async [Symbol.asyncDispose]() {
      const why = 'the run has ended';
      await Promise.allSettled([...connections].map((connection) => connection.sendNotification(ended, { why })));
      for (const connection of connections) connection.end();
      await new Promise((resolve) => server.close(resolve));
      await removeAddress(run.path);
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  server.unref(); // does not keep the process alive
}

function connect(run: RunClient, socket: Socket): MessageConnection {
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  connection.onRequest(requests.ask, (options) => answer(() => run.ask(options)));
  connection.onRequest(requests.evaluate, (program, token) => answer(() => run.evaluate(program, signalOf(token))));
  connection.onRequest(requests.tell, ({ id, answer: told }) => answer(() => run.tell({ id }, told)));
  connection.onRequest(requests.best, () => answer(() => run.best()));
  connection.onRequest(requests.hint, ({ text, by }) => answer(() => run.hint(text, by)));
  connection.onRequest(requests.removeHint, ({ number, by }) =>
    answer(() => run.removeHint(number, by).then(() => null)),
  );
  connection.onError(() => {}); // a client that sends nonsense or is gone does not concern the others
  connection.listen();
  return connection;
}

/** Keeps the class of an error on its way to the client. */
async function answer<T>(work: () => Promise<T>): Promise<T | ResponseError<Fault>> {
  try {
    return await work();
  } catch (error) {
    const { name, message } = error as Error;
    return new ResponseError<Fault>(-32000, message, { name: name as Fault['name'] });
  }
}

function signalOf(token: CancellationToken): AbortSignal {
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort(new Error('the client cancelled the evaluation')));
  return abort.signal;
}
