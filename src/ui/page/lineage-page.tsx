import type { ShownRun } from './shown.ts';
export function LineagePage(_: ShownRun) {
  return null;
}
