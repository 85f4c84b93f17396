import type { Metrics, ScoreResult } from '../api/evaluator.ts';
import type { ScoreFile } from './schema.ts';

/** What a text says of a run. */
type Reading = Exclude<ScoreResult, { readonly wrong: string }>;

/** Most of a text that is looked at, in characters from its end. */
const most = 1_000_000;
/** A regular expression of the user's meets text of a candidate, and some need time that grows faster than the text. */
const mostForRegex = 20_000;

/** Reads the score from what a program or a judge printed. */
export function readScore(text: string, { number, regex, json = 'score' }: ScoreFile): ScoreResult {
  if (number !== undefined) return fromNumber(text.slice(-most));
  if (regex !== undefined) return fromRegex(text.slice(-mostForRegex), regex);
  return fromJson(text, json);
}

function fromNumber(text: string): ScoreResult {
  const last = text.match(/(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\w.]*\w)/gi)?.at(-1);
  return last === undefined ? wrong('no number', text) : toResult(last, text);
}

function fromRegex(text: string, pattern: string): ScoreResult {
  const last = [...text.matchAll(new RegExp(pattern, 'gm'))].at(-1);
  return last === undefined ? wrong(`nothing that matches ${pattern}`, text) : toResult(last[1] ?? last[0], text);
}

function toResult(word: string, text: string): ScoreResult {
  const score = Number(word);
  return word.trim() !== '' && Number.isFinite(score) ? { score } : wrong(`${word.slice(0, 60)}, no number`, text);
}

function fromJson(text: string, path: string): ScoreResult {
  const document = parseJson(text);
  if (document === undefined) return wrong('no JSON document', text);
  const reason = fieldOf(document, 'wrong');
  if (typeof reason === 'string') return { wrong: reason };
  const score = path.split('.').reduce(fieldOf, document);
  if (typeof score !== 'number') return wrong(`no number at ${path}`, text);
  const feedback = fieldOf(document, 'feedback');
  return {
    score,
    metrics: numbersIn(fieldOf(document, 'metrics')),
    ...(typeof feedback === 'string' && { feedback }),
  };
}

/** The whole text as JSON or, where a program prints other lines before, its last line. */
function parseJson(text: string): unknown {
  for (const part of [text, text.trimEnd().split('\n').at(-1) ?? '']) {
    try {
      return JSON.parse(part);
    } catch {}
  }
  return undefined;
}

function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function numbersIn(value: unknown): Metrics {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
}

function wrong(what: string, text: string): ScoreResult {
  return { wrong: `it printed ${what}${text.trim() ? `: ${text.trim().slice(-200)}` : ''}` };
}

const ways: Readonly<Record<NonNullable<ScoreFile['over']>, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  mean: (values) => ways.sum(values) / values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
};

/** One result of those of several inputs: what is wrong with the first that is, or scores and metrics together. */
export function combineRuns(results: readonly ScoreResult[], over: ScoreFile['over'] = 'mean'): ScoreResult {
  const readings: Reading[] = [];
  for (const [index, result] of results.entries()) {
    if ('wrong' in result) return { wrong: named(index, results.length, result.wrong) };
    readings.push(result);
  }
  const names = Object.keys(readings[0]?.metrics ?? {}).filter((name) =>
    readings.every(({ metrics }) => name in (metrics ?? {})),
  );
  const metrics = names.map((name) => [name, ways[over](readings.map((one) => one.metrics?.[name] ?? Number.NaN))]);
  const texts = readings.flatMap(({ feedback }, i) => (feedback ? [named(i, results.length, feedback)] : []));
  return {
    score: ways[over](readings.map(({ score }) => score)),
    metrics: Object.fromEntries(metrics),
    ...(texts.length > 0 && { feedback: texts.join('\n') }),
  };
}

/** A text with the number of the input that it is about, where there are several. */
const named = (index: number, inputs: number, text: string) => (inputs > 1 ? `input ${index}: ${text}` : text);
