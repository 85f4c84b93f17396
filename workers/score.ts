import { pathToFileURL } from 'node:url';
import { workerData } from 'node:worker_threads';
import type { Evaluator, Stage } from '../src/api/evaluator.ts';
import { isPeerEvaluator, readPeerFolder } from '../src/peer-folder/read-folder.ts';
import { readSpecification, splitName } from '../src/peer-folder/specification.ts';
import { isProblemFile, readProblemFile } from '../src/problem-file/to-problem.ts';
import { isRepositoryFile } from '../src/repository/file-name.ts';
import '../src/resolve-germline.ts';
import type { PictureAnswer, ScoreAnswer, ScoreData, ScoreTask } from './messages.ts';
import { pictureStage, scoreStage } from './score-stage.ts';

/** A score thread: trusted, it loads the problem itself and sees candidates only as evidence. */

// Output of an evaluator goes to standard error: standard output may hold one JSON document, or a protocol.
process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;

const { path, inputs } = workerData as ScoreData;
const loading = load();
loading.catch(() => {}); // the first call of `score` reports it
// Frozen, so that a score that changes its inputs fails instead of changing later scores.
const materials = inputs.map((texts) => deepFreeze(texts.map((text) => JSON.parse(text))));

/** Scores evidence in a stage. */
export async function score({ stage, evidence }: ScoreTask): Promise<ScoreAnswer> {
  return await scoreStage(stageAt(stage), evidence, materials[stage]!);
}

/** Makes the picture of evidence in a stage. */
export async function picture({ stage, evidence }: ScoreTask): Promise<PictureAnswer> {
  return await pictureStage(stageAt(stage), evidence, materials[stage]!);
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

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}
