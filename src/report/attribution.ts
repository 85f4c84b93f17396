import type { AttemptRow } from './row.ts';

/** One change on the way from the initial program to a candidate. */
export interface Change extends Pick<AttemptRow, 'proposer' | 'model' | 'summary'> {
  readonly attempt: number;
  readonly parent: number;
  readonly score: number;
  /** Its score minus its first parent's; negative where a step back led on. */
  readonly gain: number;
  /** Its part of the whole gain; undefined where there was none. */
  readonly share: number | undefined;
}

/** What the changes of one proposer, or of one model, gained together. */
export interface Credit {
  readonly name: string;
  readonly changes: number;
  readonly gain: number;
  readonly share: number | undefined;
}

/** How much of a candidate's gain over the initial program came from which change, proposer and model. */
export interface Attribution {
  readonly from: number;
  readonly to: number;
  readonly gain: number;
  /** From the initial program on; their gains add up to the whole. */
  readonly changes: readonly Change[];
  /** The largest gain first. */
  readonly proposers: readonly Credit[];
  /** The largest gain first; proposals without a model count as `none`. */
  readonly models: readonly Credit[];
}

type ShareOf = (gain: number) => number | undefined;

/**
 * Credits each change along a line of first parents, the initial program first, with what it added to its parent's
 * score.
 */
export function attribute(line: readonly AttemptRow[], score: (number: number) => number | undefined): Attribution {
  const scores = line.map(({ number }) => score(number) ?? Number.NaN);
  const [from, to] = [scores[0]!, scores.at(-1)!];
  const shareOf: ShareOf = (gain) => (to === from ? undefined : gain / (to - from));
  const changes = line.slice(1).map((row, index) => changeOf(row, scores[index]!, scores[index + 1]!, shareOf));
  return {
    ...{ from, to, gain: to - from, changes },
    proposers: creditBy(changes, ({ proposer }) => proposer, shareOf),
    models: creditBy(changes, ({ model }) => model ?? 'none', shareOf),
  };
}

function changeOf(row: AttemptRow, before: number, score: number, shareOf: ShareOf): Change {
  const { number, parents, proposer, model, summary } = row;
  const gain = score - before;
  return { attempt: number, parent: parents[0]!, proposer, model, summary, score, gain, share: shareOf(gain) };
}

function creditBy(changes: readonly Change[], nameOf: (change: Change) => string, shareOf: ShareOf): readonly Credit[] {
  const credits = [...Map.groupBy(changes, nameOf)].map(([name, group]): Credit => {
    const gain = group.reduce((sum, change) => sum + change.gain, 0);
    return { name, changes: group.length, gain, share: shareOf(gain) };
  });
  return credits.sort((a, b) => b.gain - a.gain);
}
