import type { Sampling } from './provider.ts';

/** What must be known about a family of models and cannot be asked of a server. */
export interface Family {
  readonly name: string;
  readonly matches: RegExp;
  /**
   * How thinking is switched: by the `think` field of the request, by levels of it (and never off), by the system text,
   * or not at all.
   */
  readonly thinking: 'switch' | 'levels' | 'system' | 'none';
  /** Whether it thinks where it is told nothing about that; left out where it is not known. */
  readonly unasked?: boolean;
  /** The head of the system text that makes it think, where that is how it is switched. */
  readonly preamble?: string;
  /** What its makers recommend. */
  readonly sampling: Pick<Sampling, 'temperature' | 'topP' | 'topK' | 'minP'>;
}

/**
 * Families by the names that libraries use; the first that fits. Sampling is from the models' own cards. Gemma 4 puts
 * its switch at the head of the system text, so `think` never changes within a run; Hermes ignores the field (its
 * template has a switch of another name) and obeys its system text, with its thoughts in the answer.
 */
const families: readonly Family[] = [
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

const other: Family = {
  ...{ name: 'other', matches: /^/, thinking: 'switch' },
  sampling: { temperature: 0.8, topP: 0.95, topK: 40, minP: 0.05 },
};

export function familyOf(model: string): Family {
  return families.find(({ matches }) => matches.test(model)) ?? other;
}
