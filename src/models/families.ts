import type { Sampling } from './provider.ts';

/** Facts about a family of models that no server reports. */
export interface ModelFamily {
  readonly name: string;
  readonly matches: RegExp;
  /**
   * How thinking is switched: by the `think` field of the request, by its levels (and never off), by the system text, or
   * not at all.
   */
  readonly thinking: 'switch' | 'levels' | 'system' | 'none';
  /** Whether it thinks when the request does not say; absent where that is unknown. */
  readonly unasked?: boolean;
  /** The head of the system text that makes it think, where the system text is the switch. */
  readonly preamble?: string;
  /** As its makers recommend. */
  readonly sampling: Pick<Sampling, 'temperature' | 'topP' | 'topK' | 'minP'>;
}

/**
 * Families by the names that model libraries use; the first match counts. Sampling is from the models' own cards.
 * The template of Gemma 4 puts the switch at the head of the system text, so `think` must not change within a run.
 * Hermes ignores the `think` field, obeys its system text, and writes its thoughts into the answer.
 */
const families: readonly ModelFamily[] = [
  {
    ...{ name: 'Gemma 4', matches: /gemma-?4/i, thinking: 'switch', unasked: false },
    sampling: { temperature: 1, topP: 0.95, topK: 64, minP: 0 },
  },
  {
    ...{ name: 'Gemma', matches: /gemma/i, thinking: 'none' },
    sampling: { temperature: 1, topP: 0.95, topK: 64, minP: 0 },
  },
  {
    ...{ name: 'Hermes', matches: /hermes/i, thinking: 'system' },
    preamble:
      'You are a deep thinking AI, you may use extremely long chains of thought to deeply consider the problem and deliberate with yourself via systematic reasoning processes to help come to a correct solution prior to answering. You should enclose your thoughts and internal monologue inside <think> </think> tags, and then provide your solution or response to the problem.',
    sampling: { temperature: 0.6, topP: 0.95, topK: 20, minP: 0 },
  },
  {
    ...{ name: 'Qwen coder', matches: /qwen.*coder/i, thinking: 'none' },
    sampling: { temperature: 0.7, topP: 0.8, topK: 20, minP: 0 },
  },
  {
    ...{ name: 'Qwen 3', matches: /qwen-?3|qwq/i, thinking: 'switch', unasked: true },
    sampling: { temperature: 0.7, topP: 0.8, topK: 20, minP: 0 },
  },
  {
    ...{ name: 'gpt-oss', matches: /gpt-oss/i, thinking: 'levels' },
    sampling: { temperature: 1, topP: 1, topK: 0, minP: 0 },
  },
  {
    ...{ name: 'DeepSeek R1', matches: /deepseek-(r1|v3\.)/i, thinking: 'switch', unasked: true },
    sampling: { temperature: 0.6, topP: 0.95, topK: 40, minP: 0 },
  },
];

const other: ModelFamily = {
  ...{ name: 'other', matches: /^/, thinking: 'switch' },
  sampling: { temperature: 0.8, topP: 0.95, topK: 40, minP: 0.05 },
};

export function familyOf(model: string): ModelFamily {
  return families.find(({ matches }) => matches.test(model)) ?? other;
}
