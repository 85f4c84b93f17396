import { createParser, type ParseError } from 'eventsource-parser';
import { Agent, type Dispatcher, EnvHttpProxyAgent, fetch, type RequestInit, type Response } from 'undici';

/** No time limits for headers and bodies: `Watch` has its own. The fetch must come from the same undici. */
const limits = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } };
const direct = new Agent(limits);
let proxied: Dispatcher | undefined;

/** This machine's servers are never asked through a proxy, others as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say. */
function dispatcherFor(url: string): Dispatcher {
  const { hostname } = new URL(url);
  if (/^(?:(?:.+\.)?localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0|\[::\])$/.test(hostname)) return direct;
  proxied ??= new EnvHttpProxyAgent(limits);
  return proxied;
}

/** Fetches from a model server. */
export function request(url: string, options: RequestInit): Promise<Response> {
  return fetch(url, { ...options, dispatcher: dispatcherFor(url) });
}

/** Posts JSON. */
export function post(url: string, body: unknown, signal: AbortSignal, headers: Record<string, string> = {}) {
  return request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal,
  });
}

export function get(url: string, signal: AbortSignal, headers: Record<string, string> = {}) {
  return request(url, { signal, headers });
}

/** Characters of a line or an event at most. */
const longestLine = 1 << 22;

/** The lines of a body as they arrive, without their ends. A line that is too long is cut, and ends the reading. */
export async function* receivedLines(response: Response): AsyncGenerator<string> {
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
 * The data of server-sent events as they arrive. The last event needs no blank line after it. An error that a server
 * writes outside the protocol is passed on as an event, and so is the whole document of a server that does not stream.
 */
export async function* eventsOf(response: Response): AsyncGenerator<string> {
  const ready: string[] = [];
  const onError = (error: ParseError) => ready.push(...documentOutsideEvents(error));
  const parser = createParser({ onEvent: ({ data }) => ready.push(data), onError, maxBufferSize: longestLine });
  const document = /json|html/.test(response.headers.get('content-type') ?? '') ? await response.text() : undefined;
  if (document !== undefined && !/^data:/m.test(document)) return yield document;
  // Whole lines, since the parser silently drops an unknown field that arrives in two pieces.
  for await (const line of document?.split('\n') ?? receivedLines(response)) {
    parser.feed(`${line}\n`);
    yield* ready.splice(0);
  }
  parser.feed('\n');
  yield* ready.splice(0);
}

/** llama-server writes `error: {…}` in place of an event, and some servers and proxies write a bare object or a web page. */
function documentOutsideEvents({ type, message, field, value = '', line = '' }: ParseError): readonly string[] {
  if (type === 'max-buffer-size-exceeded') return [message];
  if (field === 'error') return [`{"error":${value}}`];
  const { error, choices } = objectIn(line) ?? {};
  return isError(error) || Array.isArray(choices) || isPage(line) ? [line] : [];
}

/** Whether a text is the beginning of a web page. */
export function isPage(text: string): boolean {
  return /^\s*<(?:!doctype|html|head|\?xml)\b/i.test(text);
}

/** Whether the error field of an answer holds an error: many servers send it empty. */
export function isError(error: unknown): boolean {
  return typeof error === 'object' ? Object.keys(error ?? {}).length > 0 : Boolean(error);
}

/** Reads a JSON object; returns undefined for any other text. */
export function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The error in a response. */
export interface ErrorBody {
  readonly message: string;
  /** The server's name of the error, if it has one. */
  readonly code?: string;
  /** Tokens by the server's count, where the prompt was too long. */
  readonly counted?: { readonly prompt: number; readonly context: number };
}

/**
 * Reads `{"error": text}` and `{"error": {"message": text}}`, also in a list, and `{"detail": …}` and `{"message": text}`.
 * Ollama passes on an error of llama-server as a text that is itself JSON of such an object.
 */
export function readError(text: string): ErrorBody {
  const document = objectIn(text);
  const [body] = Array.isArray(document) ? document : [document];
  const error: unknown = body?.error ?? body?.detail ?? body?.message;
  if (typeof error === 'string') return objectIn(error)?.error ? readError(error) : { message: error };
  if (typeof error !== 'object' || error === null) return { message: text.replace(/<[^>]*>|\s+/g, ' ').trim() };
  const { message, code, type, n_prompt_tokens: prompt, n_ctx: context } = error as Record<string, unknown>;
  const counted = typeof prompt === 'number' && typeof context === 'number' ? { prompt, context } : undefined;
  const said = typeof message === 'string' ? message : JSON.stringify(error);
  const name = [code, type].find((each) => typeof each === 'string');
  return { message: said, ...(name !== undefined && { code: name }), ...(counted && { counted }) };
}
