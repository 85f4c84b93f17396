import { defineEvaluator, defineStage, type Evaluator, type ScoreResult } from 'germline';
import { checkLowerBound } from './kit/bound.ts';
import { judge, readAtMost, readList, readNumber, readWhole, readWholes, WrongEvidence } from './kit/evidence.ts';
import { dot, ink, light, line, picture, ring, warm } from './kit/picture.ts';

/** One operation; operands are register numbers, and the inputs are the first registers. */
type Operation =
  | { readonly kind: '+' | '-'; readonly left: number; readonly right: number }
  | { readonly kind: '*'; readonly left: number; readonly factor: number };

/** A program without branches: each operation writes the next register; `outputs` are the registers of the results. */
interface Program {
  readonly operations: readonly Operation[];
  readonly outputs: readonly number[];
}

/** Largest error of an output for one unit input, whose contribution is at most 1. */
const tolerance = 1e-12;
/** Least and greatest size of a constant: without limits a program could pack two numbers into one. */
const constants = [2 ** -10, 2 ** 10] as const;

/**
 * Straight-line programs for the discrete Fourier transform of n complex numbers, counted in additions, subtractions
 * and multiplications of real numbers by constants. Such a program is linear, so its results for the 2n unit vectors
 * determine its results for every input: the check is complete, and bounds its own rounding errors.
 *
 * Score (lower is better): the operations of all sizes together.
 */
export function straightLineFft({ sizes }: { readonly sizes: readonly number[] }): Evaluator {
  const transform = defineStage<number, unknown>({
    name: 'transform',
    inputs: sizes,
    drive: (candidate, n) => candidate.transform(n),
    score: (evidence) => judge(() => scorePrograms(evidence, sizes)),
    picture: ([evidence]) => programPicture(readProgram(evidence, sizes[0]!), sizes[0]!),
    limits: { milliseconds: 500, megabytes: 64, evidenceCharacters: 1_000_000 },
  });
  return defineEvaluator({
    name: `straight-line-fft-${sizes.join('-')}`,
    interface:
      'export function transform(n: number): { operations: [kind: string, left: number, right: number][], outputs: number[] }. ' +
      'Registers 0 to 2n - 1 hold the inputs, real and imaginary part of each in turn; every operation writes the next register: ' +
      "['+', i, j] and ['-', i, j] of two registers, ['*', i, c] of a register and a constant, 2 ** -10 <= |c| <= 2 ** 10. " +
      `outputs are the registers of the 2n results, in the same order as the inputs. It is called for n = ${sizes.join(', ')}.`,
    stages: [transform],
  });
}

function scorePrograms(evidence: readonly unknown[], sizes: readonly number[]): ScoreResult {
  const counts = sizes.map((n, index) => {
    const program = readProgram(evidence[index], n);
    checkTransform(program, n);
    checkLowerBound(
      program.operations.length,
      2 * n,
      'all outputs differ and none is an input, so each needs its own operation',
    );
    return program.operations.length;
  });
  const texts = sizes.map((n, index) => `${counts[index]} for ${n}`);
  return {
    score: counts.reduce((sum, count) => sum + count, 0),
    metrics: Object.fromEntries(sizes.map((n, index) => [`operations_${n}`, counts[index]!])),
    feedback: `Operations: ${texts.join(', ')}.`,
  };
}

function readProgram(evidence: unknown, n: number): Program {
  const what = `the program for ${n}`;
  const { operations, outputs } = (evidence ?? {}) as { operations?: unknown; outputs?: unknown };
  const read = readAtMost(operations, 16 * n * n, `the list of operations of ${what}`).map((item, index) =>
    readOperation(item, 2 * n + index, `operation ${index} of ${what}`),
  );
  const last = 2 * n + read.length - 1;
  return { operations: read, outputs: readWholes(outputs, 2 * n, [0, last], `the list of outputs of ${what}`) };
}

/** An operation that may use the registers before its own. */
function readOperation(evidence: unknown, register: number, what: string): Operation {
  const [kind, first, second] = readList(evidence, 3, what);
  const left = readWhole(first, 0, register - 1, `the left operand of ${what}`);
  if (kind === '+' || kind === '-')
    return { kind, left, right: readWhole(second, 0, register - 1, `the right operand of ${what}`) };
  if (kind !== '*') throw new WrongEvidence(`${what} is not one of +, - and *`);
  const factor = readNumber(second, `the constant of ${what}`);
  const size = Math.abs(factor);
  if (size >= constants[0] && size <= constants[1]) return { kind, left, factor };
  throw new WrongEvidence(`the constant of ${what} is ${factor}, not from 2 ** -10 to 2 ** 10 in size`);
}

/** Runs the program on all unit vectors. A register holds a value and an error bound for each of them. */
function checkTransform({ operations, outputs }: Program, n: number): void {
  const registers = Array.from({ length: 2 * n }, (_, input) => unitRow(2 * n, input));
  for (const operation of operations) registers.push(apply(operation, registers));
  const roots = rootsOfUnity(n);
  for (const [output, register] of outputs.entries()) {
    const row = registers[register]!;
    for (let input = 0; input < 2 * n; input++) {
      const expected = coefficient(roots, n, output, input);
      const off = Math.abs(row.values[input]! - expected) + row.errors[input]!;
      // Negated, so that NaN fails too.
      if (!(off <= tolerance))
        throw new WrongEvidence(
          `output ${output} of the program for ${n} contains ${row.values[input]} times input ${input}, not ${expected}`,
        );
    }
  }
}

interface Row {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

function unitRow(length: number, place: number): Row {
  const values = new Float64Array(length);
  values[place] = 1;
  return { values, errors: new Float64Array(length) };
}

/** One operation on all unit vectors. Errors add up, with half a unit in the last place more, doubled to be safe. */
function apply(operation: Operation, registers: readonly Row[]): Row {
  const { values: x, errors: e } = registers[operation.left]!;
  const { values: y, errors: f } = operation.kind === '*' ? { values: x, errors: e } : registers[operation.right]!;
  const values = new Float64Array(x.length);
  const errors = new Float64Array(x.length);
  const sign = operation.kind === '-' ? -1 : 1;
  for (let i = 0; i < x.length; i++) {
    values[i] = operation.kind === '*' ? operation.factor * x[i]! : x[i]! + sign * y[i]!;
    const carried = operation.kind === '*' ? Math.abs(operation.factor) * e[i]! : e[i]! + f[i]!;
    errors[i] = carried * (1 + 4 * Number.EPSILON) + Math.abs(values[i]!) * Number.EPSILON;
  }
  return { values, errors };
}

/** Cosine and sine of 2 pi k / n for all k, from their values in the first quarter. */
function rootsOfUnity(n: number): readonly (readonly [cos: number, sin: number])[] {
  return Array.from({ length: n }, (_, k) => {
    const quarter = Math.floor((4 * k) / n);
    const rest = (2 * Math.PI * (k - (quarter * n) / 4)) / n;
    const turns = [
      [Math.cos(rest), Math.sin(rest)],
      [-Math.sin(rest), Math.cos(rest)],
      [-Math.cos(rest), -Math.sin(rest)],
      [Math.sin(rest), -Math.cos(rest)],
    ] as const;
    return turns[quarter]!;
  });
}

/** The coefficient of an input in an output: X[k] is the sum of x[j] exp(-2 pi i j k / n). */
function coefficient(roots: ReturnType<typeof rootsOfUnity>, n: number, output: number, input: number): number {
  const [cos, sin] = roots[((output >> 1) * (input >> 1)) % n]!;
  const [toImaginary, fromImaginary] = [output & 1, input & 1];
  if (toImaginary === fromImaginary) return cos;
  return toImaginary ? -sin : sin;
}

/** Operations from left to right, each as early as its operands allow: products warm, results in rings. */
function programPicture({ operations, outputs }: Program, n: number): string {
  const places = Array.from({ length: 2 * n }, (_, row) => ({ depth: 0, row }));
  const rows = [2 * n];
  const at = (register: number) => [16 + 44 * places[register]!.depth, 12 + 8 * places[register]!.row];
  const marks = operations.flatMap((operation) => {
    const operands = operation.kind === '*' ? [operation.left] : [operation.left, operation.right];
    const depth = 1 + Math.max(...operands.map((register) => places[register]!.depth));
    const row = rows[depth] ?? 0;
    rows[depth] = row + 1;
    places.push({ depth, row });
    const here = at(places.length - 1);
    return [
      ...operands.map((register) => line(at(register), here, light, 0.6)),
      dot(here, 2.5, operation.kind === '*' ? warm : ink),
    ];
  });
  const inputs = Array.from({ length: 2 * n }, (_, register) => dot(at(register), 2.5, '#777'));
  const results = outputs.map((register) => ring(at(register), 4, 'none'));
  const deepest = Math.max(...places.map(({ depth }) => depth));
  return picture(32 + 44 * deepest, 24 + 8 * Math.max(...rows), [...marks, ...inputs, ...results]);
}
