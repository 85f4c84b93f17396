/**
 * Makes a picture of a solution of each problem: node bench/problem-pictures.ts
 * Writes problems/NAME/solution.svg for the problem's page: the evaluator's picture of the initial program, or a picture of
 * the subject for problems without pictures.
 */
import { writeFile } from 'node:fs/promises';
import { bar, ink, type Place, picture, warm } from '../evaluators/kit/picture.ts';
import * as convolution from '../problems/convolution-kernel/initial.ts';
import * as matmul from '../problems/matmul-kernel/initial.ts';
import type { LoadedProblem } from '../src/api/problem.ts';
import { picturesOf } from '../src/evaluation/picture.ts';
import { readProgram } from '../src/language/program.ts';
import { listProblems, loadProblem } from '../src/load-problem.ts';
import { strassen } from '../test/fixtures/strassen.ts';
import { blurPicture, colouringPicture, searchPicture, sortPicture } from './native-pictures.ts';

/** A matrix of n columns as squares: the larger an entry, the darker; blue above zero, red below. */
function shaded(values: Float64Array, n: number, [left, top]: Place, side: number): string[] {
  const most = Math.max(...values.map(Math.abs));
  return [...values].map((value, i) => {
    const grey = (245 - 25 * Math.round((8 * Math.abs(value)) / most)).toString(16).padStart(2, '0');
    const at = [left! + side * (i % n), top! + side * Math.floor(i / n)];
    return bar(at, [side - 0.5, side - 0.5], value < 0 ? `#ff${grey}${grey}` : `#${grey}${grey}ff`);
  });
}

/** An image, a filter and the filtered image; dark is large. */
function convolutionPicture(): string {
  const size = 24;
  const image = Float64Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [(i % size) - 11.5, Math.floor(i / size) - 11.5];
    return Math.hypot(x, y) < 8 && Math.hypot(x - 2, y + 2) > 4 ? 1 : 0;
  });
  const filter = Float64Array.from([0, -1, 0, -1, 4, -1, 0, -1, 0]);
  const result = new Float64Array((size - 2) ** 2);
  convolution.convolve(image, filter, result, size, size, 3);
  const parts = [...shaded(image, size, [10, 10], 6), ...shaded(filter, 3, [170, 72], 6)];
  return picture(350, 164, [...parts, ...shaded(result, size - 2, [206, 16], 6)]);
}

const any = [0x80, 0xbf];

/** The bytes of well-formed UTF-8: for each kind of first byte, the ranges of the bytes that follow. */
const utf8 = [
  [[0x00, 0x7f]],
  [[0xc2, 0xdf], any],
  [[0xe0, 0xe0], [0xa0, 0xbf], any],
  [[0xe1, 0xec], any, any],
  [[0xed, 0xed], [0x80, 0x9f], any],
  [[0xee, 0xef], any, any],
  [[0xf0, 0xf0], [0x90, 0xbf], any, any],
  [[0xf1, 0xf3], any, any, any],
  [[0xf4, 0xf4], [0x80, 0x8f], any, any],
];

function utf8Picture(): string {
  const parts = utf8.flatMap((bytes, row) =>
    bytes.flatMap(([low, high], column) => {
      const [x, y] = [10 + 138 * column, 10 + 16 * row];
      const narrow = column > 0 && high! - low! < 0x3f;
      const range = bar([x + low! / 2, y], [(high! - low! + 1) / 2, 11], narrow ? warm : ink);
      return [bar([x, y], [128, 11], '#eef2f7'), range];
    }),
  );
  return picture(562, 160, parts);
}

/** Two matrices and their product; dark is large. */
function productPicture(): string {
  const n = 16;
  const a = Float64Array.from({ length: n * n }, (_, i) => Math.abs(Math.sin((i % n) / 3 + Math.floor(i / n))));
  const b = Float64Array.from({ length: n * n }, (_, i) => ((i % n) + Math.floor(i / n) < n ? 1 : 0.1));
  const c = new Float64Array(n * n);
  matmul.multiply(a, b, c, n, n, n);
  return picture(
    404,
    132,
    [a, b, c].flatMap((matrix, m) => shaded(matrix, n, [10 + 136 * m, 10], 7)),
  );
}

const others: Readonly<Record<string, () => string | Promise<string>>> = {
  'bin-packing-python': () => pictureOf('online-bin-packing'), // the same items, and best fit packs them, too
  'blur-cpp': blurPicture,
  'c-kernel': productPicture,
  'convolution-kernel': convolutionPicture,
  'graph-colouring-go': colouringPicture,
  'matmul-cuda': productPicture,
  'matmul-kernel': productPicture,
  'sort-rust': sortPicture,
  'string-search': searchPicture,
  'utf8-validation': utf8Picture,
};

/** The program to show: the initial one, except for 2 x 2 matrices, whose best solution is known and small. */
function programOf(name: string, { initial }: LoadedProblem) {
  return name === 'matrix-tensor-222'
    ? readProgram({ 'initial.ts': `export const decompose = () => ${JSON.stringify(strassen)};` })
    : initial;
}

async function pictureOf(name: string): Promise<string> {
  const other = others[name];
  if (other) return await other();
  const problem = await loadProblem(name);
  const [own] = (await picturesOf({ problem, seed: 0, jail: undefined }, [programOf(name, problem)])) ?? [];
  if (own && 'missing' in own) throw new Error(`${name} has no picture: ${own.missing}`);
  if (own === undefined) throw new Error(`${name} has no picture`);
  return own.picture;
}

for (const name of await listProblems())
  await writeFile(new URL(`../problems/${name}/solution.svg`, import.meta.url), await pictureOf(name));
