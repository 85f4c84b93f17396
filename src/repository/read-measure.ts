import { stripVTControlCharacters } from 'node:util';
import type { Direction } from '../api/direction.ts';
import type { Measurement, RepositoryOutput } from '../api/evaluator.ts';
import { median } from '../interval.ts';
import { readScore } from '../problem-file/read-score.ts';
import { readBenchmarkJs } from './formats/benchmark-js.ts';
import { readConsoleTime } from './formats/console-time.ts';
import { readCriterion } from './formats/criterion.ts';
import { readGoogleBenchmark } from './formats/google-benchmark.ts';
import { readHyperfine } from './formats/hyperfine.ts';
import { readCargoBench, readGoBench } from './formats/lines.ts';
import { readMitata } from './formats/mitata.ts';
import { readPytestBenchmark } from './formats/pytest-benchmark.ts';
import type { ReadTimings, Timing } from './formats/timing.ts';
import { readTinybench } from './formats/tinybench.ts';
import { readVitest } from './formats/vitest.ts';
import { formats, type MeasureFile, type MeasureFormat } from './schema.ts';

const readers: Readonly<Record<MeasureFormat, ReadTimings>> = {
  'vitest-bench': readVitest,
  tinybench: readTinybench,
  'pytest-benchmark': readPytestBenchmark,
  criterion: readCriterion,
  hyperfine: readHyperfine,
  'go-bench': readGoBench,
  'cargo-bench': readCargoBench,
  'google-benchmark': readGoogleBenchmark,
  'benchmark-js': readBenchmarkJs,
  mitata: readMitata,
  'console-time': readConsoleTime,
};

/** Longest text of a command that is read, in characters from its end. */
const most = 16 << 20;

/** Which numbers of a measure are better: the lower ones where it is a time. */
export function directionOfMeasure({ direction, format, time }: MeasureFile): Direction {
  return direction ?? (format !== undefined || time !== undefined ? 'min' : 'max');
}

/**
 * The number that a command measured, from its file or else from its standard output or, where that has none, its
 * standard error. Without "format", "json" and "regex" it is the last number. With `time: command` whoever runs the
 * command measures, and there is nothing to read.
 */
export function readMeasure(measure: MeasureFile, { stdout, stderr, file }: RepositoryOutput): Measurement {
  if (measure.file !== undefined && file === undefined) return { wrong: `it did not write ${measure.file}` };
  const texts = measure.file === undefined ? [stdout, stderr] : [file ?? ''];
  const read = texts.map((text) => readText(measure, stripVTControlCharacters(text.slice(-most))));
  return read.find((one) => 'value' in one) ?? (read[0] as Measurement);
}

/** The format that an output has, if it is one of those that are read without configuration. */
export function recogniseFormat({ stdout, stderr, file = '' }: RepositoryOutput): MeasureFormat | undefined {
  const texts = [file, stdout, stderr].map(stripVTControlCharacters);
  return formats.find((format) => texts.some((text) => readers[format](text).length > 0));
}

function readText({ format, json, regex }: MeasureFile, text: string): Measurement {
  if (format !== undefined) return fromTimings(format, readers[format](text));
  const how = json !== undefined ? { json } : regex !== undefined ? { regex } : { number: 'last' as const };
  const result = readScore(text, how);
  return 'wrong' in result ? result : { value: result.score };
}

function fromTimings(format: MeasureFormat, timings: readonly Timing[]): Measurement {
  if (timings.length === 0) return { wrong: `it printed no times as ${format} does` };
  const none = timings.find(({ nanoseconds }) => !(nanoseconds > 0));
  if (none) return { wrong: `${format} has no time for ${none.name}` };
  const parts = medians(timings);
  const logs = Object.values(parts).map(Math.log);
  return { value: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length), unit: 'ns', parts };
}

/** One time for each name: a tool repeats a name when it runs a benchmark several times. */
function medians(timings: readonly Timing[]): Record<string, number> {
  const byName = Map.groupBy(timings, ({ name }) => name);
  const times = [...byName].map(([name, all]) => [name, median(all.map(({ nanoseconds }) => nanoseconds))]);
  return Object.fromEntries(times);
}
