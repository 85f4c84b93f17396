import { fitnessOf } from '../api/direction.ts';
import { type Ancestry, betterParents } from './ancestry.ts';
import type { AttemptRow } from './row.ts';

/** One change on the way from the initial program to a candidate. */
export interface CreditedChange extends Pick<AttemptRow, 'proposer' | 'model' | 'summary'> {
  readonly attempt: number;
  /** The better of its parents. */
  readonly parent: number;
  readonly score: number;
  /** How far it brought the score beyond all before it on the way, but not beyond the score at the end. */
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
  /** Number of the initial program. */
  readonly origin: number;
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

/**
 * Credits each change on the way from the initial program to a candidate, along the better parents: a child is worth what it
 * adds to the best of its parents, so code that it copied from a mate is credited where it arose. What only makes up for an
 * earlier loss adds nothing, so no share is negative or above the whole.
 */
export function attribute(of: number, ancestry: Ancestry, row: (number: number) => AttemptRow): Attribution {
  const line = betterParents(ancestry, of);
  const scores = line.map((number) => ancestry.score(number) ?? Number.NaN);
  scores[line.length - 1] = ancestry.score(of) ?? row(of).score ?? Number.NaN; // of a refuted candidate, what it claimed
  const [from, to] = [scores[0]!, scores.at(-1)!];
  const gain = fitnessOf(ancestry.direction, to - from);
  const shareOf: ShareOf = (part) => (gain === 0 ? undefined : part / gain);
  const reached = reachedBy(scores);
  const changes = line.slice(1).map((number, index) => {
    const own = fitnessOf(ancestry.direction, reached[index + 1]! - reached[index]!);
    return changeOf(row(number), line[index]!, scores[index + 1]!, own, shareOf(own));
  });
  return {
    ...{ origin: line[0]!, from, to, gain, changes },
    proposers: creditBy(changes, ({ proposer }) => proposer, shareOf),
    models: creditBy(changes, ({ model }) => model ?? 'none', shareOf),
  };
}

/** How far the scores had come from the first towards the last by then. Unknown scores come no further. */
function reachedBy(scores: readonly number[]): readonly number[] {
  const [from, to] = [scores[0]!, scores.at(-1)!];
  const further = (a: number, b: number) => (from <= to ? Math.max(a, Math.min(b, to)) : Math.min(a, Math.max(b, to)));
  let reached = from;
  return scores.map((score) => {
    if (!Number.isNaN(score)) reached = further(reached, score);
    return reached;
  });
}

function changeOf(
  { number, proposer, model, summary }: AttemptRow,
  parent: number,
  score: number,
  gain: number,
  share: number | undefined,
): CreditedChange {
  return { attempt: number, parent, proposer, model, summary, score, gain, share };
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
