import type { Program } from '../../api/program.ts';
import { type Edit, edited } from '../../language/edit.ts';
import { withFiles } from '../../language/program.ts';

/** A stretch of a file and a shorter text that replaces it. */
export interface Cut extends Edit {
  readonly file: string;
}

/** The program with some cuts that do not overlap. */
export function cutOut(program: Program, cuts: readonly Cut[]): Program {
  const changed = { ...program.files };
  for (const [file, edits] of Map.groupBy(cuts, (one) => one.file))
    changed[file] = edited(changed[file] as string, edits);
  return withFiles(program, changed);
}

/** Whether two cuts can be made at once. */
export function areApart(a: Cut, b: Cut): boolean {
  return a.file !== b.file || a.end <= b.start || b.end <= a.start;
}
