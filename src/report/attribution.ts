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
  /** Its score minus its first parent's; negative where a step back led on. */
  readonly gain: number;
  /** Its part of the whole gain; undefined where there was none. */
  readonly share: number | undefined;
}

/** What the changes of one operator, or of one model, gained together. */
export interface Credit {
  readonly name: string;
  readonly changes: number;
  readonly gain: number;
  readonly share: number | undefined;
}

/** How much of a candidate's gain over the initial program came from which change, operator and model. */
export interface Attribution {
  readonly from: number;
  readonly to: number;
  readonly gain: number;
  /** From the initial program on; their gains add up to the whole. */
  readonly changes: readonly Change[];
  /** The largest gain first. */
  readonly operators: readonly Credit[];
  /** The largest gain first; what no model proposed counts as `none`. */
  readonly models: readonly Credit[];
}

/** What must be known of an attempt. */
interface Origin {
  readonly attempt: Pick<Attempt, 'number' | 'operator' | 'model' | 'summary' | 'parents'>;
}

/** Credits each change along the first-parent line with what it added to its parent's score. */
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
