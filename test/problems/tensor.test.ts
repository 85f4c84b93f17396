import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrixTensor } from '../../evaluators/matrix-tensor.ts';
import { strassen } from '../fixtures/strassen.ts';
import { initialOf, resultOf, scoreOf, stageOf } from '../scoring.ts';

const bound = { least: 7, source: 'Winograd, 1971' };
const [stage] = matrixTensor({ rows: 2, inner: 2, columns: 2, bound }).stages;
const judged = (terms: unknown) => stage!.score([terms], [[2, 2, 2]]);
const change = (term: number, factor: number, place: number, by: (value: number) => unknown) =>
  strassen.map((one, t) =>
    t === term ? one.map((list, f) => (f === factor ? list.map((v, p) => (p === place ? by(v) : v)) : list)) : one,
  );

describe('matrix multiplication tensors', () => {
  test.each([
    ['matrix-tensor-222', 8],
    ['matrix-tensor-333', 27],
    ['matrix-tensor-245', 40],
    ['matrix-tensor-444', 56],
  ])('the initial program of %s scores %d', async (problem, score) => {
    const result = resultOf(await stageOf(problem, 'decomposition'), await initialOf(problem));
    expect(result).toMatchObject({ score, metrics: { wrong_entries: 0 } });
  });

  test("Strassen's way has seven products; without a term, or with a weight off, the wrong entries count", () => {
    expect(judged(strassen)).toMatchObject({ score: 7, metrics: { products: 7, wrong_entries: 0 } });
    expect(judged(strassen.slice(1))).toMatchObject({ score: 14, metrics: { products: 6, wrong_entries: 8 } });
    expect(judged(change(1, 0, 2, (v) => v + 1 / 8))).toMatchObject({ score: 9 });
    expect(judged([])).toMatchObject({ score: 8, metrics: { wrong_entries: 8 } });
  });

  test('terms may be scaled and turned, as their products stay the same', () => {
    const turned = strassen.map(([a, b, c]) => [a!.map((v) => v * 4), b!.map((v) => -v / 8), c!.map((v) => -2 * v)]);
    expect(scoreOf(judged(turned))).toBe(7);
  });

  test('whatever terms are judged right multiply matrices, and the others do not', () => {
    const weight = fc.integer({ min: -2, max: 2 });
    const matrix = fc.tuple(weight, weight, weight, weight);
    const place = fc.record({
      term: fc.nat(6),
      factor: fc.nat(2),
      place: fc.nat(3),
      by: fc.integer({ min: -1, max: 1 }),
    });
    fc.assert(
      fc.property(
        place,
        fc.array(fc.tuple(matrix, matrix), { minLength: 40, maxLength: 40 }),
        ({ term, factor, place, by }, pairs) => {
          const terms = change(term, factor, place, (v) => v + by) as number[][][];
          const right = pairs.every(([x, y]) => {
            const dot = (weights: number[], values: readonly number[]) =>
              weights.reduce((sum, w, i) => sum + w * values[i]!, 0);
            const result = [0, 1, 2, 3].map((i) =>
              terms.reduce((sum, [a, b, c]) => sum + dot(a!, x) * dot(b!, y) * c![i]!, 0),
            );
            const expected = [0, 1, 2, 3].map((i) => x[i & 2]! * y[i & 1]! + x[(i & 2) + 1]! * y[2 + (i & 1)]!);
            return result.every((value, i) => value === expected[i]);
          });
          expect(scoreOf(judged(terms)) === 7).toBe(right);
        },
      ),
    );
  });

  test('complex weights multiply as complex numbers do', () => {
    const complex = matrixTensor({
      rows: 1,
      inner: 1,
      columns: 1,
      complex: true,
      bound: { least: 1, source: 'a test' },
    });
    const score = (terms: unknown) => scoreOf(complex.stages[0]!.score([terms], [[1, 1, 1]]));
    expect(
      score([
        [
          [0, 1],
          [0, 1],
          [-1, 0],
        ],
      ]),
    ).toBe(1);
    expect(
      score([
        [
          [0, 1],
          [0, 1],
          [1, 0],
        ],
      ]),
    ).toBe(2);
    expect(
      score([
        [
          [1, 0],
          [1, 0],
          [1, 0.125],
        ],
      ]),
    ).toBe(2);
    expect(
      score([
        [
          [0.5, 0.5],
          [1, -1],
          [1, 0],
        ],
      ]),
    ).toBe(1);
  });

  test('the largest weights allowed do not spoil exactness', () => {
    const terms = [0, 1, 2, 3].map((i) => [
      [256, 0, 0, 0],
      [256, 0, 0, 0],
      [i % 2 === 0 ? 256 : -256, 0, 0, 0],
    ]);
    expect(judged([...terms, ...strassen.slice(0, 4)])).toEqual(judged([...strassen.slice(0, 4), ...terms]));
    expect(judged(terms)).toMatchObject({ metrics: { products: 4, wrong_entries: 8 } });
  });

  test('fewer products than are possible would be a bug of the evaluator', () => {
    const loose = matrixTensor({ rows: 2, inner: 2, columns: 2, bound: { least: 8, source: 'a test' } }).stages[0]!;
    expect(() => loose.score([strassen], [[2, 2, 2]])).toThrow('a bug of the evaluator');
  });

  test.each([
    ['another shape, claimed', { n: 1, m: 1, p: 1, rank: 1, terms: [[[1], [1], [1]]] }],
    ['terms of another shape', [[[1], [1], [1]]]],
    ['more terms than the usual way', [...strassen, ...strassen]],
    ['a weight that is no multiple of 1/8', change(0, 0, 0, () => 1 + 2 ** -52)],
    ['a weight too large', change(0, 0, 0, () => 257)],
    ['NaN', change(0, 0, 0, () => null)],
    ['text', change(0, 0, 0, () => '1')],
    ['a factor too many', strassen.map((term) => [...term, [1, 0, 0, 0]])],
    ['a factor too few', strassen.map((term) => term.slice(1))],
    ['an entry too few', strassen.map((term) => term.map((list) => list.slice(1)))],
    ['nothing', null],
  ])('%s is wrong', (_, terms) => {
    expect(judged(terms)).toHaveProperty('wrong');
  });
});
