import { z } from 'zod';
import { linesIn, parseJson, type ReadTimings, type Timing, toNanoseconds } from './timing.ts';

/** What `--benchmark_format=json` prints; aggregates are of runs that are there, too. */
const report = z.object({
  benchmarks: z.array(
    z.object({
      ...{ run_name: z.string(), run_type: z.string(), time_unit: z.string() },
      ...{ real_time: z.number(), cpu_time: z.number() },
    }),
  ),
});

/** A name, and two times: by a clock of the wall, and of the processor. */
const row = /^(\S+)\s+([\d.]+) (\w+)\s+([\d.]+) (\w+)\s+\d+/;
const aggregate = /_(?:mean|median|stddev|cv)$/;

export const readGoogleBenchmark: ReadTimings = (text) => {
  const document = parseJson(text);
  if (document === undefined) return fromTable(text);
  const { benchmarks = [] } = report.safeParse(document).data ?? {};
  return benchmarks
    .filter((one) => one.run_type === 'iteration')
    .map((one) => timing(one.run_name, [one.real_time, one.time_unit], [one.cpu_time, one.time_unit]));
};

function fromTable(text: string): readonly Timing[] {
  const lines = linesIn(text);
  const head = lines.findIndex((line) => /^Benchmark\s+Time\s+CPU\s+Iterations/.test(line));
  if (head < 0) return [];
  return lines.slice(head + 1).flatMap((line) => {
    const [, name = '', time, unit, processor, unitOf] = row.exec(line) ?? [];
    if (name === '' || aggregate.test(name)) return [];
    return [timing(name, [time, unit], [processor, unitOf])];
  });
}

type Time = readonly [number: string | number | undefined, unit: string | undefined];

/** The processor's time, unless the name says that the benchmark takes another one. */
function timing(name: string, wall: Time, processor: Time): Timing {
  const [number, unit] = /\/(?:real|manual)_time\b/.test(name) ? wall : processor;
  return { name, nanoseconds: toNanoseconds(String(number), unit) };
}
