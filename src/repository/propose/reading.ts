import { UsageError } from '../../api/errors.ts';
import type { RepositoryOutput } from '../../api/evaluator.ts';
import { formatDuration } from '../../format.ts';
import { directionOfMeasure, readMeasure, recogniseFormat } from '../read-measure.ts';
import { formats, type MeasureFile, type MeasureFormat } from '../schema.ts';

/** How a number is read, as a measure has it. */
export type Reading = Pick<MeasureFile, 'format' | 'json' | 'number' | 'regex' | 'time'>;

/** What `--read` accepts. */
export const readings = [...formats, 'last', 'time', 'json:PATH', 'regex:PATTERN'].join(', ');

/** A reading from the words of a person. @throws {UsageError} for others. */
export function toReading(text: string): Reading {
  const [, kind, rest = ''] = /^(json|regex):(.+)$/s.exec(text) ?? [];
  if (kind === 'json') return { json: rest };
  if (kind === 'regex') return { regex: rest };
  if (text === 'last') return { number: 'last' };
  if (text === 'time') return { time: 'command' };
  if (formats.includes(text as MeasureFormat)) return { format: text as MeasureFormat };
  throw new UsageError(`--read ${text}: expected one of ${readings}.`);
}

/** A measure with what its output shows of how the number is read; where it shows nothing, its time counts. */
export function recognised(measure: MeasureFile, output: RepositoryOutput): MeasureFile {
  if (['format', 'json', 'number', 'regex', 'time'].some((field) => field in measure)) return measure;
  const format = recogniseFormat(output);
  return format === undefined ? { ...measure, time: 'command' } : { ...measure, format };
}

/** What is wrong with an output that a measure should read; undefined where nothing is. */
export function faultOf(measure: MeasureFile, output: RepositoryOutput): string | undefined {
  const read = measure.time === undefined ? readMeasure(measure, output) : undefined;
  return read !== undefined && 'wrong' in read ? read.wrong : undefined;
}

/** What a measure reads, in words: `2.1 ms, the geometric mean of 3 benchmarks; less is better`. */
export function describeReading(
  measure: MeasureFile,
  { milliseconds, ...output }: RepositoryOutput & { milliseconds: number },
): string {
  const better = `${directionOfMeasure(measure) === 'min' ? 'less' : 'more'} is better`;
  if (measure.time !== undefined) return `takes ${formatDuration(milliseconds)}, which counts; ${better}`;
  const read = readMeasure(measure, output);
  if ('wrong' in read) return read.wrong;
  const value = read.unit === 'ns' ? formatTime(read.value) : String(Number(read.value.toPrecision(4)));
  const parts = Object.keys(read.parts ?? {});
  const mean = parts.length > 1 ? `, the geometric mean of ${parts.length} benchmarks` : '';
  return `${value}${mean}, in ${formatDuration(milliseconds)}; ${better}`;
}

/** Nanoseconds in a unit of which they are a few. */
function formatTime(nanoseconds: number): string {
  const units = ['ns', 'µs', 'ms', 's'] as const;
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(nanoseconds) / 3)));
  return `${Number((nanoseconds / 1000 ** power).toPrecision(4))} ${units[power]}`;
}
