import { defineEvaluator, defineStage, type Evaluator, type ScoreResult } from 'germline';
import { checkLowerBound } from './kit/bound.ts';
import { judge, readAtMost, readList, readNumbers, WrongEvidence } from './kit/evidence.ts';
import { bar, ink, picture, warm } from './kit/picture.ts';

/** The product of a (rows x inner) matrix with an (inner x columns) one. */
interface Shape {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Whether factors are complex: then each entry is two numbers, its real and its imaginary part. */
  readonly complex?: boolean;
}

/** A proven lower bound of the number of products, and who proved it. */
interface Bound {
  readonly least: number;
  readonly source: string;
}

/**
 * Weights are multiples of 1/8 of at most 256 in size, so sums of products of three stay whole numbers below 2 ** 53.
 */
const parts = 8;
const largest = 256;

/**
 * Matrix multiplication with few products. A term [a, b, c] stands for one product of a sum of entries of the left
 * matrix (weights a) and a sum of entries of the right one (weights b), which is added to every entry of the result by
 * its weight in c. The terms must sum up to the multiplication tensor, which is checked in whole numbers.
 *
 * Score (lower is better): terms + wrong entries of the tensor. One more product corrects one wrong entry, so this
 * counts the products of a correct algorithm, whatever the candidate returns, and near misses are graded.
 */
export function matrixTensor({ bound, ...shape }: Shape & { readonly bound: Bound }): Evaluator {
  const { rows, inner, columns, complex = false } = shape;
  const decomposition = defineStage<number[], unknown>({
    name: 'decomposition',
    inputs: [[rows, inner, columns]],
    drive: (candidate, [n, m, p]) => candidate.decompose(n, m, p),
    score: ([evidence]) => judge(() => scoreTerms(evidence, shape, bound)),
    picture: ([evidence]) => termsPicture(evidence as number[][][]),
    limits: { milliseconds: 1000, megabytes: 64, evidenceCharacters: 100_000 },
  });
  const entries = complex ? ', two numbers for each complex entry (real, imaginary)' : '';
  return defineEvaluator({
    name: `matrix-tensor-${rows}${inner}${columns}`,
    interface:
      'export function decompose(rows: number, inner: number, columns: number): number[][][], which returns terms [a, b, c], lists ' +
      `of weights for the left matrix (rows x inner), the right one (inner x columns) and the result (rows x columns), each row by row${entries}. ` +
      `Weights are multiples of 1/8 from -256 to 256. It is called with ${rows}, ${inner}, ${columns}.`,
    stages: [decomposition],
  });
}

/** The statement of a problem: its first paragraph, then the part that all these problems share. */
export function describeTask(opening: string, { complex = false }: Pick<Shape, 'complex'> = {}): string {
  const entries = complex ? '; every complex entry is two numbers, real and imaginary part, one after the other' : '';
  return `
${opening}

A term [a, b, c] is one product: (sum of entries of the left matrix, weighted by a) times (sum of entries of the right one,
weighted by b), added to every entry of the result by its weight in c. The terms must sum up to the multiplication tensor:
the sum of a[i, j] b[k, l] c[r, s] is 1 where j = k, i = r and l = s, and 0 elsewhere. Weights are multiples of 1/8 from -256
to 256${entries}. The check uses whole numbers only.

The score is the number of terms + the number of wrong entries of that sum; lower is better. One more product corrects one
wrong entry, so a few wrong entries are allowed, and dropping a term pays if it spoils at most one entry. Known methods: flips
(rewrite two terms that share a factor as two others, until two can be merged), alternating least squares with rounding,
symmetry under cyclic exchange of the three factors, and smaller algorithms applied to blocks.
`;
}

interface Term {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly result: readonly number[];
}

function scoreTerms(evidence: unknown, shape: Shape, bound: Bound): ScoreResult {
  const most = shape.rows * shape.inner * shape.columns;
  const terms = readAtMost(evidence, most, 'the decomposition').map((item, index) =>
    readTerm(item, shape, `term ${index}`),
  );
  const wrong = countWrong(sumOf(terms, shape), shape);
  checkLowerBound(terms.length + wrong, bound.least, bound.source);
  return {
    score: terms.length + wrong,
    metrics: { products: terms.length, wrong_entries: wrong },
    feedback: `${terms.length} products, ${wrong} wrong entries of the tensor.`,
  };
}

/**
 * One row of cells for each term: weights for the left matrix, the right one and the result; negative ones are warm.
 */
function termsPicture(terms: readonly number[][][]): string {
  const cells = terms.flatMap((term, row) => {
    let x = 10;
    return term.flatMap((factor) => {
      const start = x;
      x += 10 * factor.length + 16;
      const at = (i: number) => [start + 10 * i, 10 + 10 * row];
      const weights = factor.flatMap((weight, i) =>
        weight === 0 ? [] : [bar(at(i), [9, 9], weight > 0 ? ink : warm)],
      );
      return [bar(at(0), [10 * factor.length - 1, 9], '#eef2f7'), ...weights];
    });
  });
  const width = (terms[0] ?? []).reduce((sum, factor) => sum + 10 * factor.length + 16, 4);
  return picture(width, 20 + 10 * terms.length, cells);
}

function readTerm(evidence: unknown, { rows, inner, columns, complex }: Shape, what: string): Term {
  const lists = readList(evidence, 3, what);
  const read = (index: number, length: number) =>
    readNumbers(lists[index], complex ? 2 * length : length, [-largest, largest], `factor ${index} of ${what}`).map(
      (weight) => {
        if (Number.isInteger(weight * parts)) return weight * parts;
        throw new WrongEvidence(`factor ${index} of ${what} has the weight ${weight}, not a multiple of 1/${parts}`);
      },
    );
  return { left: read(0, rows * inner), right: read(1, inner * columns), result: read(2, rows * columns) };
}

/**
 * All entries of the sum of the terms, in units of 1/8 cubed; of complex ones the real and the imaginary part in turn.
 */
function sumOf(terms: readonly Term[], { complex }: Shape): Float64Array {
  const [first] = terms;
  const each = complex ? 2 : 1;
  const size = first ? (first.left.length * first.right.length * first.result.length) / each ** 3 : 0;
  const sum = new Float64Array(each * size);
  for (const term of terms) {
    const pairs = complex ? timesComplex(term.left, term.right) : times(term.left, term.right);
    const all = complex ? timesComplex(pairs, term.result) : times(pairs, term.result);
    for (let i = 0; i < all.length; i++) sum[i]! += all[i]!;
  }
  return sum;
}

/** All products of an entry of `a` with an entry of `b`. */
function times(a: readonly number[], b: readonly number[]): number[] {
  return a.flatMap((x) => b.map((y) => x * y));
}

function timesComplex(a: readonly number[], b: readonly number[]): number[] {
  const product: number[] = [];
  for (let i = 0; i < a.length; i += 2)
    for (let j = 0; j < b.length; j += 2)
      product.push(a[i]! * b[j]! - a[i + 1]! * b[j + 1]!, a[i]! * b[j + 1]! + a[i + 1]! * b[j]!);
  return product;
}

/** Number of entries that differ from the multiplication tensor. */
function countWrong(sum: Float64Array, { rows, inner, columns, complex }: Shape): number {
  const one = parts ** 3;
  const each = complex ? 2 : 1;
  let wrong = 0;
  for (let left = 0, at = 0; left < rows * inner; left++)
    for (let right = 0; right < inner * columns; right++)
      for (let result = 0; result < rows * columns; result++, at += each) {
        const [i, j] = [Math.floor(left / inner), left % inner];
        const meets = Math.floor(right / columns) === j && result === i * columns + (right % columns);
        if ((sum[at] ?? 0) !== (meets ? one : 0) || (complex && (sum[at + 1] ?? 0) !== 0)) wrong++;
      }
  return wrong;
}
