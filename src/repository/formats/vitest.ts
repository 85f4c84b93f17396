import { z } from 'zod';
import { parseJson, type ReadTimings, type Timing, toNanoseconds } from './timing.ts';

/** `--outputJson` of Vitest 2 to 4; times in milliseconds. */
const groups = z.object({
  files: z.array(
    z.object({
      groups: z.array(
        z.object({
          fullName: z.string(),
          benchmarks: z.array(z.object({ name: z.string(), median: z.number().nullish() })),
        }),
      ),
    }),
  ),
});

/** `--reporter=json` of Vitest 5. */
const results = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({
          benchmarks: z
            .array(
              z.object({
                name: z.string(),
                tasks: z.array(
                  z.object({ name: z.string(), latency: z.object({ p50: z.number() }).partial().nullish() }),
                ),
              }),
            )
            .default([]),
        }),
      ),
    }),
  ),
});

const milliseconds = (value: number | null | undefined) => (value ?? Number.NaN) * 1e6;

export const readVitest: ReadTimings = (text) => {
  const document = parseJson(text);
  if (document === undefined) return fromTable(text);
  return [...fromGroups(document), ...fromResults(document)];
};

function fromGroups(document: unknown): readonly Timing[] {
  const all = groups.safeParse(document).data?.files.flatMap((file) => file.groups) ?? [];
  return all.flatMap(({ fullName, benchmarks }) =>
    benchmarks.map(({ name, median }) => ({ name: `${fullName} > ${name}`, nanoseconds: milliseconds(median) })),
  );
}

function fromResults(document: unknown): readonly Timing[] {
  const tests = results.safeParse(document).data?.testResults.flatMap((file) => file.assertionResults) ?? [];
  return tests
    .flatMap(({ benchmarks }) => benchmarks)
    .flatMap(({ name: test, tasks }) =>
      tasks.map(({ name, latency }) => ({ name: `${test} > ${name}`, nanoseconds: milliseconds(latency?.p50) })),
    );
}

/** The table on a terminal has no median; its third quartile is the nearest to it. Names may repeat in several tables. */
function fromTable(text: string): readonly Timing[] {
  const timings: Timing[] = [];
  let columns: readonly string[] = [];
  for (const line of text.split('\n')) {
    const words = line
      .trim()
      .replace(/^·\s*/, '')
      .split(/\s{2,}/);
    if (words[0] === 'name' && words.includes('hz')) columns = words;
    else if (columns.length > 0 && words.length >= columns.length - 1 && /^[\d,.]+$/.test(words[1] ?? ''))
      timings.push({ name: words[0] ?? '', nanoseconds: toNanoseconds(words[columns.indexOf('p75')], 'ms') });
    else columns = [];
  }
  return timings;
}
