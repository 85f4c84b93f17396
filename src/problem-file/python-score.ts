import type { Artifacts, Metrics, PythonReturned, ScoreResult, StageResult } from '../api/evaluator.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The score of what an evaluator returned, as OpenEvolve reads it: `combined_score` or, without one, the mean of the
 * numbers that are no feature dimension. A text under `error` says that the program failed.
 */
export function scoreMetrics(features: readonly string[]) {
  return ([evidence]: readonly PythonReturned[]): ScoreResult => {
    const { returned, artifacts, callbacks, printed } = evidence!;
    if (!isFields(returned)) throw new Error(`the evaluator returned ${show(returned)}, not a dictionary of metrics`);
    const { artifacts: own, ...metricsAndTexts } = returned;
    const all = [own, artifacts].map((one) => textsOf(isFields(one) ? one : {}, String));
    const shown = Object.assign(textsOf(metricsAndTexts), ...all);
    const { error } = returned;
    if (typeof error === 'string' && error !== '') return { wrong: joined(error, printed), artifacts: shown };
    const metrics = { ...numbersOf(returned), ...(callbacks > 0 && { calls: callbacks }) };
    const score = fitnessOf(returned, features);
    if (typeof score !== 'number') return { wrong: joined(score, printed), artifacts: shown };
    return { score, metrics, artifacts: shown };
  };
}

/** The score of the files that an evaluator wrote, as ShinkaEvolve reads them. Private metrics stay hidden from models. */
export function scoreFiles([evidence]: readonly PythonReturned[]): ScoreResult {
  const { returned, printed } = evidence!;
  const { metrics, correct } = isFields(returned) ? returned : {};
  if (!isFields(metrics)) throw new Error(`the evaluator wrote no metrics.json${joined('', printed)}`);
  const feedback = typeof metrics.text_feedback === 'string' ? metrics.text_feedback : '';
  const shown = isFields(metrics.public) ? metrics.public : {};
  if (isFields(correct) && correct.correct === false)
    return { wrong: joined([show(correct.error ?? 'it is not correct'), feedback].filter(Boolean).join('\n'), '') };
  const score = fitnessOf({ combined_score: metrics.combined_score }, []);
  if (typeof score !== 'number') return { wrong: joined(score, printed) };
  return { score, metrics: numbersOf(shown), feedback, artifacts: textsOf(shown) };
}

/** What the `score` of an evaluator that drives candidates returned: a number, or a dictionary as in TypeScript. */
export function scoreJudgement([evidence]: readonly PythonReturned[]): ScoreResult {
  const { returned } = evidence!;
  const { broken, wrong, score, metrics, feedback, artifacts } = isFields(returned) ? returned : { score: returned };
  if (typeof broken === 'string') throw new Error(broken);
  const shown = { artifacts: textsOf(isFields(artifacts) ? artifacts : {}, String) };
  if (wrong !== undefined && wrong !== null) return { wrong: show(wrong), ...shown };
  if (typeof score !== 'number')
    throw new Error(`it returned ${show(returned)}, without a score that is a finite number`);
  const said = typeof feedback === 'string' && { feedback };
  return { score, metrics: numbersOf(isFields(metrics) ? metrics : {}), ...said, ...shown };
}

/** The score of the metrics of several stages; a later stage's value of a name wins. */
export function mergedScore(results: readonly StageResult[], features: readonly string[] = []): number | string {
  return fitnessOf(Object.assign({}, ...results.map(({ metrics }) => metrics)), features);
}

/** The score of metrics, or why there is none. */
function fitnessOf(metrics: Fields, features: readonly string[]): number | string {
  const combined = metrics.combined_score;
  if (typeof combined === 'number') return combined;
  if (combined !== undefined && combined !== null) return `combined_score is ${show(combined)}, no finite number`;
  const numbers = Object.entries(metrics).flatMap(([name, value]) =>
    typeof value === 'number' && name !== 'error' && !features.includes(name) ? [value] : [],
  );
  if (numbers.length === 0) return 'the evaluator returned no numbers';
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

function numbersOf(fields: Fields): Metrics {
  const entries = Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'number' ? [[name, value]] : typeof value === 'boolean' ? [[name, Number(value)]] : [],
  );
  return Object.fromEntries(entries);
}

/** What is no number, as texts. */
function textsOf(fields: Fields, number?: (value: number | boolean) => string): Artifacts {
  const entries = Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'number' || typeof value === 'boolean') return number ? [[name, number(value)]] : [];
    return value === null || value === '' ? [] : [[name, show(value)]];
  });
  return Object.fromEntries(entries);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as a text; numbers that JSON lacks arrive as `{ number: 'nan' }`. */
function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isFields(value) && typeof value.number === 'string' && Object.keys(value).length === 1) return value.number;
  return JSON.stringify(value) ?? 'nothing';
}

function joined(text: string, printed: string): string {
  const tail = printed.trim().split('\n').slice(-10).join('\n').slice(-1500);
  return tail ? `${text}\n${tail}` : text;
}
