import { type Direction, fitnessIn } from '../api/direction.ts';
import { formatDuration, formatNumber } from '../format.ts';
import type { IdeaFacts } from './ideas.ts';
import { shorten } from './shorten.ts';

/** Most ideas that a report or page shows. */
export const mostIdeas = 30;

export function ideasShown(count: number): string {
  return count > mostIdeas ? `The ${mostIdeas} of ${count} ideas that became most:` : 'What became of them:';
}

/** The columns of a table of ideas. The idea is last, as it is long. */
export const ideaColumns = [
  ...['attempt', 'model', 'asked to', 'fate'],
  ...['score', 'parent', 'became', 'calls', 'tokens', 'time'],
  'idea',
];

/** Whether a column has numbers, which are aligned on the right. */
export function isNumeric(column: number): boolean {
  return 4 <= column && column < ideaColumns.length - 1;
}

/** One idea as a row of `ideaColumns`. */
export function ideaRow(idea: IdeaFacts): readonly string[] {
  const { attempt, model, proposer, score, parent, from, became, exchanges, tokens, seconds } = idea;
  const known = (value: number | undefined) => (value === undefined ? '–' : formatNumber(value));
  return [
    ...[`#${attempt}`, model, proposer, fateOf(idea), known(score)],
    `${known(from)} #${parent}`,
    became ? `${formatNumber(became.score)} #${became.attempt}` : '–',
    ...[String(exchanges), String(tokens), formatDuration(1000 * seconds)],
    shorten(idea.summary),
  ];
}

/** What became of an idea, why, and the earlier program that it nearly was, such as `refused: alike, nearly #12`. */
function fateOf({ fate, reason, twin }: IdeaFacts): string {
  const why = reason === undefined ? fate : `${fate}: ${reason}`;
  return twin === undefined ? why : `${why}, nearly #${twin}`;
}

/** Ideas that became most first, and then those without a score, the latest first. */
export function bestIdeas(ideas: readonly IdeaFacts[], direction: Direction): readonly IdeaFacts[] {
  const worth = ({ score, became }: IdeaFacts) => fitnessIn(direction, became?.score ?? score);
  // Of two that have no score the difference is not a number.
  return ideas.toSorted((a, b) => worth(b) - worth(a) || b.attempt - a.attempt);
}
