import type { Elite } from '../api/attempt.ts';
import type { Descriptor } from '../api/problem.ts';

type Values = Readonly<Record<string, number>>;

/** Axes for a problem that names none: size and number of branches, ranged around those of the initial program. */
export function defaultDescriptors(initial: Values): readonly Descriptor[] {
  const around = (name: string, least: number): Descriptor => {
    const value = Math.max(initial[name] ?? 0, least);
    return { name, range: [value / 3, value * 6], bins: 8, scale: 'log' };
  };
  return [around('size', 20), around('branches', 3)];
}

function binOf({ range: [low, high], bins, scale }: Descriptor, value: number): number {
  const position =
    scale === 'log' ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.min(bins - 1, Math.max(0, Math.floor(position * bins)));
}

/**
 * The archive cell of a program, such as `3,0`: one bin number per descriptor, looked up among the program's measures
 * first and the evaluator's metrics second. A value that is missing or not finite counts as the low end.
 */
export function cellOf(descriptors: readonly Descriptor[], measures: Values, metrics: Values): string {
  return descriptors
    .map((descriptor) => {
      const value = measures[descriptor.name] ?? metrics[descriptor.name] ?? descriptor.range[0];
      return binOf(descriptor, Number.isFinite(value) ? value : descriptor.range[0]);
    })
    .join(',');
}

const structural: readonly string[] = ['size', 'branches', 'calls', 'literals'];

/** Whether two candidates are in different bins of an axis that is a metric of the evaluator: they behave differently. */
export function differsByMetrics(descriptors: readonly Descriptor[], a: Elite, b: Elite): boolean {
  const [bins, others] = [a.cell.split(','), b.cell.split(',')];
  return descriptors.some(({ name }, axis) => !structural.includes(name) && bins[axis] !== others[axis]);
}
