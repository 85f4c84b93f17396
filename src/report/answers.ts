import type { AnswerFormat, Attempt } from '../api/attempt.ts';
import { formatShare } from '../format.ts';

/** How one model got on with one way of writing answers. */
export interface AnswerCount {
  readonly model: string;
  readonly format: AnswerFormat;
  /** Conversations. */
  asked: number;
  /** Of them, those whose first answer passed all gates. */
  atOnce: number;
  /** Those whose first answer did not, and a later one did. */
  rescued: number;
  /** Answers to what was sent back. */
  repairs: number;
}

/** Takes an attempt in; those without an answer do not count. */
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
  // The last answer is not tried at the late gates: its evaluation tells whether it would have passed them.
  const fell = outcome.status === 'failed' && outcome.stages.length === 0 && outcome.reason !== 'below-threshold';
  if (fell || exchanges.at(-1) !== answers.at(-1) || answers.at(-1)?.gate) return;
  if (answers.length === 1) count.atOnce++;
  else count.rescued++;
}

/** Such as `small in block: 31 of 40 usable, 22 at once, 9 of 18 rescued (50 %) in 25 repairs`. */
export function describeAnswers({ model, format, asked, atOnce, rescued, repairs }: AnswerCount): string {
  const bad = asked - atOnce;
  const share = bad > 0 ? `, ${rescued} of ${bad} rescued (${formatShare(rescued / bad)}) in ${repairs} repairs` : '';
  return `${model} in ${format} format: ${atOnce + rescued} of ${asked} answers usable, ${atOnce} at once${share}`;
}

export const answerColumns = ['model', 'format', 'answers', 'usable at once', 'rescued', 'usable in all', 'repairs'];

/** One count as a row: see `answerColumns`. */
export function answerRow({ model, format, asked, atOnce, rescued, repairs }: AnswerCount): readonly string[] {
  const of = (part: number, whole: number) => `${part}${whole > 0 ? ` (${formatShare(part / whole)})` : ''}`;
  return [
    ...[model, format, String(asked), of(atOnce, asked), of(rescued, asked - atOnce)],
    ...[of(atOnce + rescued, asked), String(repairs)],
  ];
}
