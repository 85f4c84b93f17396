import { type ReadTimings, toNanoseconds } from './timing.ts';

/** `BenchmarkSort-8   1928   102545 ns/op   0 B/op`, as `go test -bench` prints it; the number of processors is no part of the name. */
export const readGoBench: ReadTimings = (text) =>
  text.split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const [name = '', time] = [words[0], words[words.indexOf('ns/op') - 1]];
    if (!name.startsWith('Benchmark') || time === undefined) return [];
    return [{ name: name.replace(/-\d+$/, ''), nanoseconds: toNanoseconds(time) }];
  });

/** `test sort ... bench:   1,234.56 ns/iter (+/- 56)`, as `cargo bench` prints it for #[bench]. */
export const readCargoBench: ReadTimings = (text) =>
  text.split('\n').flatMap((line) => {
    const [test = '', result = ''] = line.split(' ... bench:');
    const [, time] = /^\s*([\d,.]+) ns\/iter/.exec(result) ?? [];
    return time === undefined ? [] : [{ name: test.replace(/^test /, '').trim(), nanoseconds: toNanoseconds(time) }];
  });
