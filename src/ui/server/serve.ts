import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../../api/errors.ts';
import { cookieOf, refusal, type Secret, tokenOf } from './guard.ts';
import { answer, answerFailure, type Served, send } from './routes.ts';

export interface ServeOptions extends Served {
  /** 0: a free one. */
  readonly port: number;
  /** Undefined: a random one. */
  readonly token: string | undefined;
}

/** The local page's server. */
export interface PageServer {
  /** With the token; opening it once is enough for a browser. */
  readonly url: string;
  close(): Promise<void>;
}

const commonHeaders = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * Serves runs on this machine alone, to whoever knows the token. Nothing can be changed through it.
 *
 * @throws {UsageError} when the port cannot be had.
 */
export async function serve({ port, token, runs, page }: ServeOptions): Promise<PageServer> {
  const server = createServer();
  await listen(server, port);
  const secret = {
    port: (server.address() as AddressInfo).port,
    token: token ?? randomBytes(24).toString('base64url'),
  };
  server.on('request', (request, response) => receive({ runs, page }, secret, request, response));
  return {
    url: `http://127.0.0.1:${secret.port}/?token=${secret.token}`,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((cause: Error) => {
    throw new UsageError(`The page cannot be served at port ${port}: ${cause.message}. Choose another --port.`, {
      cause,
    });
  });
}

/** Who may not ask is refused; who brings the token gets a cookie, so that it leaves the address; others are answered. */
function receive(served: Served, secret: Secret, request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
  const refused = refusal(request, secret);
  if (refused) send(response, refused, 'text/plain', refusedText);
  else if (tokenOf(request) !== undefined)
    response.writeHead(303, { 'Set-Cookie': cookieOf(secret), Location: '/' }).end();
  else answer(served, request, response).catch((error: unknown) => answerFailure(response, error));
}

const refusedText = 'Open the address that "germline ui" printed, with its token.\n';
