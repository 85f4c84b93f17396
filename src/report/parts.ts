import { formatCount, formatNumber } from '../format.ts';
import { describeProposer } from './describe.ts';
import type { AttemptRow } from './row.ts';

/** A part of the winner's change, and what the winner is without it. */
export interface ChangePart {
  readonly file: string;
  /** The line of the initial program where it begins, from 1. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** The score of the winner without this part; undefined where it has none then. */
  readonly without: number | undefined;
  /** By how much that is worse. */
  readonly loss: number | undefined;
  /** The attempts that wrote the added lines. */
  readonly by: readonly (Pick<AttemptRow, 'proposer' | 'model' | 'summary'> & { readonly attempt: number })[];
}

/** Most parts that a report shows. */
const mostParts = 8;

/** The sentence before the parts. */
export const partsText =
  'Each part of the winner was taken back alone and the rest scored again. Parts that need each other are each worth the same gain, so these do not add up.';

/** The parts without which the winner scores worse; those without which it has no score say little. */
export function tellingParts(parts: readonly ChangePart[]): readonly ChangePart[] {
  return parts.filter(({ loss = 0 }) => loss > 0).slice(0, mostParts);
}

/** Says how many parts a program cannot do without at all; empty where there are none. */
export function describeVital(parts: readonly ChangePart[]): string {
  const count = parts.filter(({ without }) => without === undefined).length;
  return count === 0 ? '' : `Without each of ${formatCount(count, 'more part')} it has no score at all.`;
}

/** One line such as `line 12 is worth 0.0753 (2.32685 without it), by #321 swap-call: call …`. */
export function describePart({ without = Number.NaN, loss = 0, line, by }: ChangePart): string {
  const writers = by.map(
    ({ attempt, summary, ...proposer }) => `#${attempt} ${describeProposer(proposer)}: ${summary}`,
  );
  const who = writers.length > 0 ? `, by ${writers.join('; ')}` : '';
  return `line ${line} is worth ${formatNumber(loss)} (${formatNumber(without)} without it)${who}`;
}

/** The part as lines of a patch. */
export function patchOf({ removed, added }: ChangePart): string {
  return [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)].join('\n');
}
