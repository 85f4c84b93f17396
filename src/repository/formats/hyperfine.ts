import { z } from 'zod';
import { parseJson, type ReadTimings, type Timing, toNanoseconds } from './timing.ts';

/** What `--export-json` writes; times in seconds. */
const report = z.object({ results: z.array(z.object({ command: z.string(), median: z.number() })) });

export const readHyperfine: ReadTimings = (text) => {
  const document = parseJson(text);
  if (document === undefined) return fromText(text);
  const { results = [] } = report.safeParse(document).data ?? {};
  return results.map(({ command, median }) => ({ name: command, nanoseconds: median * 1e9 }));
};

/** The text has the mean alone. */
function fromText(text: string): readonly Timing[] {
  const timings: Timing[] = [];
  let name = '';
  for (const line of text.split('\n')) {
    name = /^Benchmark (?:#?\d+): (.*)$/.exec(line)?.[1]?.trim() ?? name;
    const [, time, unit] = /^\s*Time \([^)]*\):\s+([\d.]+) (\S+)/.exec(line) ?? [];
    if (time !== undefined) timings.push({ name, nanoseconds: toNanoseconds(time, unit) });
  }
  return timings;
}
