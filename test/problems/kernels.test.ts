import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validUpTo } from '../../evaluators/utf8-validation.ts';
import type { DriveStage, Exports, Stage } from '../../src/api/evaluator.ts';
import { initialOf, resultOf, scoreOf, stageOf } from '../scoring.ts';

/** Both kernels take two operands, a result and three sizes. */
type Kernel = (a: Float64Array, b: Float64Array, c: Float64Array, n: number, m: number, p: number) => void;

/** Runs a timed session for some rounds, as if the candidate took one millisecond and the reference two. */
function raced(session: unknown, rounds: number) {
  const { prepare, run, collect } = session as { prepare(round: number): void; run(): void; collect(): unknown };
  const evidence = Array.from({ length: rounds }, (_, round) => {
    prepare(round);
    run();
    return JSON.parse(JSON.stringify(collect()));
  });
  return { evidence, candidate: evidence.map(() => 1), reference: evidence.map(() => 2) };
}

const inTheRace = (fast: DriveStage): DriveStage => ({
  ...fast,
  drive: (exports: Exports, input: unknown) => raced(fast.drive(exports, input), 31),
});

const wrongs: Readonly<Record<string, (kernel: Kernel) => Kernel>> = {
  'a result that is not written': () => () => {},
  'a result in single precision': (kernel) => (a, b, c, n, m, p) => {
    kernel(a, b, c, n, m, p);
    for (let i = 0; i < c.length; i++) c[i] = Math.fround(c[i]!);
  },
  'a result that is added to what was there': (kernel) => (a, b, c, n, m, p) => {
    const before = c.slice();
    kernel(a, b, c, n, m, p);
    for (let i = 0; i < c.length; i++) c[i]! += before[i]!;
  },
  'a remembered result': (kernel) => {
    let first: Float64Array | undefined;
    return (a, b, c, n, m, p) => {
      if (!first || first.length !== c.length) kernel(a, b, c, n, m, p);
      else c.set(first);
      first ??= c.slice();
    };
  },
  'a result without its last entry': (kernel) => (a, b, c, n, m, p) => {
    const last = c[c.length - 1]!;
    kernel(a, b, c, n, m, p);
    c[c.length - 1] = last;
  },
  'a result with the first entry off by a thousandth of itself': (kernel) => (a, b, c, n, m, p) => {
    kernel(a, b, c, n, m, p);
    c[0]! *= 1.001;
  },
  'an operand rounded first': (kernel) => (a, b, c, n, m, p) => kernel(a.map(Math.fround), b, c, n, m, p),
};

describe.each([
  ['matmul-kernel', 'multiply'],
  ['convolution-kernel', 'convolve'],
])('%s', (problem, name) => {
  const stages = async () => [await stageOf(problem, 'correct'), await stageOf(problem, 'fast')] as const;
  const initial = async () => (await initialOf(problem))[name] as Kernel;

  test('the initial program is right, and scores the lower end of its interval', async () => {
    const [correct, fast] = await stages();
    const candidate = await initialOf(problem);
    expect(scoreOf(resultOf(correct, candidate))).toBe(0);
    expect(resultOf(inTheRace(fast), candidate)).toMatchObject({
      score: 2,
      metrics: { speedup: 2, speedup_low: 2, speedup_high: 2 },
    });
  });

  test.each(Object.keys(wrongs))('%s is wrong in both stages', async (wrong) => {
    const [correct, fast] = await stages();
    const spoil = wrongs[wrong]!;
    const kernel = await initial();
    // A remembered call is right as long as there is only one.
    if (wrong !== 'a remembered result') expect(resultOf(correct, { [name]: spoil(kernel) })).toHaveProperty('wrong');
    expect(resultOf(inTheRace(fast), { [name]: spoil(kernel) })).toHaveProperty('wrong');
  });

  test.each([
    ['no evidence', []],
    ['evidence of fewer rounds', Array.from({ length: 30 }, () => [])],
    ['evidence that is no list', 'none'],
    ['garbage in every round', Array.from({ length: 31 }, () => ({ length: 6 }))],
  ])('a race with %s is wrong', async (_, evidence) => {
    const [, fast] = await stages();
    const ones = Array.from({ length: 31 }, () => 1);
    const inputs = (fast.inputs as (seed: number) => readonly unknown[])(1);
    expect(fast.score([{ evidence, candidate: ones, reference: ones }], inputs)).toHaveProperty('wrong');
  });

  test('operands differ between seeds and between rounds', async () => {
    const [correct, fast] = await stages();
    const seedsOf = (stage: Stage, seed: number) => JSON.stringify((stage.inputs as (seed: number) => unknown)(seed));
    for (const stage of [correct, fast]) expect(seedsOf(stage, 1)).not.toBe(seedsOf(stage, 2));
    const [{ rounds }] = (fast.inputs as (seed: number) => [{ rounds: object[] }])(1);
    expect(new Set(rounds.map((round) => JSON.stringify(round))).size).toBe(31);
  });
});

test('another order of summation is right, for products and for convolutions', async () => {
  const multiply: Kernel = (a, b, c, rows, inner, columns) => {
    c.fill(0);
    for (let k = inner - 1; k >= 0; k--)
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) c[i * columns + j]! += a[i * inner + k]! * b[k * columns + j]!;
  };
  const convolve: Kernel = (image, filter, result, height, width, side) => {
    const [rows, columns] = [height - side + 1, width - side + 1];
    result.fill(0);
    for (let u = side - 1; u >= 0; u--)
      for (let v = side - 1; v >= 0; v--)
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++)
            result[i * columns + j]! += image[(i + u) * width + j + v]! * filter[u * side + v]!;
  };
  for (const [problem, exports] of [
    ['matmul-kernel', { multiply }],
    ['convolution-kernel', { convolve }],
  ] as const) {
    expect(scoreOf(resultOf(await stageOf(problem, 'correct'), exports))).toBe(0);
    expect(scoreOf(resultOf(inTheRace(await stageOf(problem, 'fast')), exports))).toBe(2);
  }
});

test('operands exchanged, or a filter turned round, are wrong', async () => {
  const { multiply } = await initialOf('matmul-kernel');
  const exchanged: Kernel = (a, b, c, n, m, p) => multiply(b, a, c, n, m, p);
  expect(resultOf(inTheRace(await stageOf('matmul-kernel', 'fast')), { multiply: exchanged })).toHaveProperty('wrong');
  const { convolve } = await initialOf('convolution-kernel');
  const turned: Kernel = (a, b, c, n, m, p) => convolve(a, b.slice().reverse(), c, n, m, p);
  expect(resultOf(await stageOf('convolution-kernel', 'correct'), { convolve: turned })).toHaveProperty('wrong');
});

describe('utf8-validation', () => {
  const decodes = (bytes: Uint8Array) => {
    try {
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  /** Bytes near the edges of what is allowed, so that most things that can happen do. */
  const byte = fc.oneof(
    fc.constantFrom(0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5),
    fc.nat(255),
  );
  const stages = async () =>
    [await stageOf('utf8-validation', 'correct'), await stageOf('utf8-validation', 'fast')] as const;
  const right = (bytes: Uint8Array, length: number) => validUpTo(bytes.subarray(0, length));

  test('the reference agrees with the decoder of the platform on every beginning', () => {
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 8 }), (list) => {
        const bytes = Uint8Array.from(list);
        const whole = list.map((_, i) => i + 1).filter((length) => decodes(bytes.subarray(0, length)));
        expect(validUpTo(bytes)).toBe(Math.max(0, ...whole));
      }),
      { numRuns: 2000 },
    );
  });

  test('the initial program and the reference are right in both stages', async () => {
    const [correct, fast] = await stages();
    for (const candidate of [await initialOf('utf8-validation'), { validate: right }]) {
      expect(scoreOf(resultOf(correct, candidate))).toBe(0);
      expect(scoreOf(resultOf(inTheRace(fast), candidate))).toBe(2);
    }
  });

  test('programs that leave out one of the rules are wrong', async () => {
    const { validate } = await initialOf('utf8-validation');
    const [correct] = await stages();
    const source = String(validate);
    const follows = String((bytes: number | undefined) => bytes !== undefined && bytes >= 0x80 && bytes <= 0xbf);
    const rules = [
      'point < 128',
      'point < 2048',
      'point >= 55296',
      'point < 65536',
      'point > 1114111',
      'i + size > length',
    ];
    const asDecimal = source.replace(/0x[0-9a-f]+/g, (hex) => String(Number(hex)));
    for (const rule of ['', ...rules]) {
      const text = asDecimal.replace(rule, rule === '' ? '' : 'false');
      if (rule !== '') expect(text).not.toBe(asDecimal);
      const changed = new Function(`const follows = ${follows}; return ${text}`)();
      const result = resultOf(correct, { validate: changed });
      if (rule === '') expect(result).toHaveProperty('score');
      else expect(result).toHaveProperty('wrong');
    }
  });

  test.each<[string, (bytes: Uint8Array, length: number) => unknown]>([
    ['all is well-formed, always', (_, length) => length],
    ['nothing is', () => 0],
    ['yes or no', (bytes, length) => right(bytes, length) === length],
    ['text', (bytes, length) => String(right(bytes, length))],
    ['an object worth a number', (bytes, length) => ({ valueOf: () => right(bytes, length) })],
    ['one byte more', (bytes, length) => Math.min(length, right(bytes, length) + 1)],
    ['NaN', () => Number.NaN],
    ['nothing at all', () => undefined],
    ['half of it looked at', (bytes, length) => (right(bytes, length) < length / 2 ? right(bytes, length) : length)],
  ])('a candidate that says: %s, is wrong in both stages', async (_, validate) => {
    const [correct, fast] = await stages();
    expect(resultOf(correct, { validate })).toHaveProperty('wrong');
    expect(resultOf(inTheRace(fast), { validate })).toHaveProperty('wrong');
  });

  test('an answer remembered from the first round is wrong', async () => {
    const [, fast] = await stages();
    const known: number[] = [];
    let calls = 0;
    const validate = (bytes: Uint8Array, length: number) => {
      known[calls % 3] ??= right(bytes, length);
      return known[calls++ % 3];
    };
    expect(resultOf(inTheRace(fast), { validate })).toHaveProperty('wrong');
  });
});
