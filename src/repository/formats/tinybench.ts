import { type ReadTimings, type Timing, toNanoseconds } from './timing.ts';

/** Columns with a time, by version of tinybench, the best first. */
const times = [/^Latency med/, /^Latency av/, /^Average Time/];

/** What `console.table(bench.table())` prints. */
export const readTinybench: ReadTimings = (text) => {
  const timings: Timing[] = [];
  let [name, time] = [-1, -1];
  for (const line of text.split('\n')) {
    if (!line.includes('│')) continue;
    const cells = line.split('│').map((cell) => cell.trim().replace(/^'(.*)'$/s, '$1'));
    if (cells.some((cell) => /^Task name$/i.test(cell))) {
      name = cells.findIndex((cell) => /^Task name$/i.test(cell));
      time = times.map((column) => cells.findIndex((cell) => column.test(cell))).find((index) => index >= 0) ?? -1;
    } else if (time >= 0) timings.push({ name: cells[name] ?? '', nanoseconds: toNanoseconds(cells[time]) });
  }
  return timings;
};
