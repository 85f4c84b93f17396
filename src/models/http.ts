import { createParser, type ParseError } from 'eventsource-parser';
import { Agent, fetch, type Response } from 'undici';

/** Without time limits for headers and bodies: a Watch has its own. The fetch must be of the same undici. */
const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } });

/** Sends JSON. */
export function post(url: string, body: unknown, signal: AbortSignal, headers: Record<string, string> = {}) {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal,
    dispatcher,
  });
}

export function get(url: string, signal: AbortSignal, headers: Record<string, string> = {}) {
  return fetch(url, { signal, dispatcher, headers });
}

/** Characters of a line, or of an event, beyond which a server is not read further. */
const longestLine = 1 << 22;

/** The lines of a body as they come, without their ends. One that is too long is cut, and is the last. */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body ?? []) {
    rest += decoder.decode(bytes as Uint8Array, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() as string;
    yield* lines;
    if (rest.length > longestLine) break;
  }
  yield rest + decoder.decode();
}

/**
 * The data of server-sent events as they come; the last one counts without its blank line too. An error that a server
 * writes beside the protocol is passed on as an event.
 */
export async function* eventsOf(response: Response): AsyncGenerator<string> {
  const ready: string[] = [];
  const onError = (error: ParseError) => ready.push(...errorBesideEvents(error));
  const parser = createParser({ onEvent: ({ data }) => ready.push(data), onError, maxBufferSize: longestLine });
  // Whole lines, since the parser drops an unknown field that comes in two pieces without a word.
  for await (const line of linesOf(response)) {
    parser.feed(`${line}\n`);
    yield* ready.splice(0);
  }
  parser.feed('\n');
  yield* ready.splice(0);
}

/** llama-server writes `error: {…}` for an event, and some proxies a bare `{"error": …}`. */
function errorBesideEvents({ type, message, field, value = '', line = '' }: ParseError): readonly string[] {
  if (type === 'max-buffer-size-exceeded') return [message];
  if (field === 'error') return [`{"error":${value}}`];
  return objectIn(line)?.error === undefined ? [] : [line];
}

/** The object a text holds; undefined where it is no JSON object. */
export function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** What an error body says. */
export interface ErrorBody {
  readonly message: string;
  /** The name of the error, where the server gives it one. */
  readonly code?: string;
  /** What the server counted, where the prompt was too long. */
  readonly counted?: { readonly prompt: number; readonly context: number };
}

/**
 * Reads `{"error": text}`, `{"error": {"message": text}}`, and Ollama's way of passing on an error of llama-server: a
 * text that holds the JSON of another such object.
 */
export function readError(text: string): ErrorBody {
  const { error } = objectIn(text) ?? {};
  if (typeof error === 'string') return objectIn(error)?.error ? readError(error) : { message: error };
  if (typeof error !== 'object' || error === null) return { message: text.replace(/<[^>]*>|\s+/g, ' ').trim() };
  const { message, code, n_prompt_tokens: prompt, n_ctx: context } = error as Record<string, unknown>;
  const counted = typeof prompt === 'number' && typeof context === 'number' ? { prompt, context } : undefined;
  const said = typeof message === 'string' ? message : JSON.stringify(error);
  return { message: said, ...(typeof code === 'string' && { code }), ...(counted && { counted }) };
}
