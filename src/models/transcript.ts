import type { Tokens } from '../api/attempt.ts';
import { failure, type Message, type ModelAnswer, type ModelFailure } from './provider.ts';

/** Equal pieces in a row after which a model is only repeating itself; Ollama's own guard has 31, later 101. */
const repeats = 128;

/** Characters for one token of English or code, on average. */
export const charactersPerToken = 4;

/** What a model said so far, thinking apart. */
export class Transcript {
  readonly #promptCharacters: number;
  #text = '';
  #thinking = '';
  #pieces = 0;
  #last = '';
  #same = 0;

  constructor(messages: readonly Message[]) {
    this.#promptCharacters = messages.reduce((sum, { content }) => sum + content.length, 0);
  }

  add(text: string, thinking: string): void {
    const piece = text + thinking;
    if (piece === '') return;
    this.#pieces++;
    this.#same = piece === this.#last ? this.#same + 1 : 1;
    this.#last = piece;
    this.#text += text;
    this.#thinking += thinking;
  }

  /** It says the same over and over. */
  get stuck(): boolean {
    return this.#same >= repeats;
  }

  /** Tokens where the server has not counted: four characters of the prompt for one, and each piece of the answer. */
  estimated(): Tokens {
    return { prompt: Math.ceil(this.#promptCharacters / charactersPerToken), answer: this.#pieces, estimated: true };
  }

  /** A failure after which nothing more is read, with the tokens so far. */
  broken(failed: ModelFailure, milliseconds: number): ModelFailure {
    return { ...failed, tokens: this.estimated(), milliseconds };
  }

  /** The answer, or the failure it is where nothing was said but thoughts. */
  finish(end: Pick<ModelAnswer, 'stop' | 'tokens' | 'milliseconds' | 'loading'>): ModelAnswer | ModelFailure {
    const [text, leaked] = withoutThoughts(this.#text);
    const thinking = [this.#thinking, leaked].filter(Boolean).join('\n');
    if (text.trim() !== '') return { status: 'answered', text, thinking, ...end };
    const { stop, tokens, milliseconds } = end;
    const used = stop === 'length' ? ', and all tokens were used up' : '';
    return failure('empty', thinking ? `it thought and did not answer${used}` : `it said nothing${used}`, {
      tokens,
      milliseconds,
    });
  }
}

/**
 * Splits off thoughts that leaked into an answer as `<think>…</think>` (Hermes, and models whose template the server
 * does not know). A block that is not closed is thought to the end; one whose opening tag the template swallowed
 * begins at the beginning.
 */
function withoutThoughts(text: string): [text: string, thoughts: string] {
  const thoughts: string[] = [];
  const keep = (_: string, thought: string) => {
    thoughts.push(thought.trim());
    return '';
  };
  const rest = text
    .replace(/<think>([\s\S]*?)<\/think>\s*/g, keep)
    .replace(/^([\s\S]*?)<\/think>\s*/, keep)
    .replace(/<think>([\s\S]*)$/, keep);
  return [rest, thoughts.join('\n')];
}
