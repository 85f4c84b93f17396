import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { environmentError } from '../environment-error.ts';
import { type Address, spelt } from './address.ts';

/** Longest request, in bytes: the files of a candidate. */
const longest = 8 * 2 ** 20;
/** Connections at once. */
const most = 64;

/** What an agent may ask of the engine. */
export interface Desk {
  /** Addresses that it may reach. */
  readonly network: readonly Address[];
  /** Answers one of its commands, as a text for it to read. */
  answer(request: AgentRequest): Promise<string>;
}

/** A command of an agent, or a connection that it wants. */
export interface AgentRequest {
  readonly evaluate?: unknown;
  readonly history?: unknown;
  readonly program?: unknown;
  readonly connect?: unknown;
}

/**
 * Serves an agent on a socket in its folder: the commands, and connections to the addresses that a person named. The
 * agent's jail has no other way out. A connection begins with one line of JSON; nothing that comes over it is trusted.
 */
export async function serveAgent(path: string, desk: Desk): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    readLine(socket).then(
      (line) => serve(socket, line, desk),
      () => socket.destroy(),
    );
  });
  server.maxConnections = most;
  server.listen(path);
  await once(server, 'listening').catch((cause: unknown) => {
    throw environmentError('An agent cannot be served', cause);
  });
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The first line; what follows it stays in the stream. */
async function readLine(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  for (let length = 0; length <= longest; ) {
    const part: Buffer | null = socket.read();
    if (part === null) {
      await Promise.race([once(socket, 'readable'), ended(socket)]);
      continue;
    }
    const end = part.indexOf('\n');
    parts.push(end < 0 ? part : part.subarray(0, end));
    if (end >= 0) {
      if (end + 1 < part.length) socket.unshift(part.subarray(end + 1));
      return Buffer.concat(parts).toString('utf8');
    }
    length += part.length;
  }
  throw new Error('the request is too long');
}

async function ended(socket: Socket): Promise<never> {
  await once(socket, 'end');
  throw new Error('there is no request');
}

async function serve(socket: Socket, line: string, desk: Desk): Promise<void> {
  const request = parsed(line);
  if (request.connect !== undefined)
    return relay(
      socket,
      desk.network.find((one) => spelt(one) === request.connect),
    );
  const text = await desk.answer(request).catch((error: Error) => `error: ${error.message}`);
  if (!socket.destroyed) socket.end(text.toWellFormed());
}

function parsed(line: string): AgentRequest {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Passes bytes between the agent and an address; nothing is passed to an address that was not named. */
function relay(socket: Socket, address: Address | undefined): void {
  if (!address) return void socket.destroy();
  const far = connect({ ...address, allowHalfOpen: true });
  const done = () => {}; // an error has destroyed both
  pipeline(socket, far, done);
  pipeline(far, socket, done);
}
