import { pathToFileURL } from 'node:url';
import { workerData } from 'node:worker_threads';
import type { Artifacts, Evaluator, Metrics, Stage } from '../src/api/evaluator.ts';
import { isPeerEvaluator, readPeerFolder } from '../src/peer-folder/read-folder.ts';
import { readSpecification, splitName } from '../src/peer-folder/specification.ts';
import { isProblemFile, readProblemFile } from '../src/problem-file/to-problem.ts';
import { isRepositoryFile } from '../src/repository/file-name.ts';
import '../src/resolve-germline.ts';
import type { PictureAnswer, ScoreAnswer, ScoreData, ScoreTask } from './messages.ts';

/** A score thread: trusted, it loads the problem itself and sees candidates only as evidence. */

// Output of an evaluator goes to standard error: standard output may hold one JSON document, or a protocol.
process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;

const { path, inputs } = workerData as ScoreData;
const loading = load();
loading.catch(() => {}); // the first call of `score` reports it
// Frozen, so that a score that changes its inputs fails instead of changing later scores.
const materials = inputs.map((texts) => deepFreeze(texts.map((text) => JSON.parse(text))));

/** Scores evidence: a result that keeps its contract, or what is wrong with the evaluator. */
export async function score({ stage: index, evidence }: ScoreTask): Promise<ScoreAnswer> {
  try {
    const stage = await stageAt(index);
    return check(stage.score(read(evidence), materials[index] as unknown[]));
  } catch (error) {
    return { broken: `score threw ${describe(error)}` };
  }
}

/** Makes the picture of evidence that `score` accepted. */
export async function picture({ stage: index, evidence }: ScoreTask): Promise<PictureAnswer> {
  try {
    const stage = await stageAt(index);
    const text: unknown = stage.picture?.(read(evidence), materials[index] as unknown[]);
    return typeof text === 'string' ? { picture: text } : { broken: `picture returned ${String(text)}, not a text` };
  } catch (error) {
    return { broken: `picture threw ${describe(error)}` };
  }
}

function read(evidence: ScoreTask['evidence']): readonly unknown[] {
  return typeof evidence === 'string' ? JSON.parse(evidence) : evidence;
}

async function load(): Promise<Evaluator> {
  if (isRepositoryFile(path)) return await (await import('../src/repository/to-problem.ts')).readStages(path);
  if (isPeerEvaluator(path)) return (await readPeerFolder(path)).problem.evaluator;
  if (splitName(path)) return (await readSpecification(path, '[]')).problem.evaluator; // its score sees no inputs
  if (isProblemFile(path)) return (await readProblemFile(path)).problem.evaluator;
  const { default: problem } = (await import(pathToFileURL(path).href)) as { default: { evaluator: Evaluator } };
  return problem.evaluator;
}

async function stageAt(index: number): Promise<Stage> {
  return (await loading).stages[index]!;
}

/** The error's message, and where in the evaluator it was thrown. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const where = /\/([^/\s]+:\d+):\d+\)?$/m.exec(error.stack ?? '')?.[1];
  return `${error}${where ? ` (${where})` : ''}`;
}

function check(result: unknown): ScoreAnswer {
  if (typeof result !== 'object' || result === null)
    return { broken: `score returned ${String(result)}, not an object with a score` };
  const { wrong, score, metrics = {}, feedback = '', artifacts = {} } = result as Record<string, unknown>;
  const noText = Object.entries(artifacts as object).find(([, text]) => typeof text !== 'string');
  if (noText) return { broken: `score returned the artifact ${noText[0]} as ${String(noText[1])}, not a text` };
  const shown = { artifacts: cutAll(artifacts as Artifacts) };
  if (wrong !== undefined) return { wrong: String(wrong), ...shown };
  if (!isNumber(score)) return { broken: `score returned ${String(score)}, not a finite number` };
  const noNumber = Object.entries(metrics as object).find(([, value]) => !isNumber(value));
  if (noNumber)
    return { broken: `score returned the metric ${noNumber[0]} as ${String(noNumber[1])}, not a finite number` };
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
