import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { directionOfMeasure, readMeasure, recogniseFormat } from '../../src/repository/read-measure.ts';
import type { MeasureFile, MeasureFormat } from '../../src/repository/schema.ts';

const printed = (stdout: string, stderr = '') => ({ stdout, stderr });
const by = (how: Omit<MeasureFile, 'run'>): MeasureFile => ({ run: 'bench', ...how });

const folder = 'test/fixtures/measures';
/** Nanoseconds that a person reads in what a tool printed or wrote, by file. */
const recorded: Readonly<Record<string, readonly [MeasureFormat, Readonly<Record<string, number>>]>> = {
  'vitest-3.json': [
    'vitest-bench',
    { 'a.bench.mjs > sorting > numbers': 111_776, 'a.bench.mjs > sorting > the default': 126_733.5 },
  ],
  'vitest-3.txt': ['vitest-bench', { numbers: 117_900, 'the default': 129_400 }],
  'vitest-5.json': [
    'vitest-bench',
    {
      'sorting > compared > numbers': 96_323,
      'sorting > compared > the default': 117_935.5,
      'sorting > alone > reversed': 1121,
    },
  ],
  'vitest-5.txt': ['vitest-bench', { 'the default': 128_300, numbers: 118_400, reversed: 1000 }],
  'tinybench-2.txt': ['tinybench', { numbers: 1_726_027.946, 'the default | x': 1_212_077.377 }],
  'tinybench-3.txt': ['tinybench', { numbers: 90_215, 'the default | x': 106_168 }],
  'tinybench-4.txt': ['tinybench', { numbers: 84_640, 'the default | x': 99_097 }],
  'tinybench-6.txt': ['tinybench', { numbers: 83_835, 'the default | x': 98_786 }],
  'pytest-benchmark.json': [
    'pytest-benchmark',
    {
      'test_sort.py::test_sorted': 25_578,
      'test_sort.py::test_slow': 74_214_722,
      'test_sort.py::TestIt::test_reversed': 1362,
    },
  ],
  'pytest-benchmark.txt': ['pytest-benchmark', { test_sorted: 25_578, test_slow: 74_214_722, test_reversed: 1362 }],
  'hyperfine.json': ['hyperfine', { 'sleep 0.01': 26_232_734, '/bin/true': 632_459 }],
  'hyperfine.txt': ['hyperfine', { 'sleep 0.01': 26_100_000, '/bin/true': 700_000 }],
  'go-bench.txt': [
    'go-bench',
    {
      BenchmarkSort: (102_545 + 112_892) / 2,
      'BenchmarkMake/small': (2771 + 1941) / 2,
      'BenchmarkMake/large_one': (2255 + 2857) / 2,
      BenchmarkTiny: (2.557 + 2.731) / 2,
    },
  ],
  'cargo-bench.txt': ['cargo-bench', { sort_long: 354_936.98, sort_short: 527.29 }],
  'criterion.txt': [
    'criterion',
    {
      ...{ 'empty/encode_bs58': 108.48, 'empty/encode_bs58_noalloc': 75.957 },
      ...{ '1_byte/encode_bs58': 282.95, '1_byte/encode_bs58_noalloc': 1285.8 },
      ...{ '5_bytes/encode_bs58': 317.74, '5_bytes/encode_bs58_noalloc': 1823.2 },
      ...{ '10_bytes/encode_bs58': 707.28, '10_bytes/encode_bs58_noalloc': 3620.4 },
      '10_bytes_zero/encode_bs58': 344.07,
    },
  ],
  'criterion.json': ['criterion', { median: 294.2700727722922 }],
  'google-benchmark.txt': ['google-benchmark', { sum_million: 1_216_111, 'sort_range/8': 320, 'sort_range/64': 706 }],
  'google-benchmark.json': [
    'google-benchmark',
    {
      sum_million: (1_196_467.1228070175 + 1_193_630.0789473683) / 2,
      'sort_range/8': (358.4888295691022 + 328.3972806858908) / 2,
      'sort_range/64': (652.949363069222 + 665.3588665994246) / 2,
    },
  ],
  'benchmark-js.txt': ['benchmark-js', { numbers: 1e9 / 1778, 'the default x 2': 1e9 / 1943 }],
  'mitata.txt': [
    'mitata',
    { numbers: 114_430, 'the default x': 125_090, 'a name that is rather long for the table': 0.11255 },
  ],
  'mitata.json': [
    'mitata',
    { numbers: 111_887, 'the default x': 113_880, 'a name that is rather long for the table': 0.112548828125 },
  ],
  'console-time.txt': ['console-time', { 'push 10': 18_944_000, 'slow: one': 1_236_000_000, default: 373_000 }],
};

test('every recorded output is read', () => expect(readdirSync(folder).sort()).toEqual(Object.keys(recorded).sort()));

describe.each(Object.entries(recorded))('%s', (name, [format, parts]) => {
  const text = readFileSync(`${folder}/${name}`, 'utf8');
  const output = name.endsWith('.json') ? { ...printed('done\n'), file: text } : printed(text);
  const measure = by(name.endsWith('.json') ? { format, file: name } : { format });

  test(`is recognised as ${format}`, () => expect(recogniseFormat(output)).toBe(format));

  test('has the time of each benchmark, and their geometric mean', () => {
    const read = readMeasure(measure, output);
    if ('wrong' in read) throw new Error(read.wrong);
    expect(Object.keys(read.parts ?? {}).sort()).toEqual(Object.keys(parts).sort());
    for (const [part, time] of Object.entries(parts)) expect((read.parts?.[part] ?? 0) / time).toBeCloseTo(1, 5);
    const product = Object.values(parts).reduce((all, time) => all * time, 1);
    expect(read.value / product ** (1 / Object.keys(parts).length)).toBeCloseTo(1, 5);
    expect(read.unit).toBe('ns');
  });
});

test('criterion: what changed is no time of a benchmark, nor is what passes through', () => {
  const text = [
    'a group with quite a long name/recursive/5',
    '                        time:   [1.0290 ns 1.2510 ns 1.5050 ns]',
    '                        thrpt:  [94.1 Melem/s 96.7 Melem/s 99.9 Melem/s]',
    '                 change:',
    '                        time:   [-1.2000% +0.1000% +1.4000%] (p = 0.90 > 0.05)',
  ].join('\n');
  expect(readMeasure(by({ format: 'criterion' }), printed(text))).toMatchObject({
    parts: { 'a group with quite a long name/recursive/5': 1.251 },
  });
});

test('google-benchmark: a benchmark that says so is timed by a clock of the wall', () => {
  const text = 'Benchmark   Time   CPU   Iterations\nwait/real_time   20 us   3 us   10\nwait   20 us   3 us   10\n';
  expect(readMeasure(by({ format: 'google-benchmark' }), printed(text))).toMatchObject({
    parts: { 'wait/real_time': 20_000, wait: 3000 },
  });
});

test('console.timeEnd: minutes, and a blank before the unit', () => {
  const output = printed('smooth: 36.1 ms\nTime:        2 s\n');
  expect(recogniseFormat(output)).toBe('console-time');
  expect(readMeasure(by({ format: 'console-time' }), output)).toMatchObject({ parts: { smooth: 36.1e6 } });
  expect(readMeasure(by({ format: 'console-time' }), printed('all: 1:02.500 (m:ss.mmm)'))).toMatchObject({
    parts: { all: 62.5e9 },
  });
});

describe('a number without a format', () => {
  test.each<[Omit<MeasureFile, 'run'>, string, string, number]>([
    [{}, 'ran 5 cases\n3.5 seconds\n', '', 3.5],
    [{ number: 'last' }, 'done\n', 'took 12 ms\n', 12],
    [{ json: 'results.1.median' }, '{"results": [{}, {"median": 4}]}', '', 4],
    [{ regex: 'took (\\S+) s' }, 'took 3 s, took 4 s\nall 9', '', 4],
    [{ regex: 'took (\\S+) s' }, 'nothing', 'took 5 s', 5],
    [{ number: 'last' }, '\u001b[32m7\u001b[39m', '', 7],
  ])('%j', (how, stdout, stderr, value) => {
    expect(readMeasure(by(how), printed(stdout, stderr))).toEqual({ value });
  });

  test('is read from the file where the measure has one, and from nothing else', () => {
    const measure = by({ file: 'out.txt', number: 'last' });
    expect(readMeasure(measure, { ...printed('5'), file: '6' })).toEqual({ value: 6 });
    expect(readMeasure(measure, { ...printed('5'), file: 'none' })).toHaveProperty('wrong');
    expect(readMeasure(measure, printed('5'))).toEqual({ wrong: 'it did not write out.txt' });
  });
});

describe('what is no measurement', () => {
  test.each<[Omit<MeasureFile, 'run'>, string, string]>([
    [{ format: 'go-bench' }, 'PASS\nok  \tgob\t3.168s\n', 'it printed no times as go-bench does'],
    [{ format: 'go-bench' }, 'BenchmarkSort-2 \t 1 \t 0.0 ns/op', 'go-bench has no time for BenchmarkSort'],
    [{ format: 'vitest-bench' }, '{"files": [{"groups": 5}]}', 'it printed no times'],
    [
      { format: 'vitest-bench' },
      '{"files": [{"groups": [{"fullName": "a", "benchmarks": [{"name": "b"}]}]}]}',
      'vitest-bench has no time for a > b',
    ],
    [{ json: 'a' }, '{"b": 1}', 'it printed no number at a'],
  ])('%j %s', (how, text, message) => {
    expect(readMeasure(by(how), printed(text))).toEqual({ wrong: expect.stringContaining(message) });
    expect(recogniseFormat(printed('all 5 tests passed in 3 s'))).toBeUndefined();
  });

  // The time limit of the test is what a way of reading that takes quadratic time would exceed.
  test.each([
    ' '.repeat(1 << 20),
    'time: ['.repeat(1 << 17),
    'Benchmark '.repeat(1 << 17),
    'a 1 ns/iter '.repeat(1 << 17),
    '1 '.repeat(1 << 19),
  ])('a long line is read', (text) => expect(recogniseFormat(printed(text))).toBeUndefined());
});

test('lower is better for times, and higher for other numbers, unless the measure says it', () => {
  expect(
    [by({ format: 'hyperfine' }), by({ time: 'command' }), by({ number: 'last' }), by({})].map(directionOfMeasure),
  ).toEqual(['min', 'min', 'max', 'max']);
  expect(directionOfMeasure(by({ json: 'ns', direction: 'min' }))).toBe('min');
});
