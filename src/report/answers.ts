import type { AnswerFormat, Attempt } from '../api/attempt.ts';
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

/** Counts an attempt, if its model answered. */
export function countAnswers(counts: Map<string, AnswerCount>, { model, exchanges = [], outcome }: Attempt): void {
  const answers = exchanges.filter(({ failure }) => !failure);
  const [first] = answers;
  if (model === undefined || !first?.format) return;
  const { format } = first;
  const key = `${format} ${model}`;
  const count = counts.get(key) ?? { model, format, asked: 0, atOnce: 0, rescued: 0, repairs: 0 };
  counts.set(key, count);
  count.asked++;
  count.repairs += answers.length - 1;
  // The late gates skip the last answer: its evaluation shows whether it would have passed them.
  const fell = outcome.status === 'failed' && outcome.stages.length === 0 && outcome.reason !== 'below-threshold';
  if (fell || exchanges.at(-1) !== answers.at(-1) || answers.at(-1)?.gate) return;
  if (answers.length === 1) count.atOnce++;
  else count.rescued++;
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
