import {
  type AnswerFormat,
  type Attempt,
  childOf,
  type Exchange,
  exchangesOf,
  type Learner,
  modelOf,
  type Recorded,
} from '../api/attempt.ts';
import { formatShare } from '../format.ts';

/** Counts of one model's answers in one format. */
export interface AnswerCount {
  readonly model: string;
  readonly format: AnswerFormat;
  /** Conversations. */
  asked: number;
  /** Conversations whose first answer passed all gates. */
  atOnce: number;
  /** Conversations where only a later answer passed all gates. */
  rescued: number;
  /** Answers to a request for repair. */
  repairs: number;
}

/** Counts of the answers of models, by model and format. */
export class AnswerCounts implements Learner {
  readonly #counts = new Map<string, AnswerCount>();

  get all(): readonly AnswerCount[] {
    return [...this.#counts.values()];
  }

  /** Counts an attempt, if its model answered. */
  tell({ attempt }: Recorded): void {
    const model = modelOf(attempt);
    const exchanges = exchangesOf(attempt);
    const answers = exchanges.filter(({ failure }) => !failure);
    const format = answers[0]?.format;
    if (model === undefined || !format) return;
    const count = this.#of(model, format);
    count.asked++;
    count.repairs += answers.slice(0, -1).filter(({ gate }) => gate).length;
    if (isLost(attempt) || !isUsable(exchanges)) return;
    if (answers[0]?.gate) count.rescued++;
    else count.atOnce++;
  }

  #of(model: string, format: AnswerFormat): AnswerCount {
    const key = `${format} ${model}`;
    const count = this.#counts.get(key) ?? { model, format, asked: 0, atOnce: 0, rescued: 0, repairs: 0 };
    this.#counts.set(key, count);
    return count;
  }
}

/** Whether an answer got a score within the conversation, or the last call was answered and its answer refused by no gate. */
function isUsable(exchanges: readonly Exchange[]): boolean {
  const { failure, gate } = exchanges.at(-1) ?? {};
  return exchanges.some(({ score }) => score !== undefined) || (!failure && !gate);
}

/** The program of an answer that was not evaluated within the conversation may have failed at once. */
function isLost(attempt: Attempt): boolean {
  const child = childOf(attempt);
  return child?.status === 'failed' && child.stages.length === 0 && child.reason !== 'missed-threshold';
}

/** One line such as `small in block format: 31 of 40 answers usable, 22 at once, 9 of 18 rescued (50 %) in 25 repairs`. */
export function describeAnswers({ model, format, asked, atOnce, rescued, repairs }: AnswerCount): string {
  const bad = asked - atOnce;
  const share = bad > 0 ? `, ${rescued} of ${bad} rescued (${formatShare(rescued / bad)}) in ${repairs} repairs` : '';
  return `${model} in ${format} format: ${atOnce + rescued} of ${asked} answers usable, ${atOnce} at once${share}`;
}

export const answerColumns = ['model', 'format', 'answers', 'usable at once', 'rescued', 'usable in all', 'repairs'];

/** One count as a row of `answerColumns`. */
export function answerRow({ model, format, asked, atOnce, rescued, repairs }: AnswerCount): readonly string[] {
  const of = (part: number, whole: number) => `${part}${whole > 0 ? ` (${formatShare(part / whole)})` : ''}`;
  return [
    ...[model, format, String(asked), of(atOnce, asked), of(rescued, asked - atOnce)],
    ...[of(atOnce + rescued, asked), String(repairs)],
  ];
}
