import { readError } from './http.ts';
import { type FailureKind, failure, type ModelFailure } from './provider.ts';

/** A prompt is too long, in the words of Ollama, llama-server, vLLM and LM Studio, and by OpenAI's code. */
const overflow =
  /exceeds? the (available )?context|(longer|greater) than the context length|maximum context length is|context length of only|context_length_exceeded/i;

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
  [(status) => status === 503 || status === 429, 'busy'],
  [(status) => [408, 499, 502, 504].includes(status), 'transient'], // proxies write 502 and 504
  [(status) => (status >= 300 && status < 500) || status === 501, 'configuration'],
];

/** The failure that an error response means; `status` is 200 for an error within a stream. */
export function classify(status: number, body: string): ModelFailure {
  const { message, code = '', counted } = readError(body);
  const byText = texts.find(([pattern]) => pattern.test(message) || pattern.test(code))?.[1];
  const byStatus = kindsByStatus.find(([fits]) => fits(status))?.[1];
  const kind = byText ?? byStatus ?? 'crashed';
  return failure(kind, status === 200 ? message : `${status}: ${message}`, counted && { counted });
}
