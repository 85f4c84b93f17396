import type { Program } from '../../api/program.ts';
import { type Edit, withEditsIn } from '../../language/edit.ts';

/** A stretch of a file and a shorter text that replaces it. */
export interface Cut extends Edit {
  readonly file: string;
}

/** The program with some cuts that do not overlap. */
export function cutOut(program: Program, cuts: readonly Cut[]): Program {
  return withEditsIn(
    program,
    Map.groupBy(cuts, (one) => one.file),
  );
}

/** Whether two cuts can be made at once. */
export function areApart(a: Cut, b: Cut): boolean {
  return a.file !== b.file || a.end <= b.start || b.end <= a.start;
}
