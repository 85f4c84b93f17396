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

/** The lines of a body as they come; a last one that is not ended is given too. */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body ?? []) {
    rest += decoder.decode(bytes as Uint8Array, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() as string;
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield rest;
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
