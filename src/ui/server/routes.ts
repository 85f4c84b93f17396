import type { IncomingMessage, ServerResponse } from 'node:http';
import { EnvironmentError, UsageError } from '../../api/errors.ts';
import { urlOf } from './guard.ts';
import { renderMetrics } from './metrics.ts';
import type { Observed } from './observed.ts';
import type { PageFiles } from './page-files.ts';
import { stream } from './stream.ts';

/** What there is to answer with. */
export interface Served {
  readonly runs: readonly Observed[];
  readonly page: PageFiles;
}

/** The page may load from its own server alone, and runs no script but its own. */
const pagePolicy = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"],
].join('; ');

/** Opened by itself, a picture is a document: one that may do nothing. */
const picturePolicy = "default-src 'none'; sandbox";

/** Answers a request that may be answered: the page's files, metrics, or something about a run. */
export async function answer(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { runs, page } = served;
  const url = urlOf(request)!;
  const file = page.get(url.pathname === '/' ? '/index.html' : url.pathname);
  if (file) return send(response, 200, file.type, file.body, { 'Content-Security-Policy': pagePolicy });
  if (url.pathname === '/metrics') {
    const text = renderMetrics(runs.map((run) => [run.view, run.summary]));
    return send(response, 200, 'text/plain; version=0.0.4', text);
  }
  if (url.pathname === '/runs')
    return sendJson(
      response,
      runs.map(({ view: { id, name } }) => ({ id, name })),
    );
  const [, id, rest = ''] = /^\/runs\/(\d+)\/(.*)$/.exec(url.pathname) ?? [];
  const run = runs[Number(id)];
  if (run && rest === 'events') return await answerEvents(run, request, response);
  if (!run || !(await answerAbout(run, rest, url.searchParams, response))) throw new UsageError(nothingText);
}

const nothingText = 'There is nothing at this address.';

async function answerEvents(run: Observed, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  await stream(run, Number(request.headers['last-event-id'] ?? 0), response, gone(response));
}

/** Answers what is asked about a run; false where there is no such thing. */
async function answerAbout(
  run: Observed,
  path: string,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<boolean> {
  const [, kind, number = null] = /^(attempts|pictures|patch)(?:\/(\d+))?$/.exec(path) ?? [];
  if (kind === 'patch') sendJson(response, await run.patch(numberOf(query.get('from')), numberOf(query.get('to'))));
  else if (kind === 'attempts') sendJson(response, await run.detail(numberOf(number)));
  else if (kind === 'pictures') {
    const picture = await run.picture(numberOf(number), gone(response));
    if (picture === undefined) return false;
    send(response, 200, 'image/svg+xml', picture, { 'Content-Security-Policy': picturePolicy });
  } else return false;
  return true;
}

/** Aborted when whoever asked has left or was answered. */
function gone(response: ServerResponse): AbortSignal {
  const left = new AbortController();
  response.once('close', () => left.abort());
  return left.signal;
}

function numberOf(text: string | null): number {
  if (text !== null && /^\d+$/.test(text)) return Number(text);
  throw new UsageError('An attempt is named by its number.');
}

function sendJson(response: ServerResponse, value: unknown): void {
  send(response, 200, 'application/json; charset=utf-8', JSON.stringify(value));
}

export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'Content-Type': type, ...headers }).end(body);
}

/** Tells what was asked wrongly, or what git could not read; of a bug too, since a run may go on in this process. */
export function answerFailure(response: ServerResponse, error: unknown): void {
  if (response.destroyed) return; // nobody waits for it
  const isKnown = error instanceof UsageError || error instanceof EnvironmentError;
  if (!isKnown) console.error('A request of the page met a bug of germline:', error);
  if (response.headersSent) return void response.destroy();
  const text = isKnown ? error.message : `This met a bug of germline: ${error}`;
  send(response, error instanceof UsageError ? 404 : 500, 'text/plain; charset=utf-8', text);
}
