import { createHash } from 'node:crypto';
import type { Exchange, ProposalFacts } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import {
  type FailureKind,
  failure,
  type Message,
  type ModelAnswer,
  type ModelFailure,
  type ModelProvider,
  policy,
} from './provider.ts';

/** The part of an attempt that a file of recorded answers keeps. */
export interface AnsweredAttempt extends Pick<ProposalFacts, 'model' | 'exchanges'> {
  readonly number: number;
}

/**
 * Recorded answers of one model, which take the place of asking it. A recorded question gets its own answer; any other
 * question gets the next unused one, in the order of the record. Each answer is used once.
 */
export class Answers {
  readonly #unused: Set<Exchange>;
  readonly #byPrompt: ReadonlyMap<string, Exchange[]>;

  constructor(exchanges: readonly Exchange[]) {
    const usable = exchanges.filter(isFinal);
    this.#unused = new Set(usable);
    this.#byPrompt = Map.groupBy(usable, ({ prompt }) => digest(prompt));
  }

  /** The answer to a question; undefined when all are used. */
  take(prompt: string): Exchange | undefined {
    const own = this.#byPrompt.get(digest(prompt))?.find((exchange) => this.#unused.has(exchange));
    const [next] = this.#unused;
    const taken = own ?? next;
    if (taken) this.#unused.delete(taken);
    return taken;
  }
}

/** Whether an exchange ended its call. After other failures the call was tried again, so they are left out. */
function isFinal({ failure }: Exchange): boolean {
  const followed = failure && policy[failure.kind as FailureKind];
  return followed === undefined || followed === 'shorten' || followed === 'resample';
}

function digest(prompt: string): string {
  return createHash('sha256').update(prompt).digest('hex');
}

/** The question of the last turn of a conversation; in the first turn the system text stands before it. */
export function promptOf(messages: readonly Message[]): string {
  const [system, user] = messages;
  return messages.length === 2 ? `${system?.content}\n\n${user?.content}` : (messages.at(-1)?.content ?? '');
}

/** A provider that answers from the record of one model. */
export function recordedAnswers(source: string, answers: Answers): ModelProvider {
  return {
    probed: false,
    async ask({ messages }, signal) {
      signal.throwIfAborted();
      const exchange = answers.take(promptOf(messages));
      return exchange ? resultOf(exchange) : failure('configuration', `the answers in ${source} are used up`);
    },
    inspect: async (model) => ({ name: model }),
    list: async () => [],
  };
}

function resultOf({ answer, thinking = '', stop = 'stop', failure: failed, tokens, milliseconds = 0 }: Exchange) {
  if (!failed)
    return { status: 'answered', text: answer, thinking, stop, tokens, milliseconds, loading: 0 } as ModelAnswer;
  const { kind, ...rest } = failed;
  return { status: 'failed', kind: kind as FailureKind, ...rest, tokens, milliseconds } as ModelFailure;
}

/**
 * The exchanges in a file of recorded answers, by model, in the order of the attempts' numbers. The file has one attempt
 * a line, or is the document that `germline log --json` prints.
 *
 * @throws {UsageError} when a line is no attempt.
 */
export function readAnswers(text: string, source: string): ReadonlyMap<string, readonly Exchange[]> {
  const attempts = /^\s*\[/.test(text) ? documentOf(text, source) : readAttempts(text, source);
  const asked = attempts.filter(({ model, exchanges = [] }) => model !== undefined && exchanges.length > 0);
  asked.sort((a, b) => a.number - b.number);
  const byModel = Map.groupBy(asked, ({ model }) => model as string);
  return new Map([...byModel].map(([model, all]) => [model, all.flatMap(({ exchanges = [] }) => exchanges)]));
}

function documentOf(text: string, source: string): AnsweredAttempt[] {
  const read = parsed(text, source);
  return (read as unknown[]).map((each, index) => checked(each, `${source}, entry ${index + 1}`));
}

function readAttempts(text: string, source: string): AnsweredAttempt[] {
  return text.split('\n').flatMap((line, index) => {
    const where = `${source}, line ${index + 1}`;
    return line.trim() === '' ? [] : [checked(parsed(line, where), where)];
  });
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${where} is not JSON: ${(error as Error).message}`);
  }
}

function checked(value: unknown, where: string): AnsweredAttempt {
  const { number, proposal, ...flat } = (value ?? {}) as Partial<AnsweredAttempt> & {
    readonly proposal?: Partial<AnsweredAttempt>;
  };
  const { model, exchanges = [] } = proposal ?? flat;
  const sound = (each: Partial<Exchange> | null) =>
    typeof each?.prompt === 'string' && typeof each.answer === 'string' && each.tokens;
  if (typeof number === 'number' && Array.isArray(exchanges) && exchanges.every(sound))
    return { number, exchanges, ...(model !== undefined && { model }) };
  throw new UsageError(
    `${where} is not a recorded attempt: expected {"number", "model", "exchanges": [{"prompt", "answer", "tokens"}]}, as "germline export NAME --answers FILE" writes it.`,
  );
}
