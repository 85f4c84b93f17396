import type { ReadTimings } from './timing.ts';

/** `sort numbers x 1,778 ops/sec ±8.89% (6 runs sampled)`, as benchmark.js prints a benchmark. */
export const readBenchmarkJs: ReadTimings = (text) =>
  text.split('\n').flatMap((line) => {
    const [named = '', rest] = line.split(' ops/sec ±');
    const at = named.lastIndexOf(' x ');
    if (rest === undefined || at < 0) return [];
    return [{ name: named.slice(0, at).trim(), nanoseconds: 1e9 / Number(named.slice(at + 3).replaceAll(',', '')) }];
  });
