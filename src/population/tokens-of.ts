import type { Attempt } from '../api/attempt.ts';

/** Tokens of all prompts and answers of an attempt. */
export function tokensOf({ exchanges = [] }: Attempt): number {
  return exchanges.reduce((sum, { tokens: { prompt, answer } }) => sum + prompt + answer, 0);
}
