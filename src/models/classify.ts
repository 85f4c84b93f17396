import type { Response } from 'undici';
import { readError } from './http.ts';
import { type FailureKind, failure, type ModelFailure } from './provider.ts';

/** A prompt is too long, in the words of Ollama, llama-server, vLLM and LM Studio, and by OpenAI's code. */
const overflow =
  /exceeds? (the |maximum )(available )?context|(longer|greater) than the context length|maximum context length is|context length of only|context_length_exceeded|request too large|prompt is too long/i;

/** What is paid for is used up, in the words of OpenAI, Anthropic, DeepSeek and OpenRouter; a limit that says when it ends is none of these. */
const quota =
  /insufficient_quota|exceeded your current quota|credit balance|insufficient (balance|credits)|billing hard limit/i;

/**
 * Kinds of error texts, as captured from Ollama 0.33 and llama-server b11669; the first match counts. A text counts
 * before the status: within a stream there is no status, and Ollama answers 500 both to wrong options and to lack of memory.
 */
const texts: readonly (readonly [RegExp, FailureKind])[] = [
  [overflow, 'too-long'],
  [/out of memory|more system memory|insufficient memory|process has terminated|timed out waiting for/i, 'resource'],
  [/token repeat limit/i, 'incomplete'],
  [/model .* not found|does not support|^option "|invalid format|invalid think/i, 'configuration'],
  [/unexpectedly stopped|error was encountered while running|unexpected EOF/i, 'crashed'],
  [/server busy|overloaded|loading model/i, 'busy'],
];

const kindsByStatus: readonly (readonly [(status: number) => boolean, FailureKind])[] = [
  [(status) => status === 402, 'quota'],
  [(status) => status === 413, 'too-long'],
  [(status) => status === 503 || status === 429 || status === 529, 'busy'], // Anthropic writes 529
  [(status) => [408, 499, 502, 504].includes(status), 'transient'], // proxies write 502 and 504
  [(status) => (status >= 300 && status < 500) || status === 501, 'configuration'],
];

/** The failure that an error response means. */
export async function failureOf(response: Response): Promise<ModelFailure> {
  return classify(response.status, await response.text(), response.headers);
}

/** The same from its parts; `status` is 200 for an error within a stream. */
export function classify(status: number, body: string, headers?: Response['headers']): ModelFailure {
  const { message, code = '', counted } = readError(body);
  const said = `${message} ${code}`;
  const retryAfter = waitIn(headers) ?? waitSaid(message);
  const byText = texts.find(([pattern]) => pattern.test(message) || pattern.test(code))?.[1];
  const byStatus = kindsByStatus.find(([fits]) => fits(status))?.[1];
  const isUsedUp = quota.test(said) && retryAfter === undefined;
  const kind = isUsedUp ? 'quota' : (byText ?? byStatus ?? 'crashed');
  return failure(kind, status === 200 ? message : `${status}: ${message}`, {
    ...(counted && { counted }),
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

/** Milliseconds to wait by the headers of a response: seconds, or a date. */
function waitIn(headers: Response['headers'] | undefined): number | undefined {
  const [exact, given] = [headers?.get('retry-after-ms'), headers?.get('retry-after')];
  if (exact) return positive(Number(exact));
  if (!given) return undefined;
  return positive(/^[\d.]+$/.test(given) ? Number(given) * 1000 : Date.parse(given) - Date.now());
}

/** The same by the text of an error, such as "try again in 1m26.4s". */
function waitSaid(message: string): number | undefined {
  const said = /\b(?:try again|retry) (?:in|after) (?:(\d+)h)?(?:(\d+)m(?!s))?(?:([\d.]+) ?(ms|s))?/i.exec(message);
  if (!said?.slice(1).some(Boolean)) return undefined;
  const [, hours = 0, minutes = 0, rest = 0, unit] = said;
  return positive((Number(hours) * 60 + Number(minutes)) * 60_000 + Number(rest) * (unit === 'ms' ? 1 : 1000));
}

const positive = (milliseconds: number) => (milliseconds > 0 ? Math.ceil(milliseconds) : undefined);
