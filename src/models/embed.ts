import { ollamaClient } from './ollama.ts';
import { failure, type ModelFailure } from './provider.ts';
import { queryServer } from './query.ts';
import type { EmbeddingSettings } from './settings.ts';

/** The embedding of a text, of length 1. */
export type Vector = Float32Array;

/** Embeds a text. Everything that a server can do wrong is a failure; the signal's reason is thrown when it is aborted. */
export type Embed = (text: string, signal: AbortSignal) => Promise<Vector | ModelFailure>;

/** Milliseconds. The server may have to load the model first. */
const deadlines = { firstToken: 60_000, betweenTokens: 60_000, total: 60_000 };

/** Embeds texts with a model of Ollama. A text that is too long is a failure: vectors of cut texts would look alike. */
export function embedWith({ name, host }: EmbeddingSettings): Embed {
  return async (text, signal) =>
    await queryServer(
      signal,
      async (limited) => {
        const asked = { model: name, input: text, truncate: false, keep_alive: '30m' };
        const [vector] = (await ollamaClient(host, limited).embed(asked)).embeddings ?? [];
        return vector?.length ? unit(vector) : failure('configuration', `${name} returned no vector`);
      },
      deadlines,
    );
}

function unit(vector: readonly number[]): Vector {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => value / length);
}

/** The cosine of two vectors; NaN where they are not of the same model. */
export function cosine(a: Vector, b: Vector): number {
  return a.length === b.length ? a.reduce((sum, value, at) => sum + value * b[at]!, 0) : Number.NaN;
}
