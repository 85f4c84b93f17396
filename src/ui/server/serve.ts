import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { UsageError } from '../../api/errors.ts';
import { routes, type Served } from './routes.ts';

export interface ServeOptions extends Served {
  /** 0: any free port. */
  readonly port: number;
  /** Undefined: a random token. */
  readonly token: string | undefined;
  /** Whether the page may change runs, with a token of its own in its address. */
  readonly control?: boolean | undefined;
}

/** The local page's server. */
export interface PageServer {
  /** The address with the tokens; a browser needs it only once. That of control comes after `#`: it is not sent with the address. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves runs on this machine only, to requests with the token. Without `control` the server is read-only.
 *
 * @throws {UsageError} if the port is taken or not allowed.
 */
export async function servePage({ port, token, control, ...served }: ServeOptions): Promise<PageServer> {
  const server = createServer();
  await listen(server, port);
  const secret = {
    port: (server.address() as AddressInfo).port,
    token: token ?? randomToken(),
    control: control ? randomToken() : undefined,
  };
  server.on('request', getRequestListener(routes(served, secret).fetch, { overrideGlobalObjects: false }));
  return {
    url: `http://127.0.0.1:${secret.port}/?token=${secret.token}${secret.control === undefined ? '' : `#control=${secret.control}`}`,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const randomToken = () => randomBytes(24).toString('base64url');

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((cause: Error) => {
    throw new UsageError(`Cannot serve the page on port ${port}: ${cause.message}. Choose another --port.`, {
      cause,
    });
  });
}
