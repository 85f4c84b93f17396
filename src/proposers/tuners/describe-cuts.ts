import type { Program } from '../../api/program.ts';
import { formatCount } from '../../format.ts';
import { quote } from '../../language/edit.ts';
import { type Cut, cutOut } from './cut.ts';

/** Names the largest of some rounds of cuts, each made in what the round before left, and says how much all of them leave out. */
export function describeCuts(program: Program, rounds: readonly (readonly Cut[])[]): string {
  const cuts: (readonly [before: string, after: string])[] = [];
  const child = rounds.reduce((one, round) => {
    cuts.push(...round.map(({ file, start, end, text }) => [one.files[file]!.slice(start, end), text] as const));
    return cutOut(one, round);
  }, program);
  const [before, after] = cuts.reduce((a, b) => (saved(b) > saved(a) ? b : a));
  const largest = after === '' ? `leave out ${quote(before)}` : `shorten ${quote(before)} to ${quote(after)}`;
  const others = cuts.length > 1 ? ` and ${formatCount(cuts.length - 1, 'more part')}` : '';
  return `${largest}${others}, ${lengthOf(program)} to ${lengthOf(child)} characters`;
}

function saved([before, after]: readonly [before: string, after: string]): number {
  return before.length - after.length;
}

function lengthOf({ files }: Program): number {
  return Object.values(files).reduce((sum, text) => sum + text.length, 0);
}
