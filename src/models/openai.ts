import { brief } from './brief.ts';
import { classify } from './classify.ts';
import { get, linesOf, objectIn, post } from './http.ts';
import { failure, type ModelAnswer, type ModelFailure, type ModelProvider, type ModelRequest } from './provider.ts';
import { Transcript } from './transcript.ts';
import { Watch } from './watch.ts';

/** One event of a streamed answer. Servers name thoughts differently, and some send events without choices. */
interface Event {
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
 * Models behind an OpenAI-compatible server: llama.cpp, vLLM, LM Studio, EXO. Only what all of them know is sent; the
 * context is what the server was started with. `key` goes into the authorization header and nowhere else.
 */
export function openai(host: string, key?: string): ModelProvider {
  const base = /\/v\d+$/.test(host) ? host : `${host}/v1`;
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
  const list = (signal: AbortSignal) =>
    brief(signal, async (limited) => {
      const response = await get(`${base}/models`, limited, headers);
      const text = await response.text();
      if (!response.ok) return classify(response.status, text);
      const { data } = objectIn(text) ?? {};
      return Array.isArray(data) ? data.map(({ id }: { id: string }) => id) : [];
    });
  return {
    probed: true,
    async ask(request, signal) {
      const watch = new Watch(request.deadlines, signal);
      try {
        return await complete(`${base}/chat/completions`, headers, request, watch);
      } catch (error) {
        return { ...watch.failure(error), milliseconds: watch.elapsed() };
      } finally {
        watch.end();
      }
    },

    async inspect(model, signal) {
      const names = await list(signal);
      if ('status' in names) return names;
      if (names.length === 0 || names.includes(model)) return { name: model };
      return failure('configuration', `there is no model ${model} on ${host}, which has ${names.join(', ')}`);
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

async function complete(
  url: string,
  headers: Record<string, string>,
  request: ModelRequest,
  watch: Watch,
): Promise<ModelAnswer | ModelFailure> {
  const response = await post(url, bodyOf(request), watch.signal, headers);
  if (!response.ok) return { ...classify(response.status, await response.text()), milliseconds: watch.elapsed() };
  const transcript = new Transcript();
  let stop: 'stop' | 'length' | undefined;
  let usage: Event['usage'];
  const broken = (failed: ModelFailure) => ({ ...failed, tokens: transcript.counted(), milliseconds: watch.elapsed() });
  try {
    for await (const line of linesOf(response)) {
      const data = /^(?:data|error):\s*(.*)$/.exec(line.trim())?.[1];
      if (data === undefined) {
        if (objectIn(line)?.error !== undefined) return broken(classify(200, line)); // not even an event
        continue; // comments that keep the connection open
      }
      if (data === '[DONE]') break;
      const event = objectIn(data) as Event | undefined;
      if (!event) return broken(failure('transient', `an event that is no JSON: ${data.slice(0, 80)}`));
      if (event.error !== undefined || line.startsWith('error:'))
        return broken(classify(200, event.error === undefined ? JSON.stringify({ error: event }) : data));
      watch.token();
      usage = event.usage ?? usage;
      const [choice] = event.choices ?? [];
      const { content, reasoning, reasoning_content: reasoned } = choice?.delta ?? {};
      transcript.add(content ?? '', reasoning ?? reasoned ?? '');
      if (transcript.stuck) return broken(failure('incomplete', 'it repeats itself'));
      if (choice?.finish_reason) stop = choice.finish_reason === 'length' ? 'length' : 'stop';
    }
  } catch (error) {
    return broken(watch.failure(error));
  }
  if (!stop) return broken(failure('incomplete', 'the stream ended without a reason to stop'));
  const tokens = usage
    ? { prompt: usage.prompt_tokens ?? 0, answer: usage.completion_tokens ?? 0 }
    : transcript.counted();
  return transcript.finish({ stop, tokens, milliseconds: watch.elapsed(), loading: 0 });
}
