import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { streamSSE, stream as streamText } from 'hono/streaming';
import { EnvironmentError, UsageError } from '../../api/errors.ts';
import type { SandboxLevel } from '../../evaluation/jail/choose-jail.ts';
import { searchPlaces } from '../protocol.ts';
import { control } from './control.ts';
import { controlPath, guard, guardControl, type Secret } from './guard.ts';
import { renderMetrics } from './metrics.ts';
import type { Observed } from './observed.ts';
import type { PageFiles } from './page-files.ts';
import type { Runs } from './runs.ts';
import { stream } from './stream.ts';

/** The runs and the page that a server shows. */
export interface Served {
  readonly runs: Runs;
  readonly page: PageFiles;
  /** How strong the sandbox of programs must be that are added to runs at rest. */
  readonly sandbox: SandboxLevel;
}

/** The page loads only from its own server, and runs only its own scripts. */
const pagePolicy = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"],
].join('; ');

/** A picture that is opened by itself is a document: it may do nothing. */
const picturePolicy = "default-src 'none'; sandbox";

/** Answers requests that pass the guard: for the files of the page, for metrics, and about runs; changes them where that is allowed. */
export function routes({ runs, page, sandbox }: Served, secret: Secret) {
  const app = new Hono().use(unkept, secureHeaders({ strictTransportSecurity: false }), guard(secret));
  if (secret.control !== undefined)
    app.use(`${controlPath}/*`, guardControl(secret)).route(controlPath, control(runs, sandbox));
  return app
    .route('/runs', aboutRuns(runs))
    .get('/metrics', async (context) => {
      const text = renderMetrics((await runs.opened()).map((run) => [run.view, run.summary]));
      return answer(context, 'text/plain; version=0.0.4', text);
    })
    .get('*', (context) => {
      const file = page.get(context.req.path === '/' ? '/index.html' : context.req.path);
      return file ? answer(context, file.type, file.body, pagePolicy) : context.notFound();
    })
    .notFound((context) => context.text(nothing, 404))
    .onError(answerError);
}

function aboutRuns(runs: Runs) {
  const runOf = (id: string): Promise<Observed> => runs.open(numberOf(id));
  return new Hono()
    .get('/', async (context) => json(context, await runs.names()))
    .get('/states', async (context) => json(context, await runs.list()))
    .get('/:run', async (context) => json(context, (await runOf(context.req.param('run'))).view))
    .get('/:run/events', async (context) => {
      const run = await runOf(context.req.param('run'));
      const from = Number(context.req.header('last-event-id') ?? context.req.query('from')) || 0;
      return streamSSE(context, async (events) => await stream(run, from, events), tellBug);
    })
    .get('/:run/column', async (context) => {
      const { name = '', from } = context.req.query();
      return json(context, (await runOf(context.req.param('run'))).column(name, numberOf(from)));
    })
    .get('/:run/archives/:attempts', async (context) => {
      const { run, attempts } = context.req.param();
      return json(context, (await runOf(run)).archives(numberOf(attempts)));
    })
    .get('/:run/search', async (context) => search(context, await runOf(context.req.param('run'))))
    .get('/:run/patch', async (context) => {
      const { from, to } = context.req.query();
      return json(context, await (await runOf(context.req.param('run'))).patch(numberOf(from), numberOf(to)));
    })
    .get('/:run/attempts/:number', async (context) => {
      const { run, number } = context.req.param();
      return json(context, await (await runOf(run)).detail(numberOf(number)));
    })
    .get('/:run/pictures/:number', async (context) => {
      const { run, number } = context.req.param();
      const picture = await (await runOf(run)).picture(numberOf(number), context.req.raw.signal);
      return picture === undefined ? context.notFound() : answer(context, 'image/svg+xml', picture, picturePolicy);
    });
}

/** Searches a run, and sends a line of JSON with each part of the answer. A client that leaves ends the search. */
function search(context: Context, run: Observed): Response {
  const { text = '', in: asked = searchPlaces.join() } = context.req.query();
  if (text === '') throw new UsageError('Name the text to search for.');
  const places = searchPlaces.filter((place) => asked.split(',').includes(place));
  const left = new AbortController();
  context.header('Content-Type', 'application/x-ndjson; charset=utf-8');
  return streamText(
    context,
    async (lines) => {
      lines.onAbort(() => left.abort());
      for await (const news of run.search(text, places, left.signal)) await lines.write(`${JSON.stringify(news)}\n`);
    },
    async (error, lines) => {
      if (!(error instanceof EnvironmentError)) await tellBug(error);
      await lines.write(`${JSON.stringify({ failed: error.message })}\n`);
    },
  );
}

/** Browsers must not cache answers. */
const unkept: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('Cache-Control', 'no-store');
};

const nothing = 'There is nothing at this address.';

function numberOf(text: string | undefined): number {
  if (text !== undefined && /^\d+$/.test(text)) return Number(text);
  throw new UsageError('Name a run and an attempt by their numbers.');
}

function json(context: Context, value: unknown): Response {
  return answer(context, 'application/json; charset=utf-8', JSON.stringify(value));
}

function answer(context: Context, type: string, body: string | Uint8Array<ArrayBuffer>, policy?: string): Response {
  context.header('Content-Type', type);
  if (policy) context.header('Content-Security-Policy', policy);
  return context.body(body);
}

/** Answers with the error. A bug does not end the process, because a run may be in progress in it. */
function answerError(error: Error, context: Context): Response | Promise<Response> {
  if (context.req.raw.signal.aborted) return context.body(null); // the client has left
  if (error instanceof UsageError) return context.text(error.message, 404);
  if (error instanceof EnvironmentError) return context.text(error.message, 500);
  tellBug(error);
  return context.text(`This is a bug in germline: ${error}`, 500);
}

async function tellBug(error: Error): Promise<void> {
  console.error('A request of the page hit a bug in germline:', error);
}
