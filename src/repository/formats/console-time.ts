import { linesIn, type ReadTimings, toNanoseconds } from './timing.ts';

/**
 * `pop 1000: 7.232s`, `pop 1000: 314.8ms`, `pop 1000: 1:02.123 (m:ss.mmm)`, as console.timeEnd prints it in Node, and
 * `pop 1000: 314.8 ms`, as programs in any language do.
 */
const row = /^(.*\S): (?:(\d+):)?([\d.]+) ?(ms|s|\(m:ss\.mmm\))$/;

export const readConsoleTime: ReadTimings = (text) =>
  linesIn(text).flatMap((line) => {
    const [, name, minutes = '0', number, unit = ''] = row.exec(line) ?? [];
    if (name === undefined) return [];
    const nanoseconds = toNanoseconds(number, unit === 'ms' ? 'ms' : 's') + toNanoseconds(minutes, 'min');
    return [{ name, nanoseconds }];
  });
