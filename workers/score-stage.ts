import type { Artifacts, Metrics, Stage } from '../src/api/evaluator.ts';
import { faultOf } from '../src/fault.ts';
import type { Broken, PictureAnswer, ScoreAnswer, ScoreTask } from './messages.ts';

type Evidence = ScoreTask['evidence'];
/** A stage that may not have been loaded yet, or cannot be. */
type Loading = Stage | Promise<Stage>;

/** Scores evidence: a result that keeps its contract, or what is wrong with the evaluator. */
export async function scoreStage(stage: Loading, evidence: Evidence, inputs: readonly unknown[]): Promise<ScoreAnswer> {
  try {
    return check((await stage).score(read(evidence), inputs));
  } catch (error) {
    return brokenBy('score', error);
  }
}

/** Makes the picture of evidence that `score` accepted. */
export async function pictureStage(
  stage: Loading,
  evidence: Evidence,
  inputs: readonly unknown[],
): Promise<PictureAnswer> {
  try {
    const text: unknown = (await stage).picture?.(read(evidence), inputs);
    return typeof text === 'string' ? { picture: text } : { broken: `picture returned ${String(text)}, not a text` };
  } catch (error) {
    return brokenBy('picture', error);
  }
}

function read(evidence: ScoreTask['evidence']): readonly unknown[] {
  return typeof evidence === 'string' ? JSON.parse(evidence) : evidence;
}

function brokenBy(name: string, error: unknown): Broken {
  const fault = faultOf(error);
  const broken = `${name} threw ${describe(error)}`;
  return fault && !fault.isMisuse ? { broken, exhausted: fault.says } : { broken };
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
