import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EnvironmentError, UsageError } from '../../api/errors.ts';
import { cookieOf, refusal, type Secret, tokenOf } from './guard.ts';
import { renderMetrics } from './metrics.ts';
import type { Observed } from './observed.ts';
import type { PageFiles } from './page-files.ts';
import { stream } from './stream.ts';

/** The page may load from its own server alone, and runs no script but its own. */
const pagePolicy = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"],
].join('; ');

const commonHeaders = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export interface ServeOptions {
  /** 0: a free one. */
  readonly port: number;
  /** Undefined: a random one. */
  readonly token: string | undefined;
  readonly runs: readonly Observed[];
  readonly page: PageFiles;
}

/** The local page's server. */
export interface Served {
  /** With the token; opening it once is enough for a browser. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves runs on this machine alone, to whoever knows the token. Nothing can be changed through it. */
export async function serve({
  port,
  token = randomBytes(24).toString('base64url'),
  runs,
  page,
}: ServeOptions): Promise<Served> {
  const ended = new AbortController();
  const server = createServer((request, response) => {
    const secret = { port: (server.address() as AddressInfo).port, token };
    answer(request, response, secret).catch((error: unknown) => fail(response, error));
  });
  const answer = async (request: IncomingMessage, response: ServerResponse, secret: Secret) => {
    for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
    const refused = refusal(request, secret);
    if (refused) return send(response, refused, 'text/plain', refusedText);
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (tokenOf(request) !== undefined && url.pathname === '/')
      return void response.writeHead(303, { 'Set-Cookie': cookieOf(secret), Location: '/' }).end();
    await route(url, request, response);
  };
  const route = async (url: URL, request: IncomingMessage, response: ServerResponse) => {
    const file = page.get(url.pathname === '/' ? '/index.html' : url.pathname);
    if (file) return send(response, 200, file.type, file.body, { 'Content-Security-Policy': pagePolicy });
    if (url.pathname === '/metrics')
      return send(
        response,
        200,
        'text/plain; version=0.0.4',
        renderMetrics(runs.map((run) => [run.view, run.summary])),
      );
    if (url.pathname === '/runs')
      return sendJson(
        response,
        runs.map(({ view: { id, name } }) => ({ id, name })),
      );
    const [, id, rest = ''] = /^\/runs\/(\d+)\/(.*)$/.exec(url.pathname) ?? [];
    const run = runs[Number(id)];
    if (!run) throw new UsageError('There is nothing at this address.');
    await routeRun(run, rest, url.searchParams, request, response);
  };
  const routeRun = async (
    run: Observed,
    path: string,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ) => {
    if (path === 'events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      return await stream(run, Number(request.headers['last-event-id'] ?? 0), response, ended.signal);
    }
    if (path === 'patch')
      return sendJson(response, await run.patch(numberOf(query.get('from')), numberOf(query.get('to'))));
    const [, kind, number = null] = /^(attempts|pictures)\/(\d+)$/.exec(path) ?? [];
    if (kind === 'attempts') return sendJson(response, await run.detail(numberOf(number)));
    const picture = kind === 'pictures' ? await run.picture(numberOf(number)) : undefined;
    if (picture === undefined) throw new UsageError('There is nothing at this address.');
    send(response, 200, 'image/svg+xml', picture, { 'Content-Security-Policy': "default-src 'none'; sandbox" });
  };
  await listen(server, port);
  const { port: chosen } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${chosen}/?token=${token}`,
    async close() {
      ended.abort();
      server.close();
      server.closeAllConnections();
    },
  };
}

const refusedText = 'Open the address that "germline ui" printed, with its token.\n';

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`The page cannot be served at port ${port}: ${cause.message}. Choose another --port.`, {
      cause,
    });
  });
}

function numberOf(text: string | null): number {
  if (text !== null && /^\d+$/.test(text)) return Number(text);
  throw new UsageError('An attempt is named by its number.');
}

function sendJson(response: ServerResponse, value: unknown): void {
  send(response, 200, 'application/json; charset=utf-8', JSON.stringify(value));
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'Content-Type': type, ...headers }).end(body);
}

/** Tells the page what it asked wrongly, or what git could not read; anything else is a bug. */
function fail(response: ServerResponse, error: unknown): void {
  if (!(error instanceof UsageError || error instanceof EnvironmentError)) throw error;
  if (response.headersSent) return void response.destroy();
  send(response, error instanceof UsageError ? 404 : 500, 'text/plain; charset=utf-8', error.message);
}
