import { z } from 'zod';
import { parseJson, type ReadTimings, type Timing, toNanoseconds } from './timing.ts';

/** One benchmark's `estimates.json`; times in nanoseconds. */
const estimates = z.object({ median: z.object({ point_estimate: z.number() }) });

/** `time:   [26.029 µs 26.251 µs 26.505 µs]`: the middle one. */
const interval = /^time:\s+\[[\d.]+ \S+ ([\d.]+) (\S+) [\d.]+ \S+\]/;

export const readCriterion: ReadTimings = (text) => {
  const document = parseJson(text);
  if (document === undefined) return fromText(text);
  const { data } = estimates.safeParse(document);
  return data ? [{ name: 'median', nanoseconds: data.median.point_estimate }] : [];
};

/** The name stands before the time or, where it is long, alone on the line above. */
function fromText(text: string): readonly Timing[] {
  const timings: Timing[] = [];
  let above = '';
  for (const line of text.split('\n')) {
    const at = line.indexOf('time:');
    const [, time, unit] = interval.exec(line.slice(Math.max(at, 0))) ?? [];
    if (time !== undefined)
      timings.push({ name: line.slice(0, at).trim() || above, nanoseconds: toNanoseconds(time, unit) });
    if (/^\S/.test(line)) above = line.trim();
  }
  return timings;
}
