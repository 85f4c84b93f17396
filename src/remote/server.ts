import type { Redis } from 'ioredis';
import { UsageError } from '../api/errors.ts';
import type { QueueAddress } from './address.ts';

/** The versions that are tried together; another one of BullMQ speaks to other scripts in the server. */
const packages = 'bullmq@6.7.0 ioredis@6.0.0';

/** Keys of germline in the server begin with this. */
export const prefix = 'germline';

/** A connection to a queue server that comes back by itself when the server does. */
export interface QueueServer extends AsyncDisposable {
  readonly bullmq: typeof import('bullmq');
  readonly connection: Redis;
  readonly address: QueueAddress;
  /** The server for people: its version, TLS, and how long it takes to answer. */
  readonly text: string;
}

/** How long a server may take to let us in and to say what it is, in milliseconds. */
const usualLimit = 15_000;

/**
 * Connects to a queue server.
 *
 * @throws {UsageError} where a package, the server, the password or a setting of the server is not as it must be.
 */
export async function connectServer(address: QueueAddress, limit = usualLimit): Promise<QueueServer> {
  const { bullmq, ioredis } = await loadPackages();
  const connection = new ioredis.Redis({
    ...{ host: address.host, port: address.port, db: address.database, lazyConnect: true },
    ...(address.username !== undefined && { username: address.username }),
    ...(address.password !== undefined && { password: address.password }),
    ...(address.tls && { tls: { ...(address.ca !== undefined && { ca: address.ca }) } }),
    // Commands wait for a server that went away. The first connection is tried once, so that mistakes show at once, and so
    // that nothing waits in silence for a server that goes away before it was checked.
    ...{ maxRetriesPerRequest: null, connectTimeout: 10_000, keepAlive: 10_000 },
    retryStrategy: (times) => (isOpen ? Math.min(100 * 2 ** times, 2000) : null),
  });
  let isOpen = false;
  let last: Error | undefined;
  const timer = setTimeout(() => {
    last = new Error(`nothing came from it for ${limit / 1000} s`);
    connection.disconnect();
  }, limit);
  connection.on('error', (error: Error) => {
    last = error;
  });
  try {
    await connection.connect();
    const text = await checkServer(connection, address);
    isOpen = true;
    connection.options.lazyConnect = false; // copies of it would give up where their first try fails
    return { bullmq, connection, address, text, [Symbol.asyncDispose]: async () => connection.disconnect() };
  } catch (error) {
    connection.disconnect();
    throw error instanceof UsageError ? error : describe(last ?? (error as Error), address);
  } finally {
    clearTimeout(timer);
  }
}

async function loadPackages() {
  try {
    const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, ioredis };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new UsageError(`--queue needs two packages that are not installed: npm install ${packages}`, { cause });
  }
}

/** Causes by the text or the code of an error, and what to do. */
const causes: readonly (readonly [RegExp, (shown: string) => string])[] = [
  [/WRONGPASS|invalid.*password/i, (shown) => `${shown} refuses this user or password.`],
  [/NOAUTH/, (shown) => `${shown} wants a password: pass it in $GERMLINE_QUEUE, as redis://:PASSWORD@host.`],
  [/NOPERM/, (shown) => `${shown} does not let this user do what a queue needs: allow ~germline:* &germline:* +@all.`],
  [
    /certificate|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/i,
    (shown) => `${shown} has a certificate that is not known here: pass --ca with the file of its authority.`,
  ],
  [
    /wrong version number|packet length|EPROTO|SSL/i,
    (shown) => `${shown} does not speak TLS: pass redis:// in its place.`,
  ],
];

function describe(error: Error, { shown, tls }: QueueAddress): UsageError {
  const text = `${error.message} ${(error as NodeJS.ErrnoException).code ?? ''}`;
  const known = causes.find(([pattern]) => pattern.test(text))?.[1](shown);
  const message =
    known ??
    `No Redis or Valkey${tls ? ' with TLS' : ''} answers at ${shown}: ${error.message}. Start one, or correct --queue.`;
  return new UsageError(message, { cause: error });
}

/** @throws {UsageError} for a server that would forget jobs. */
async function checkServer(connection: Redis, { tls, shown }: QueueAddress): Promise<string> {
  const begun = performance.now();
  const facts = Object.fromEntries((await connection.info()).split('\r\n').map((line) => line.split(':', 2)));
  const milliseconds = Math.max(1, Math.round(performance.now() - begun));
  const policy = facts.maxmemory_policy;
  if (policy !== 'noeviction')
    throw new UsageError(
      `${shown} drops keys when memory is short (${policy}). Run on it: CONFIG SET maxmemory-policy noeviction`,
    );
  return `${facts.server_name ?? 'redis'} ${facts.valkey_version ?? facts.redis_version} at ${shown}, ${tls ? 'TLS, ' : ''}${policy}, ${milliseconds} ms`;
}
