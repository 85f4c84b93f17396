import { type Direction, fitnessOf } from '../api/direction.ts';
import type { AttemptRow } from './row.ts';

/** One change on the way from the initial program to a candidate. */
export interface CreditedChange extends Pick<AttemptRow, 'proposer' | 'model' | 'summary'> {
  readonly attempt: number;
  readonly parent: number;
  readonly score: number;
  /** By how much its score is better than that of its first parent; may be negative. */
  readonly gain: number;
  /** Its share of the whole gain; undefined if the whole gain is zero. */
  readonly share: number | undefined;
}

/** The total gain of the changes of one proposer or model. */
export interface Credit {
  readonly name: string;
  readonly changes: number;
  readonly gain: number;
  readonly share: number | undefined;
}

/** The gain of a candidate over the initial program, divided among changes, proposers and models. */
export interface Attribution {
  readonly from: number;
  readonly to: number;
  readonly gain: number;
  /** In order, from the initial program; their gains add up to the whole gain. */
  readonly changes: readonly CreditedChange[];
  /** The largest gain first. */
  readonly proposers: readonly Credit[];
  /** The largest gain first; changes without a model count as `none`. */
  readonly models: readonly Credit[];
}

type ShareOf = (gain: number) => number | undefined;

/** Credits each change along a line of first parents, the initial program first, with its gain over its parent. */
export function attribute(
  line: readonly AttemptRow[],
  score: (number: number) => number | undefined,
  direction: Direction,
): Attribution {
  const scores = line.map(({ number }) => score(number) ?? Number.NaN);
  const [from, to] = [scores[0]!, scores.at(-1)!];
  const gain = fitnessOf(direction, to - from);
  const shareOf: ShareOf = (part) => (gain === 0 ? undefined : part / gain);
  const changes = line.slice(1).map((row, index) => {
    const own = fitnessOf(direction, scores[index + 1]! - scores[index]!);
    return changeOf(row, scores[index + 1]!, own, shareOf(own));
  });
  return {
    ...{ from, to, gain, changes },
    proposers: creditBy(changes, ({ proposer }) => proposer, shareOf),
    models: creditBy(changes, ({ model }) => model ?? 'none', shareOf),
  };
}

function changeOf(row: AttemptRow, score: number, gain: number, share: number | undefined): CreditedChange {
  const { number, parents, proposer, model, summary } = row;
  return { attempt: number, parent: parents[0]!, proposer, model, summary, score, gain, share };
}

function creditBy(
  changes: readonly CreditedChange[],
  nameOf: (change: CreditedChange) => string,
  shareOf: ShareOf,
): readonly Credit[] {
  const credits = [...Map.groupBy(changes, nameOf)].map(([name, group]): Credit => {
    const gain = group.reduce((sum, change) => sum + change.gain, 0);
    return { name, changes: group.length, gain, share: shareOf(gain) };
  });
  return credits.sort((a, b) => b.gain - a.gain);
}
