import { z } from 'zod';
import { linesIn, parseJson, type ReadTimings, toNanoseconds } from './timing.ts';

/** What `run({ format: 'json' })` prints; times in nanoseconds. */
const report = z.object({
  benchmarks: z.array(
    z.object({ runs: z.array(z.object({ name: z.string(), stats: z.object({ p50: z.number() }).nullish() })) }),
  ),
});

/** `numbers   462.51 µs/iter 114.43 µs`: the mean, and the third quartile, which is nearest to the median. */
const row = /^(.*\S)\s+[\d.]+ \S+\/iter\s+([\d.]+) (\S+)/;

export const readMitata: ReadTimings = (text) => {
  const document = parseJson(text);
  if (document === undefined) return fromText(text);
  const { benchmarks = [] } = report.safeParse(document).data ?? {};
  const runs = benchmarks.flatMap((one) => one.runs);
  return runs.map(({ name, stats }) => ({ name, nanoseconds: stats?.p50 ?? Number.NaN }));
};

const fromText: ReadTimings = (text) =>
  linesIn(text).flatMap((line) => {
    const [, name, time, unit] = row.exec(line) ?? [];
    return name === undefined ? [] : [{ name, nanoseconds: toNanoseconds(time, unit) }];
  });
