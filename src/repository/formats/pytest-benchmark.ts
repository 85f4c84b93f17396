import { z } from 'zod';
import { parseJson, type ReadTimings, type Timing, toNanoseconds } from './timing.ts';

/** What `--benchmark-json` writes; times in seconds. */
const report = z.object({
  benchmarks: z.array(z.object({ fullname: z.string(), stats: z.object({ median: z.number() }) })),
});

export const readPytestBenchmark: ReadTimings = (text) => {
  const document = parseJson(text);
  if (document === undefined) return fromTable(text);
  const { benchmarks = [] } = report.safeParse(document).data ?? {};
  return benchmarks.map(({ fullname, stats }) => ({ name: fullname, nanoseconds: stats.median * 1e9 }));
};

function fromTable(text: string): readonly Timing[] {
  const timings: Timing[] = [];
  let [unit, fromEnd] = ['', 0];
  for (const line of text.split('\n')) {
    const cells = line.trim().split(/\s{2,}/);
    const [, found] = /^Name \(time in (\w+)\)/.exec(line) ?? [];
    if (found) [unit, fromEnd] = [found, cells.length - cells.indexOf('Median')];
    else if (unit && cells.length > fromEnd)
      timings.push({ name: cells[0] ?? '', nanoseconds: toNanoseconds(cells.at(-fromEnd), unit) });
    else if (!line.startsWith('---')) unit = '';
  }
  return timings;
}
