import type { Tokens } from '../api/attempt.ts';
import { classify } from './classify.ts';
import { eventsOf, get, objectIn, post } from './http.ts';
import { failure, type ModelAnswer, type ModelFailure, type ModelProvider, type ModelRequest } from './provider.ts';
import { queryServer } from './query.ts';
import { Transcript } from './transcript.ts';
import { type Watch, watched } from './watch.ts';

/** One event of a streamed answer. Servers differ in the name of thoughts, and some send events without choices. */
interface OpenaiChunk {
  readonly error?: unknown;
  readonly choices?: readonly {
    readonly delta?: {
      readonly content?: string | null;
      readonly reasoning?: string | null;
      readonly reasoning_content?: string | null;
    };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null;
}

/**
 * Models behind an OpenAI-compatible server: llama.cpp, vLLM, LM Studio, EXO. Requests use only options that all of them
 * know; the server's own setting decides on the context. `key` goes into the authorization header and nowhere else.
 */
export function openai(address: string, key?: string): ModelProvider {
  const base = /\/v\d+$/.test(address) ? address : `${address}/v1`;
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
  const list = (signal: AbortSignal) =>
    queryServer(signal, async (limited) => {
      const response = await get(`${base}/models`, limited, headers);
      const text = await response.text();
      if (!response.ok) return classify(response.status, text);
      const { data } = objectIn(text) ?? {};
      return Array.isArray(data) ? data.map(({ id }: { id: string }) => id) : [];
    });
  return {
    probed: true,
    async ask(request, signal) {
      const url = `${base}/chat/completions`;
      return await watched(request.deadlines, signal, (watch) => requestCompletion(url, headers, request, watch));
    },

    async inspect(model, signal) {
      const names = await list(signal);
      if ('status' in names) return names;
      if (names.length === 0 || names.includes(model)) return { name: model };
      return failure('configuration', `no model ${model} on ${address}, which has ${names.join(', ')}`);
    },

    list,
  };
}

function bodyOf({ model, messages, sampling, answerTokens, think }: ModelRequest) {
  return {
    ...{ model, messages, stream: true, stream_options: { include_usage: true } },
    ...{ temperature: sampling.temperature, top_p: sampling.topP, seed: sampling.seed, max_tokens: answerTokens },
    ...(think !== undefined && { chat_template_kwargs: { enable_thinking: think !== false } }),
  };
}

async function requestCompletion(
  url: string,
  headers: Record<string, string>,
  request: ModelRequest,
  watch: Watch,
): Promise<ModelAnswer | ModelFailure> {
  const response = await post(url, bodyOf(request), watch.signal, headers);
  if (!response.ok) return { ...classify(response.status, await response.text()), milliseconds: watch.elapsed() };
  const completion = new Completion(request);
  const broken = (failed: ModelFailure) => completion.transcript.broken(failed, watch.elapsed());
  try {
    for await (const data of eventsOf(response)) {
      if (data === '[DONE]') break;
      const failed = completion.add(data);
      if (failed) return broken(failed);
      watch.token();
    }
  } catch (error) {
    return broken(watch.failure(error));
  }
  return completion.finish(watch.elapsed());
}

/** A streamed answer so far. */
class Completion {
  readonly transcript: Transcript;
  #stop: ModelAnswer['stop'] | undefined;
  #usage: OpenaiChunk['usage'];

  constructor({ messages }: ModelRequest) {
    this.transcript = new Transcript(messages);
  }

  /** Adds an event; returns the failure that it means, if any. */
  add(data: string): ModelFailure | undefined {
    const chunk = objectIn(data) as OpenaiChunk | undefined;
    if (!chunk) return failure('transient', `an event is not JSON: ${data.slice(0, 80)}`);
    if (chunk.error !== undefined) return classify(200, data);
    this.#usage = chunk.usage ?? this.#usage;
    const { delta, finish_reason: reason } = chunk.choices?.[0] ?? {};
    this.transcript.add(delta?.content ?? '', delta?.reasoning ?? delta?.reasoning_content ?? '');
    if (reason) this.#stop = reason === 'length' ? 'length' : 'stop';
    return this.transcript.stuck ? failure('incomplete', 'the answer repeats itself') : undefined;
  }

  /** The answer at the end of the stream. */
  finish(milliseconds: number): ModelAnswer | ModelFailure {
    const stop = this.#stop;
    const missing = failure('incomplete', 'the stream ended without a reason to stop');
    if (!stop) return this.transcript.broken(missing, milliseconds);
    return this.transcript.finish({ stop, tokens: this.#tokens(), milliseconds, loading: 0 });
  }

  /** By the server's count, if it has sent one. */
  #tokens(): Tokens {
    if (!this.#usage) return this.transcript.estimated();
    return { prompt: this.#usage.prompt_tokens ?? 0, answer: this.#usage.completion_tokens ?? 0 };
  }
}
