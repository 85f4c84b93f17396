import type { Entry } from '../api/attempt.ts';

/** A hint that models were shown. */
export interface HintFacts {
  /** Of the attempt that gave it. */
  readonly number: number;
  readonly by: string;
  readonly text: string;
  /** The attempt that took it back. */
  readonly removed: number | undefined;
}

/** All hints of a record, the oldest first. */
export function hintsOf(entries: readonly Pick<Entry, 'attempt'>[]): readonly HintFacts[] {
  const changes = entries.flatMap(({ attempt }) => (attempt.kind === 'reflection' ? [attempt] : []));
  return changes.flatMap(({ number, by, delta: { hint } }) => {
    if (hint === undefined) return [];
    return [{ number, by, text: hint, removed: changes.find(({ delta }) => delta.remove === number)?.number }];
  });
}

export function describeHint({ number, by, text, removed }: HintFacts): string {
  const end = removed === undefined ? '' : `, taken back by #${removed}`;
  return `hint #${number} by ${by}${end}: ${text}`;
}
