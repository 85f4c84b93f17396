import { defineEvaluator, defineStage, type Evaluator, type Exports, type ScoreResult } from 'germline';
import data from './data/tiny-language.json' with { type: 'json' };
import { checkLowerBound } from './kit/bound.ts';
import { judge, readList, readNumber, WrongEvidence } from './kit/evidence.ts';
import { bar, ink, light, picture, warm } from './kit/picture.ts';

/** A generated text, and the bits of the choices that made it. */
interface Sample {
  readonly text: string;
  readonly bits: number;
}

interface Input {
  readonly symbols: number;
  readonly study: readonly number[];
  readonly text: readonly number[];
}

const symbols = data.symbols.length;
const numbersOf = (text: string) => [...text].map((symbol) => data.symbols.indexOf(symbol));
/** Least probability of a symbol, so that a single surprise does not cost everything. */
const floor = 1e-6;
/** Bits by which a model that does not know the text beats the language itself, with a chance of 2 ** -64. */
const luck = 64;

/**
 * Shows a text symbol by symbol. The candidate's expectation is copied as plain numbers before it sees the next symbol,
 * so that neither the future nor a later change can help it.
 */
const showText = (candidate: Exports, { symbols, study, text }: Input) => {
  const model = candidate.learn(study, symbols);
  const rows = [];
  for (let i = 0; i < text.length; i++) {
    const expected = model.predict();
    const row = [];
    for (let k = 0; k < symbols; k++) row.push(+expected[k]);
    rows.push(row);
    model.see(text[i]);
  }
  return rows;
};

/** Bits for the actual symbol. Weights need not sum up to 1. */
function surprise(given: unknown, symbol: number, what: string): number {
  const weights = readList(given, symbols, what).map((item, k) => {
    const weight = readNumber(item, `weight ${k} of ${what}`);
    if (weight < 0 || weight > 1e12) throw new WrongEvidence(`weight ${k} of ${what} is ${weight}, not from 0 to 1e12`);
    return weight;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) throw new WrongEvidence(`${what} has no weight above 0`);
  const raised = weights.map((weight) => Math.max(weight / total, floor));
  return -Math.log2(raised[symbol]! / raised.reduce((sum, weight) => sum + weight, 0));
}

function surprises(evidence: unknown, { text }: Sample): number[] {
  const rows = readList(evidence, text.length, 'the list of expectations');
  return numbersOf(text).map((symbol, i) => surprise(rows[i], symbol, `expectation ${i}`));
}

function scoreText(evidence: unknown, sample: Sample): ScoreResult {
  return judge(() => {
    const each = surprises(evidence, sample);
    const bits = each.reduce((sum, value) => sum + value, 0) / each.length;
    checkLowerBound(bits, (sample.bits - luck) / each.length, 'bits of the choices that made the text');
    const worst = each.indexOf(Math.max(...each));
    const before = JSON.stringify(sample.text.slice(Math.max(0, worst - 30), worst));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const first = mean(each.filter((_, i) => i === 0 || /[\s]/.test(sample.text[i - 1]!)));
    return {
      score: bits,
      metrics: { bits_first_letters: first },
      feedback: `${bits.toFixed(4)} bits a symbol, ${first.toFixed(4)} for first letters of words; least expected after ${before}.`,
    };
  });
}

/**
 * A model of text that is trained inside the candidate, within a limit of operations, and then shown a text that it
 * never saw. Score (lower is better): the bits that it needs for a symbol.
 */
export function tinyTraining(): Evaluator {
  const stage = (name: string, sample: Sample, operations: number, milliseconds: number) =>
    defineStage<Input, unknown>({
      name,
      inputs: [{ symbols, study: numbersOf(data.study), text: numbersOf(sample.text) }],
      drive: showText,
      score: ([evidence]) => scoreText(evidence, sample),
      picture: ([evidence]) => surprisesPicture(surprises(evidence, sample), sample.text),
      limits: { milliseconds, operations, megabytes: 64, evidenceCharacters: 4_000_000 },
    });
  return defineEvaluator({
    name: 'tiny-training',
    interface:
      'export function learn(text: number[], symbols: number): { predict(): number[]; see(symbol: number): void }. learn trains a ' +
      `model on a text of symbols 0 to ${symbols - 1}; predict returns a weight for each symbol that may come next (they need not ` +
      'sum up to 1); see passes the symbol that came, beginning with the first of another text. ' +
      `The symbols are, in this order: ${JSON.stringify(data.symbols)}.`,
    stages: [
      stage('search', data.search, 60_000_000, 4000),
      { ...stage('held-back', data.heldBack, 80_000_000, 6000), heldBack: true },
    ],
  });
}

/**
 * The beginning of the text, a bar for each symbol: the higher, the less expected; the first of a word has another
 * colour.
 */
function surprisesPicture(bits: readonly number[], text: string): string {
  const width = 150;
  const bars = bits.slice(0, 4 * width).map((value, i) => {
    const height = Math.min(60, 4 * value);
    const bottom = 70 + 68 * Math.floor(i / width);
    const colour = text[i] === '\n' ? light : i === 0 || /\s/.test(text[i - 1]!) ? warm : ink;
    return bar([10 + 4 * (i % width), bottom - height], [3, height + 1], colour);
  });
  return picture(20 + 4 * width, 290, bars);
}
