import { type Entry, parentsOf } from '../api/attempt.ts';
import { type Direction, fitnessIn } from '../api/direction.ts';
import type { RunRecord } from '../record/read-record.ts';

/** The facts about candidates that decide which of its parents a child owes its score to. */
export interface Ancestry {
  readonly direction: Direction;
  parents(number: number): readonly number[];
  /** After audits; undefined for a candidate without a score, and for a refuted one. */
  score(number: number): number | undefined;
}

export function ancestryOf({
  facts,
  entry,
  score,
  audit,
}: Pick<RunRecord, 'facts' | 'entry' | 'score' | 'audit'>): Ancestry {
  return {
    direction: facts.direction,
    parents: (number: number) => parentsOf(entry(number).attempt),
    score: (number: number) => (audit(number)?.verdict.status === 'refuted' ? undefined : score(number)),
  };
}

/** The parent with the best score, of equal ones the first; undefined for an initial program. */
export function betterParent({ direction, parents, score }: Ancestry, of: number): number | undefined {
  const fitness = (number: number | undefined) =>
    fitnessIn(direction, number === undefined ? undefined : score(number));
  const [first, ...others] = parents(of);
  return others.reduce((best, other) => (fitness(other) > fitness(best) ? other : best), first);
}

/** A candidate, the better of its parents, and so on back to an initial program, that one first. */
export function betterParents(ancestry: Ancestry, of: number): readonly number[] {
  const line = [of];
  for (let at = betterParent(ancestry, of); at !== undefined; at = betterParent(ancestry, at)) line.unshift(at);
  return line;
}

/** The initial program at the end of the better parents of a candidate. */
export function originOf(record: RunRecord, { attempt }: Entry): Entry {
  return record.entry(betterParents(ancestryOf(record), attempt.number)[0]!);
}
