import type { Tokens } from '../api/attempt.ts';
import { failure, type Message, type ModelAnswer, type ModelFailure } from './provider.ts';
import { splitThoughts } from './thoughts.ts';

/** Equal pieces in a row after which a model counts as stuck; Ollama's own guard has 31, in later versions 101. */
const maxRepeats = 128;
/** Characters for one token of English or code, on average. */
export const charactersPerToken = 4;

/** The answer of a model so far, its thinking apart. */
export class Transcript {
  readonly #promptCharacters: number;
  #text = '';
  #thinking = '';
  #pieces = 0;
  #last = '';
  #repeats = 0;

  constructor(messages: readonly Message[]) {
    this.#promptCharacters = messages.reduce((sum, { content }) => sum + content.length, 0);
  }

  add(text: string, thinking: string): void {
    const piece = text + thinking;
    if (piece === '') return;
    this.#pieces++;
    this.#repeats = piece === this.#last ? this.#repeats + 1 : 1;
    this.#last = piece;
    this.#text += text;
    this.#thinking += thinking;
  }

  /** Whether the model only repeats itself. */
  get stuck(): boolean {
    return this.#repeats >= maxRepeats;
  }

  /** Tokens where the server has not counted: those of the prompt by its length, and each piece of the answer as one. */
  estimated(): Tokens {
    return { prompt: Math.ceil(this.#promptCharacters / charactersPerToken), answer: this.#pieces, estimated: true };
  }

  /** A failure in the middle of the answer, with the tokens so far. */
  broken(failed: ModelFailure, milliseconds: number): ModelFailure {
    return { ...failed, tokens: this.estimated(), milliseconds };
  }

  /** The answer at its end; a failure where it has no text beside thinking. */
  finish(end: Pick<ModelAnswer, 'stop' | 'tokens' | 'milliseconds' | 'loading'>): ModelAnswer | ModelFailure {
    const [text, leaked] = splitThoughts(this.#text);
    const thinking = [this.#thinking, leaked].filter(Boolean).join('\n');
    if (text.trim() !== '') return { status: 'answered', text, thinking, ...end };
    const { stop, tokens, milliseconds } = end;
    const used = stop === 'length' ? ', and all tokens were used up' : '';
    const what = thinking ? 'the model only thought, without an answer' : 'the answer is empty';
    return failure('empty', `${what}${used}`, { tokens, milliseconds });
  }
}
