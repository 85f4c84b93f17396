import { formatCount, formatCounts, formatDuration, formatShare } from '../format.ts';
import type { IdeaFacts } from './ideas.ts';

/** What the calls of one model led to. */
export interface ModelWorth {
  readonly model: string;
  readonly ideas: number;
  /** Ideas that were the best of the run by then. */
  readonly champions: number;
  /** Ideas that led nowhere, by the reason; the most frequent first. */
  readonly deadEnds: readonly { readonly reason: string; readonly count: number }[];
  /** Calls: an idea takes more than one where an answer was sent back for repair. */
  readonly exchanges: number;
  readonly tokens: number;
  readonly seconds: number;
}

/** Counts by model, in the order of their first ideas. */
export function worthOf(ideas: readonly IdeaFacts[]): readonly ModelWorth[] {
  return [...Map.groupBy(ideas, ({ model }) => model)].map(([model, own]) => {
    const sum = (part: (idea: IdeaFacts) => number) => own.reduce((total, idea) => total + part(idea), 0);
    const reasons = own.flatMap(({ deadEnd }) => deadEnd ?? []);
    const counts = [...Map.groupBy(reasons, (reason) => reason)].map(([reason, { length: count }]) => ({
      reason,
      count,
    }));
    return {
      ...{ model, ideas: own.length, champions: own.filter(({ fate }) => fate === 'champion').length },
      deadEnds: counts.sort((a, b) => b.count - a.count),
      ...{ exchanges: sum(({ exchanges }) => exchanges), tokens: sum(({ tokens }) => tokens) },
      seconds: sum(({ seconds }) => seconds),
    };
  });
}

/** One sentence such as `small: 25 ideas, 5 of them champions; 16 led nowhere (64.0 %): weak parent 8, failed: wrong 8`. */
export function describeWorth({ model, ideas, champions, deadEnds, exchanges, tokens, seconds }: ModelWorth): string {
  const lost = deadEnds.reduce((sum, { count }) => sum + count, 0);
  const reasons = formatCounts(new Map(deadEnds.map(({ reason, count }) => [reason, count])));
  const cost = `${formatCount(exchanges, 'call')}, ${formatCount(tokens, 'token')}, ${formatDuration(1000 * seconds)}`;
  const nowhere = lost === 0 ? 'all led on' : `${lost} led nowhere (${formatShare(lost / ideas)}): ${reasons}`;
  return `${model}: ${formatCount(ideas, 'idea')}, ${champions} the best by then; ${nowhere}; ${cost}`;
}
