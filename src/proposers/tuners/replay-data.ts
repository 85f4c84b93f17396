import type { Setting } from './optimise.ts';
import type { Parameters } from './parameters.ts';

/** The numbers that a search changed, as text for the record: `[[index, value], …]`. */
export function writeReplayData({ values }: Parameters, setting: Setting): string {
  const changed = setting.values.flatMap((value, index) => (value === values[index] ? [] : [[index, value]]));
  return JSON.stringify(changed);
}

/** The values that a recorded answer gives. */
export function readReplayData({ values }: Parameters, answer: string): readonly number[] {
  const changed = new Map(JSON.parse(answer) as [number, number][]);
  return values.map((value, index) => changed.get(index) ?? value);
}
