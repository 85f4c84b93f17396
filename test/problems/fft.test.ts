import { describe, expect, test } from 'vitest';
import { straightLineFft } from '../../evaluators/straight-line-fft.ts';
import { initialOf, resultOf, scoreOf, stageOf } from '../scoring.ts';

type Operation = [kind: string, left: number, right: number];
type Complex = readonly [re: number, im: number];

/** Writes programs in which products by 1, -1, i and -i are free, and those by a root of i take four operations. */
class Writer {
  readonly operations: Operation[] = [];
  readonly #inputs: number;
  constructor(inputs: number) {
    this.#inputs = inputs;
  }
  write(kind: string, left: number, right: number): number {
    this.operations.push([kind, left, right]);
    return this.#inputs + this.operations.length - 1;
  }
  plus = ([a, b]: Complex, [c, d]: Complex): Complex => [this.write('+', a, c), this.write('+', b, d)];
  minus = ([a, b]: Complex, [c, d]: Complex): Complex => [this.write('-', a, c), this.write('-', b, d)];
  turn([a, b]: Complex, k: number, n: number): Complex {
    if (k === 0) return [a, b];
    const [cos, sin] = [Math.cos((2 * Math.PI * k) / n), Math.sin((2 * Math.PI * k) / n)];
    if (8 * k === n) return [this.write('*', this.write('+', a, b), cos), this.write('*', this.write('-', b, a), cos)];
    if (8 * k === 3 * n)
      return [this.write('*', this.write('-', b, a), sin), this.write('*', this.write('+', a, b), -sin)];
    const [ac, bs, as, bc] = [
      [a, cos],
      [b, sin],
      [a, sin],
      [b, cos],
    ].map(([r, c]) => this.write('*', r!, c!));
    return [this.write('+', ac!, bs!), this.write('-', bc!, as!)];
  }
}

/** Split radix (Duhamel and Hollmann, 1984): half the numbers by two, the others by four. */
function splitRadix(writer: Writer, x: readonly Complex[]): Complex[] {
  const n = x.length;
  if (n === 1) return [...x];
  if (n === 2) return [writer.plus(x[0]!, x[1]!), writer.minus(x[0]!, x[1]!)];
  const part = (step: number, first: number) =>
    splitRadix(
      writer,
      x.filter((_, i) => i % step === first),
    );
  const [even, one, three] = [part(2, 0), part(4, 1), part(4, 3)];
  const result: Complex[] = [];
  for (let k = 0; k < n / 4; k++) {
    const [z, w] = [writer.turn(one[k]!, k, n), writer.turn(three[k]!, 3 * k, n)];
    const [sum, difference] = [writer.plus(z, w), writer.minus(z, w)];
    result[k] = writer.plus(even[k]!, sum);
    result[k + n / 2] = writer.minus(even[k]!, sum);
    const [re, im] = even[k + n / 4]!;
    result[k + n / 4] = [writer.write('+', re, difference[1]), writer.write('-', im, difference[0])];
    result[k + (3 * n) / 4] = [writer.write('-', re, difference[1]), writer.write('+', im, difference[0])];
  }
  return result;
}

function best(n: number) {
  const writer = new Writer(2 * n);
  const outputs = splitRadix(
    writer,
    Array.from({ length: n }, (_, i) => [2 * i, 2 * i + 1] as const),
  ).flat();
  return { operations: writer.operations, outputs };
}

describe('straight-line transforms', () => {
  const stage = straightLineFft({ sizes: [8] }).stages[0]!;
  const judged = (program: unknown) => stage.score([program], [8]);
  const good = best(8);
  const but = (index: number, operation: unknown) => ({
    ...good,
    operations: good.operations.map((one, i) => (i === index ? operation : one)),
  });
  const product = good.operations.findIndex(([kind]) => kind === '*');
  const plus = good.operations.findIndex(([kind]) => kind === '+');
  const [, from, constant] = good.operations[product]!;

  test('the initial program, split radix and the definition cost what they are known to', async () => {
    const both = await stageOf('straight-line-fft', 'transform');
    expect(scoreOf(resultOf(both, await initialOf('straight-line-fft')))).toBe(1120);
    expect(resultOf(both, { transform: best })).toMatchObject({
      score: 624,
      metrics: { operations_16: 168, operations_32: 456 },
    });
    expect(scoreOf(judged(good))).toBe(56);
  });

  test('whatever is judged right computes the transform, on numbers that are no unit vectors', () => {
    const { operations, outputs } = good;
    const registers = Array.from({ length: 16 }, (_, i) => Math.sin(1 + i * i));
    const inputs = [...registers];
    for (const [kind, a, b] of operations) {
      const x = registers[a]!;
      registers.push(kind === '*' ? x * b : kind === '+' ? x + registers[b]! : x - registers[b]!);
    }
    for (let k = 0; k < 8; k++) {
      const terms = Array.from({ length: 8 }, (_, j) => {
        const [cos, sin] = [Math.cos((Math.PI * j * k) / 4), Math.sin((Math.PI * j * k) / 4)];
        return [inputs[2 * j]! * cos + inputs[2 * j + 1]! * sin, inputs[2 * j + 1]! * cos - inputs[2 * j]! * sin];
      });
      for (const part of [0, 1])
        expect(registers[outputs[2 * k + part]!]).toBeCloseTo(
          terms.reduce((sum, term) => sum + term[part]!, 0),
          12,
        );
    }
  });

  test('operations that nothing needs count all the same', () => {
    expect(scoreOf(judged({ ...good, operations: [...good.operations, ['+', 0, 0]] }))).toBe(57);
  });

  test('a constant may be off by a rounding, not by more than the tolerance', () => {
    expect(scoreOf(judged(but(product, ['*', from, constant * (1 + 2 ** -52)])))).toBe(56);
    expect(judged(but(product, ['*', from, constant * (1 + 3e-12)]))).toHaveProperty('wrong');
  });

  test('errors that may grow are counted, though the unit vectors do not show them', () => {
    // An output plus 2 ** 40 times itself, less the latter: the output again, without its last 40 digits.
    const first = 16 + good.operations.length;
    const output = good.outputs[3]!;
    const lost: Operation[] = [
      ['*', output, 2 ** 10],
      ['*', first, 2 ** 10],
      ['*', first + 1, 2 ** 10],
      ['*', first + 2, 2 ** 10],
      ['+', first + 3, output],
      ['-', first + 4, first + 3],
    ];
    const outputs = good.outputs.map((register, i) => (i === 3 ? first + 5 : register));
    expect(judged({ operations: [...good.operations, ...lost], outputs })).toHaveProperty('wrong');
  });

  test.each([
    ['a minus for a plus', but(plus, ['-', ...good.operations[plus]!.slice(1)])],
    ['outputs in another order', { ...good, outputs: [...good.outputs].reverse() }],
    ['an output too few', { ...good, outputs: good.outputs.slice(1) }],
    ['an output that does not exist', { ...good, outputs: good.outputs.map((register) => register + 100) }],
    ['a register that is made later', but(0, ['+', 0, 20])],
    ['a register that makes itself', but(0, ['+', 0, 16])],
    ['half a register', but(0, ['+', 0, 0.5])],
    ['an operation that does not exist', but(0, ['/', 0, 1])],
    ['a constant too large', but(0, ['*', 0, 2 ** 11])],
    ['a constant too small', but(0, ['*', 0, 2 ** -11])],
    ['the constant zero', but(0, ['*', 0, 0])],
    ['NaN', but(0, ['*', 0, null])],
    ['text', but(0, ['+', '0', '1'])],
    ['too many operations', { ...good, operations: Array.from({ length: 1025 }, () => ['+', 0, 0]) }],
    ['a claimed count', { count: 1 }],
    ['nothing', null],
  ])('%s is wrong', (_, program) => {
    expect(judged(program)).toHaveProperty('wrong');
  });
});
