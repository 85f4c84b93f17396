import type { Tokens } from '../api/attempt.ts';
import { classify, failureOf } from './classify.ts';
import { eventsOf, get, isError, isPage, objectIn, post } from './http.ts';
import { failure, type ModelAnswer, type ModelFailure, type ModelProvider, type ModelRequest } from './provider.ts';
import { queryServer } from './query.ts';
import { Transcript } from './transcript.ts';
import { type Watch, watched } from './watch.ts';

interface Said {
  /** A text, or a list of parts. */
  readonly content?: unknown;
  readonly reasoning?: string | null;
  readonly reasoning_content?: string | null;
}

/** One event of a streamed answer. Servers differ in the name of thoughts, and some send events without choices. */
interface OpenaiChunk {
  readonly error?: unknown;
  readonly object?: string;
  readonly choices?: readonly {
    readonly delta?: Said | null;
    /** In place of `delta`, from a server that does not stream. */
    readonly message?: Said | null;
    readonly finish_reason?: string | null;
    readonly error?: unknown;
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
      if (!response.ok) return await failureOf(response);
      const listed = objectIn(await response.text());
      if (!listed) return failure('configuration', 'the program at this address is no model server');
      const data: unknown = Array.isArray(listed) ? listed : listed.data;
      return Array.isArray(data)
        ? data.flatMap((model) => (typeof model?.id === 'string' ? [model.id as string] : []))
        : [];
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
  if (!response.ok) return { ...(await failureOf(response)), milliseconds: watch.elapsed() };
  const completion = new Completion(request);
  const broken = (failed: ModelFailure) => completion.transcript.broken(failed, watch.elapsed());
  try {
    for await (const data of eventsOf(response)) {
      if (data.trim() === '[DONE]') {
        completion.done();
        break;
      }
      const failed = completion.add(data);
      if (failed) return broken(failed);
      watch.token();
    }
  } catch (error) {
    return broken(watch.failure(error));
  }
  return completion.finish(watch.elapsed());
}

/** Reasons to stop that say that the answer was cut off. */
const cutOff = /^(?:length|max_tokens|model_length)$/i;

/** A streamed answer so far. */
class Completion {
  readonly transcript: Transcript;
  readonly #answerTokens: number;
  #stop: ModelAnswer['stop'] | undefined;
  #usage: OpenaiChunk['usage'];

  constructor({ messages, answerTokens }: ModelRequest) {
    this.transcript = new Transcript(messages);
    this.#answerTokens = answerTokens;
  }

  /** Adds an event; returns the failure that it means, if any. */
  add(data: string): ModelFailure | undefined {
    if (isPage(data))
      return failure('configuration', 'the program at this address answers with a web page: it is no model server');
    const chunk = objectIn(data) as OpenaiChunk | undefined;
    if (!chunk) return failure('transient', `an event is not JSON: ${data.slice(0, 80)}`);
    const [choice] = chunk.choices ?? [];
    if (isError(chunk.error) || chunk.object === 'error') return classify(200, data);
    if (isError(choice?.error)) return classify(200, JSON.stringify({ error: choice?.error }));
    this.#usage = chunk.usage ?? this.#usage;
    const said = choice?.delta ?? choice?.message;
    const { text, thinking } = readContent(said?.content);
    this.transcript.add(text, said?.reasoning ?? said?.reasoning_content ?? thinking);
    if (choice?.finish_reason) this.#stop = cutOff.test(choice.finish_reason) ? 'length' : 'stop';
    if (choice?.message) this.done();
    return this.transcript.stuck ? failure('incomplete', 'the answer repeats itself') : undefined;
  }

  /** The server says that the answer has ended, which some do without a reason. */
  done(): void {
    const isFull = (this.#usage?.completion_tokens ?? 0) >= this.#answerTokens;
    this.#stop ??= isFull ? 'length' : 'stop';
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

/** The text and the thoughts of a content, which some servers write as a list of parts. */
function readContent(content: unknown): { readonly text: string; readonly thinking: string } {
  if (typeof content === 'string') return { text: content, thinking: '' };
  const parts: readonly { type?: string; text?: unknown; thinking?: unknown }[] = Array.isArray(content) ? content : [];
  const isThought = ({ type = 'text' }) => /^(?:thinking|reasoning)$/.test(type);
  const all = (chosen: typeof parts) => chosen.map(({ text, thinking }) => readContent(thinking ?? text).text).join('');
  return { text: all(parts.filter((part) => !isThought(part))), thinking: all(parts.filter(isThought)) };
}
