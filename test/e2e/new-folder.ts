import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

/** A folder of its own with a small problem in it, `./near-hundred`. */
export function newFolder(): string {
  const folder = scratch();
  writeProblem(folder);
  return folder;
}
