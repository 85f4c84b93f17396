import { pathToFileURL } from 'node:url';
import { workerData } from 'node:worker_threads';
import type { Artifacts, Evaluator, Metrics, Stage } from '../src/api/evaluator.ts';
import '../src/resolve-germline.ts';
import type { DrawAnswer, JudgeAnswer, JudgeData, JudgeTask } from './messages.ts';

/** A judge thread: trusted, it loads the problem itself and sees candidates only as evidence. */

const { path, inputs } = workerData as JudgeData;
const loading: Promise<{ default: { evaluator: Evaluator } }> = import(pathToFileURL(path).href);
loading.catch(() => {}); // whoever asks for a judgement is told
// Frozen, so that a score that changes its inputs says so instead of changing later scores.
const materials = inputs.map((texts) => deepFreeze(texts.map((text) => JSON.parse(text))));

/** Scores evidence: a judgement that keeps its contract, or what is wrong with the evaluator. */
export default async function judge({ stage: index, evidence }: JudgeTask): Promise<JudgeAnswer> {
  try {
    const stage = await stageAt(index);
    return check(stage.score(JSON.parse(evidence), materials[index] as unknown[]));
  } catch (error) {
    return { broken: `score threw ${describe(error)}` };
  }
}

/** Draws evidence that was found good. */
export async function draw({ stage: index, evidence }: JudgeTask): Promise<DrawAnswer> {
  try {
    const stage = await stageAt(index);
    const picture: unknown = stage.draw?.(JSON.parse(evidence), materials[index] as unknown[]);
    return typeof picture === 'string' ? { picture } : { broken: `draw gave ${String(picture)}, which is no text` };
  } catch (error) {
    return { broken: `draw threw ${describe(error)}` };
  }
}

async function stageAt(index: number): Promise<Stage> {
  return (await loading).default.evaluator.stages[index]!;
}

/** The error's message, and where in the evaluator it was thrown. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const where = /\/([^/\s]+:\d+):\d+\)?$/m.exec(error.stack ?? '')?.[1];
  return `${error}${where ? ` (${where})` : ''}`;
}

function check(judgement: unknown): JudgeAnswer {
  if (typeof judgement !== 'object' || judgement === null)
    return { broken: `score gave ${String(judgement)}, not an object with a score` };
  const { wrong, score, metrics = {}, feedback = '', artifacts = {} } = judgement as Record<string, unknown>;
  const strange = Object.entries(artifacts as object).find(([, text]) => typeof text !== 'string');
  if (strange) return { broken: `score gave the artifact ${strange[0]} as ${String(strange[1])}, which is no text` };
  const shown = { artifacts: cutAll(artifacts as Artifacts) };
  if (wrong !== undefined) return { wrong: String(wrong), ...shown };
  if (!isNumber(score)) return { broken: `score gave ${String(score)}, which is no finite number` };
  const odd = Object.entries(metrics as object).find(([, value]) => !isNumber(value));
  if (odd) return { broken: `score gave the metric ${odd[0]} as ${String(odd[1])}, which is no finite number` };
  return { score, metrics: { ...(metrics as Metrics) }, feedback: String(feedback), ...shown };
}

/** Longest text of an artifact, in characters. */
const longest = 10_000;

function cutAll(artifacts: Artifacts): Artifacts {
  const cut = (text: string) =>
    text.length > longest ? `${text.slice(0, longest)}\n[${text.length - longest} characters left out]` : text;
  return Object.fromEntries(Object.entries(artifacts).map(([name, text]) => [name, cut(text).toWellFormed()]));
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}
