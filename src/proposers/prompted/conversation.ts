import type { AnswerFormat, Exchange } from '../../api/attempt.ts';
import { promptOf } from '../../models/answers.ts';
import type { Call } from '../../models/askable.ts';
import type { Message, ModelRequest } from '../../models/provider.ts';
import type { Called } from '../../models/server.ts';
import type { Prompt } from './prompt/build.ts';

/** A call with everything but its messages. */
export type CallOptions = Omit<ModelRequest, 'messages'>;

/**
 * The conversation with one model about one attempt, turn by turn. Recorded exchanges take the place of calls: a replay
 * then holds the same conversation without a model. It keeps the words and the number of turns of the record, since a
 * later version may write other prompts.
 */
export class ModelConversation {
  readonly exchanges: Exchange[] = [];
  /** Items of the playbook that its prompt showed. */
  shown: readonly number[] = [];
  readonly #call: Call;
  readonly #signal: AbortSignal;
  readonly #recorded: readonly Exchange[] | undefined;
  readonly #timed: boolean;
  #messages: readonly Message[] = [];

  constructor(call: Call, signal: AbortSignal, recorded: readonly Exchange[] | undefined, timed: boolean) {
    this.#call = call;
    this.#signal = signal;
    this.#recorded = recorded;
    this.#timed = timed;
  }

  /** Starts over with a system text and a question. */
  async open(prompt: Prompt, format: AnswerFormat | undefined, options: CallOptions): Promise<Exchange> {
    const { system, user, dropped, shown } = prompt;
    this.shown = shown;
    this.#messages = [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ];
    const facts = { system: system.length, ...(dropped.length > 0 && { dropped }), ...(format && { format }) };
    return await this.#exchange(facts, options);
  }

  /** Continues after the last answer. */
  async reply(user: string, wanted: Pick<Exchange, 'format' | 'base'>, options: CallOptions): Promise<Exchange> {
    const answer = this.exchanges.at(-1)?.answer ?? '';
    this.#messages = [...this.#messages, { role: 'assistant', content: answer }, { role: 'user', content: user }];
    return await this.#exchange(wanted, options);
  }

  /** Notes the gate that the last answer did not pass, or the score of its program. */
  note(result: Pick<Exchange, 'gate' | 'score'>): void {
    const last = this.exchanges.pop() as Exchange;
    this.exchanges.push(this.#recorded ? last : { ...last, ...result });
  }

  /** Whether another turn follows: as recorded in a replay, else as wanted. */
  goesOn(wanted: boolean): boolean {
    return this.#recorded ? this.exchanges.length < this.#recorded.length : wanted;
  }

  /** All text so far, for an estimate of its size. */
  get text(): string {
    return [...this.#messages.map(({ content }) => content), this.exchanges.at(-1)?.answer ?? ''].join('\n');
  }

  async #exchange(asked: Asked, options: CallOptions): Promise<Exchange> {
    const recalled = this.#recorded && (this.#recorded[this.exchanges.length] ?? unrecorded);
    const exchange = recalled ?? (await this.#ask(asked, options));
    this.exchanges.push(exchange);
    return exchange;
  }

  async #ask(asked: Asked, options: CallOptions): Promise<Exchange> {
    const prompt = promptOf(this.#messages);
    const called = await this.#call({ ...options, messages: this.#messages }, this.#signal);
    return { prompt, ...asked, ...callFacts(called, this.#timed) };
  }
}

const unrecorded: Exchange = {
  prompt: '',
  answer: '',
  tokens: { prompt: 0, answer: 0 },
  failure: { kind: 'configuration', message: 'the record has no further exchange' },
};

/** How a turn was asked. */
type Asked = Pick<Exchange, 'system' | 'dropped' | 'format' | 'base'>;

type CallFacts = Omit<Exchange, 'prompt' | keyof Asked>;

function callFacts({ result, retried }: Called, timed: boolean): CallFacts {
  const { tokens, milliseconds } = result;
  const more = { ...(retried.length > 0 && { retried }), tokens, ...(timed && { milliseconds }) };
  if (result.status === 'answered') {
    const { text, thinking, stop } = result;
    return { answer: text, ...(thinking && { thinking }), stop, ...more };
  }
  const { kind, message, counted } = result;
  return { answer: '', failure: { kind, message, ...(counted && { counted }) }, ...more };
}
