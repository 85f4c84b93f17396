import type { ShownRun } from './shown.ts';
export function ComparePage(_: ShownRun) {
  return null;
}
