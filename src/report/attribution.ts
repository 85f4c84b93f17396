import type { Attempt } from '../api/attempt.ts';
import { firstParents } from '../record/read-record.ts';

/** One change on the way from the initial program to a candidate. */
export interface Change {
  readonly attempt: number;
  readonly parent: number;
  readonly operator: string;
  readonly model: string | undefined;
  readonly summary: string;
  readonly score: number;
  /** Its score minus the score of its first parent; may be negative. */
  readonly gain: number;
  /** Its share of the whole gain; undefined if the whole gain is zero. */
  readonly share: number | undefined;
}

/** The total gain of the changes of one operator or model. */
export interface Credit {
  readonly name: string;
  readonly changes: number;
  readonly gain: number;
  readonly share: number | undefined;
}

/** The gain of a candidate over the initial program, divided among changes, operators and models. */
export interface Attribution {
  readonly from: number;
  readonly to: number;
  readonly gain: number;
  /** In order, from the initial program; their gains add up to the whole gain. */
  readonly changes: readonly Change[];
  /** The largest gain first. */
  readonly operators: readonly Credit[];
  /** The largest gain first; changes without a model count as `none`. */
  readonly models: readonly Credit[];
}

/** The facts of an attempt that an attribution needs. */
interface Origin {
  readonly attempt: Pick<Attempt, 'number' | 'operator' | 'model' | 'summary' | 'parents'>;
}

/** Credits each change along the line of first parents with its gain over its parent. */
export function attribute<E extends Origin>(
  record: { entry(number: number): E; score(number: number): number | undefined },
  candidate: E,
): Attribution {
  const line = firstParents(record, candidate);
  const scores = line.map(({ attempt }) => record.score(attempt.number) ?? Number.NaN);
  const [from, to] = [scores[0] as number, scores.at(-1) as number];
  const shareOf = (gain: number) => (to === from ? undefined : gain / (to - from));
  const changes = line.slice(1).map(({ attempt }, index): Change => {
    const { number, operator, model, summary, parents } = attempt;
    const score = scores[index + 1] as number;
    const gain = score - (scores[index] as number);
    return {
      attempt: number,
      parent: parents[0] as number,
      operator,
      model,
      summary,
      score,
      gain,
      share: shareOf(gain),
    };
  });
  const credit = (name: string, group: readonly Change[]): Credit => {
    const gain = group.reduce((sum, change) => sum + change.gain, 0);
    return { name, changes: group.length, gain, share: shareOf(gain) };
  };
  const creditBy = (nameOf: (change: Change) => string) =>
    [...Map.groupBy(changes, nameOf)].map(([name, group]) => credit(name, group)).sort((a, b) => b.gain - a.gain);
  return {
    ...{ from, to, gain: to - from, changes },
    operators: creditBy(({ operator }) => operator),
    models: creditBy(({ model }) => model ?? 'none'),
  };
}
