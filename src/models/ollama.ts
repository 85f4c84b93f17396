import { Ollama } from 'ollama';
import type { RequestInit } from 'undici';
import { classify, failureOf } from './classify.ts';
import { isError, isPage, objectIn, post, receivedLines, request } from './http.ts';
import {
  failure,
  type ModelAnswer,
  type ModelFacts,
  type ModelFailure,
  type ModelProvider,
  type ModelRequest,
} from './provider.ts';
import { queryServer } from './query.ts';
import { Transcript } from './transcript.ts';
import { type Watch, watched } from './watch.ts';

/** One line of a streamed answer. */
interface OllamaChunk {
  readonly error?: unknown;
  readonly message?: { readonly content?: string; readonly thinking?: string };
  readonly done?: boolean;
  readonly done_reason?: string;
  /** Nanoseconds; absent when zero. */
  readonly load_duration?: number;
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
}

/**
 * Models of an Ollama server.
 *
 * Chat does not use the `ollama` package (0.6.4): there a call cannot be aborted before its first token, a broken line is
 * dropped with only a warning, the status of an error within a stream is lost, and generation goes on when the reader
 * stops. Lists and embeddings go through the package.
 */
export function ollama(address: string): ModelProvider {
  const client = (signal: AbortSignal) => ollamaClient(address, signal);
  const names = (signal: AbortSignal, ask: (server: Ollama) => Promise<{ readonly models: { name: string }[] }>) =>
    queryServer(signal, async (limited) => ((await ask(client(limited))).models ?? []).map(({ name }) => name));
  return {
    probed: true,
    async ask(asked, signal) {
      return await watched(asked.deadlines, signal, (watch) => chat(address, asked, watch));
    },

    async inspect(model, signal) {
      return await queryServer(signal, async (limited) => {
        const response = await post(`${address}/api/show`, { model }, limited);
        if (!response.ok) return await failureOf(response);
        const { models } = await client(limited).list();
        const digest = models.find(({ name }) => name === model || name === `${model}:latest`)?.digest;
        return factsOf(model, digest, objectIn(await response.text()) ?? {});
      });
    },

    loaded: (signal) => names(signal, (server) => server.ps()),
    list: (signal) => names(signal, (server) => server.list()),
  };
}

/** A client of an Ollama server for calls that are not streamed; `signal` ends them. */
export function ollamaClient(address: string, signal: AbortSignal): Ollama {
  const fetch = (url: string, init: RequestInit) => request(url, { ...init, signal });
  return new Ollama({ host: address, fetch: fetch as unknown as typeof globalThis.fetch });
}

function factsOf(name: string, digest: string | undefined, shown: Record<string, unknown>): ModelFacts {
  const info = Object.entries((shown.model_info ?? {}) as Record<string, unknown>);
  const context = info.find(([key]) => key.endsWith('.context_length'))?.[1];
  const capabilities = (shown.capabilities ?? []) as readonly string[];
  return {
    name,
    thinks: capabilities.includes('thinking'),
    ...(typeof context === 'number' && { contextTokens: context }),
    ...(digest !== undefined && { digest }),
  };
}

/**
 * The body of a chat request. `truncate` and `shift` are off: with them, a long prompt is silently cut to half the
 * context, and a long answer silently loses its beginning. `think` is sent to every model that knows it, since unset
 * means on.
 */
function bodyOf({ model, messages, sampling, contextTokens, answerTokens, think }: ModelRequest) {
  return {
    ...{ model, messages, stream: true, truncate: false, shift: false, keep_alive: '30m' },
    ...(think !== undefined && { think }),
    options: {
      ...{ num_ctx: contextTokens, num_predict: answerTokens, seed: sampling.seed },
      ...{ temperature: sampling.temperature, top_p: sampling.topP, top_k: sampling.topK, min_p: sampling.minP },
      ...{ repeat_penalty: sampling.repeatPenalty },
    },
  };
}

async function chat(address: string, asked: ModelRequest, watch: Watch): Promise<ModelAnswer | ModelFailure> {
  const response = await post(`${address}/api/chat`, bodyOf(asked), watch.signal);
  if (!response.ok) return { ...(await failureOf(response)), milliseconds: watch.elapsed() };
  const transcript = new Transcript(asked.messages);
  const broken = (failed: ModelFailure) => transcript.broken(failed, watch.elapsed());
  try {
    for await (const line of receivedLines(response)) {
      if (line.trim() === '') continue;
      const chunk = objectIn(line) as OllamaChunk | undefined;
      if (isPage(line)) return broken(failure('configuration', 'the program at this address is no model server'));
      if (!chunk) return broken(failure('transient', `a line is not JSON: ${line.slice(0, 80)}`));
      if (isError(chunk.error)) return broken(classify(200, line));
      watch.token();
      transcript.add(chunk.message?.content ?? '', chunk.message?.thinking ?? '');
      if (transcript.stuck) return broken(failure('incomplete', 'the answer repeats itself'));
      if (chunk.done) return transcript.finish(endOf(chunk, watch));
    }
  } catch (error) {
    return broken(watch.failure(error));
  }
  return broken(failure('incomplete', 'the stream ended without its last line, as it does when tokens repeat'));
}

function endOf(chunk: OllamaChunk, watch: Watch) {
  return {
    stop: chunk.done_reason === 'length' ? ('length' as const) : ('stop' as const),
    tokens: { prompt: chunk.prompt_eval_count ?? 0, answer: chunk.eval_count ?? 0 },
    milliseconds: watch.elapsed(),
    loading: Math.round((chunk.load_duration ?? 0) / 1e6),
  };
}
