import type { ShownRun } from './shown.ts';
export function ArchivePage(_: ShownRun) {
  return null;
}
