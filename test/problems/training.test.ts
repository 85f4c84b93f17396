import { describe, expect, test } from 'vitest';
import data from '../../evaluators/data/tiny-language.json' with { type: 'json' };
import { learn as contexts } from '../fixtures/programs/tiny-training-contexts.ts';
import { initialOf, resultOf, scoreOf, stageOf } from '../scoring.ts';

type Learn = (text: number[], symbols: number) => { predict(): unknown; see(symbol: number): void };

const judged = async (learn: Learn, stage = 'search') => resultOf(await stageOf('tiny-training', stage), { learn });
const always =
  (weights: (symbols: number) => unknown): Learn =>
  (_, symbols) => ({
    predict: () => weights(symbols),
    see() {},
  });
const even = (symbols: number) => new Array<number>(symbols).fill(1);
const blind = Math.log2(data.symbols.length);

describe('tiny training', () => {
  test('the initial program and one by hand score what their page says', async () => {
    expect(scoreOf(resultOf(await stageOf('tiny-training', 'search'), await initialOf('tiny-training')))).toBeCloseTo(
      2.03776,
      5,
    );
    expect(scoreOf(await judged(contexts))).toBeCloseTo(1.010638, 6);
  });

  test('who expects everything alike needs the logarithm of the number of symbols, whatever the scale', async () => {
    expect(scoreOf(await judged(always(even)))).toBeCloseTo(blind, 9);
    expect(scoreOf(await judged(always((symbols) => even(symbols).map(() => 1e-300))))).toBeCloseTo(blind, 9);
    expect(scoreOf(await judged(always((symbols) => Uint8Array.from(even(symbols)))))).toBeCloseTo(blind, 9);
  });

  test('who expects one thing only pays for each surprise, but not everything', async () => {
    const one = scoreOf(await judged(always((symbols) => even(symbols).map((_, k) => (k === 0 ? 1 : 0)))));
    expect(one).toBeGreaterThan(15);
    expect(one).toBeLessThan(20);
  });

  test('a change of mind after the symbol was seen does not help', async () => {
    const late: Learn = (_, symbols) => {
      const weights = even(symbols);
      return { predict: () => weights, see: (symbol) => void weights.fill(0).fill(1e9, symbol, symbol + 1) };
    };
    const later: Learn = (_, symbols) => {
      const seen: number[] = [];
      const weights = even(symbols).map((_, k) => ({ valueOf: () => (seen.at(-1) === k ? 1 : 0.5) }));
      return { predict: () => weights, see: (symbol) => void seen.push(symbol) };
    };
    expect(scoreOf(await judged(late))).toBeGreaterThan(blind);
    expect(scoreOf(await judged(later))).toBeGreaterThan(4);
  });

  test('only what comes next is shown, and only after it was to be expected', async () => {
    const told: unknown[] = [];
    const spy: Learn = (text, symbols) => {
      told.push(text.length, symbols);
      return { predict: () => even(symbols), see: (...given: unknown[]) => void told.push(given.length) };
    };
    await judged(spy);
    expect(told.slice(0, 2)).toEqual([data.study.length, data.symbols.length]);
    expect(told.slice(2)).toEqual(new Array(data.search.text.length).fill(1));
  });

  test.each<[string, (symbols: number) => unknown]>([
    ['a negative weight', (symbols) => even(symbols).fill(-1, 0, 1)],
    ['NaN', (symbols) => even(symbols).fill(Number.NaN, 3, 4)],
    ['infinity', (symbols) => even(symbols).fill(Number.POSITIVE_INFINITY, 3, 4)],
    ['too large a number', (symbols) => even(symbols).fill(1e13, 3, 4)],
    ['nothing but zeros', (symbols) => even(symbols).fill(0)],
    ['a weight too few', (symbols) => even(symbols).slice(1)],
    ['no weights', () => []],
    ['a claim', () => ({ bits: 0.1, score: 9 })],
    ['a text', () => 'abc'],
  ])('%s is wrong', async (_, weights) => {
    expect(await judged(always(weights))).toHaveProperty('wrong');
  });

  test('a weight that is one text of a number counts as that number', async () => {
    expect(scoreOf(await judged(always((symbols) => even(symbols).map(String))))).toBeCloseTo(blind, 9);
  });

  test('who knows the text beforehand is found out', async () => {
    const oracle: Learn = (_, symbols) => {
      let place = 0;
      return {
        predict: () => even(symbols).map((_, k) => (data.symbols[k] === data.search.text[place] ? 1 : 0)),
        see: () => void place++,
      };
    };
    await expect(judged(oracle)).rejects.toThrow(/is below the proven bound 0.6/);
  });

  test('texts are of the alphabet, differ, and are no part of each other', () => {
    const texts = [data.study, data.search.text, data.heldBack.text];
    for (const text of texts) expect([...text].every((symbol) => data.symbols.includes(symbol))).toBe(true);
    const paragraphs = texts.map((text) => new Set(text.split('\n').filter((line) => line.length > 60)));
    expect(paragraphs[0]!.intersection(paragraphs[1]!).size + paragraphs[1]!.intersection(paragraphs[2]!).size).toBe(0);
    expect(data.search.bits / data.search.text.length).toBeCloseTo(0.6549, 4);
  });
});
