import type { Setting } from './optimise.ts';
import type { Parameters } from './parameters.ts';

/** The numbers that tuning changed, as text for the record: `[[index, value], …]`. */
export function writeReplayData({ values }: Parameters, setting: Setting): string {
  const changed = setting.values.flatMap((value, index) => (value === values[index] ? [] : [[index, value]]));
  return JSON.stringify(changed);
}

/** The values with the recorded changes. */
export function readReplayData({ values }: Parameters, replayData: string): readonly number[] {
  const changed = new Map(JSON.parse(replayData) as [number, number][]);
  return values.map((value, index) => changed.get(index) ?? value);
}
