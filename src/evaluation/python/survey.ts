import { dirname } from 'node:path';
import { directionOf, isBetter } from '../../api/direction.ts';
import { UsageError } from '../../api/errors.ts';
import type { PythonReturned, PythonStage, ScoreResult, StageResult } from '../../api/evaluator.ts';
import type { LoadedProblem } from '../../api/problem.ts';
import type { Nature } from '../../api/store.ts';
import { formatNumber } from '../../format.ts';
import type { Jail } from '../jail/jail.ts';
import { isPython } from '../stage-kind.ts';
import { adaptTo } from './adapt.ts';
import { findInterpreter } from './interpreter.ts';
import { missingModule } from './missing-module.ts';
import { networkText } from './outcome.ts';
import { planPython } from './plan.ts';
import { PythonRunner } from './runner.ts';

export interface SurveyOptions {
  readonly seed: number;
  readonly jail: Required<Pick<Jail, 'enter'>>;
}

/** What a look at an evaluator found, and what of it a person should know, in words. */
export interface Survey {
  readonly nature: Nature;
  readonly notes: readonly string[];
}

/** One evaluation of the initial program. */
interface Look {
  /** The score, or why there is none. */
  readonly score: number | string;
  /** A stage's score that missed its threshold. */
  readonly missed: string | undefined;
  /** Modules and hosts that it did not find. */
  readonly missing: readonly string[];
  readonly network: readonly string[];
}

/**
 * Evaluates the initial program three times: with one seed, with this seed again, and with another. Where the split
 * changes what the evaluator says, it tries without.
 *
 * @throws {UsageError} where the initial program gets no score, or only because a module is missing.
 */
export async function surveyPython(problem: LoadedProblem, options: SurveyOptions): Promise<Survey> {
  const canSplit = planPython(problem).every(({ split }) => split);
  const first = await lookAt(problem, canSplit, options, [options.seed]);
  const open = canSplit && (await needsOpen(problem, first[0]!, options));
  const split = canSplit && !open;
  const other = options.seed ^ 0x5bd1e995;
  const looks = [
    ...(open ? [open] : first),
    ...(await lookAt(problem, split, options, [options.seed, other >>> 0])),
  ] as const;
  expectScore(problem, looks[0]!);
  const nature: Nature = { split, repeats: repeatsOf(looks), thresholds: looks.every(({ missed }) => !missed) };
  return { nature, notes: notesOn(nature, first[0]!, looks) };
}

/** The look without a split, where that makes a difference that the evaluator's own chance does not explain. */
async function needsOpen(problem: LoadedProblem, split: Look, options: SurveyOptions): Promise<Look | undefined> {
  if (typeof split.score === 'number' && split.missing.length > 0 && split.score === 0) return undefined;
  const [open, again] = await lookAt(problem, false, options, [options.seed, options.seed + 1]);
  if (typeof open!.score === 'string') return undefined;
  if (typeof split.score === 'string') return open;
  const varies = open!.score !== again!.score;
  return varies || open!.score === split.score ? undefined : open;
}

function repeatsOf([first, again, other]: readonly Look[]): Nature['repeats'] {
  if (first!.score !== again!.score) return 'never';
  return first!.score === other!.score ? 'always' : 'with the seed';
}

/** Evaluates the initial program with each of the seeds, one after another. */
async function lookAt(
  problem: LoadedProblem,
  split: boolean,
  { jail }: SurveyOptions,
  seeds: readonly number[],
): Promise<readonly Look[]> {
  const adapted = adaptTo({ split, repeats: 'always', thresholds: true }, problem);
  const looks: Look[] = [];
  for (const seed of seeds) {
    const runner = await PythonRunner.open({ problem: adapted, plans: planPython(adapted), seed, threads: 1, jail });
    looks.push(await look(adapted, runner).finally(() => runner.close()));
  }
  return looks;
}

async function look(problem: LoadedProblem, runner: PythonRunner): Promise<Look> {
  const { evaluator } = problem.problem;
  const results: StageResult[] = [];
  const absent = { missing: new Set<string>(), network: new Set<string>() };
  const misses: string[] = [];
  const conclude = (score: number | string): Look => {
    const [missing, network] = [[...absent.missing], [...absent.network]];
    return { score, missed: misses[0], missing, network };
  };
  for (const [index, stage] of evaluator.stages.filter(isPython).entries()) {
    const driven = await runner.drive(index, problem.initial);
    if (driven.status === 'failed') return conclude(`${driven.reason}: ${driven.message}`);
    const [returned] = JSON.parse(driven.text) as [PythonReturned];
    for (const name of returned.missing) absent.missing.add(name);
    for (const name of returned.network) absent.network.add(name);
    const scored = scoreOf(stage, returned);
    if ('wrong' in scored) return conclude(scored.wrong);
    misses.push(...missOf(problem, stage, scored.score));
    results.push({ name: stage.name, score: scored.score, metrics: scored.metrics ?? {} });
  }
  return conclude(evaluator.combine?.(results) ?? results.at(-1)!.score);
}

/** In words, that a score misses the threshold of its stage. */
function missOf({ problem }: LoadedProblem, { name, threshold }: PythonStage, score: number): readonly string[] {
  if (threshold === undefined || !isBetter(directionOf(problem), threshold, score)) return [];
  return [`${name} scores ${formatNumber(score)} with a threshold of ${threshold}`];
}

function scoreOf(stage: PythonStage, returned: PythonReturned): ScoreResult {
  try {
    return stage.score([returned], [null]);
  } catch (error) {
    return { wrong: (error as Error).message };
  }
}

/** An evaluator may turn every error into a score of 0. */
function expectScore(problem: LoadedProblem, { score, missing, network }: Look): void {
  const { file, interpreter } = planPython(problem)[0]!.python;
  const [module] = missing;
  if (module !== undefined && (typeof score === 'string' || score === 0)) {
    const python = findInterpreter(interpreter, dirname(problem.path));
    throw new UsageError(`The initial program has no score: ${missingModule(file, module, python)}`);
  }
  if (typeof score === 'string')
    throw new UsageError(`${file} gives the initial program no score: ${score}${networkText(network)}`);
}

const repeatWords: Readonly<Record<Nature['repeats'], string>> = {
  always: 'deterministic: three evaluations of the initial program agree',
  'with the seed': 'seeded: evaluations with the same seed agree',
  never: 'measured: two evaluations with the same seed differ, so scores hold a part of chance',
};

function notesOn({ split, repeats, thresholds }: Nature, first: Look, looks: readonly Look[]): readonly string[] {
  const why =
    typeof first.score === 'string' ? first.score.split('\n')[0] : `it scores ${formatNumber(first.score)} then`;
  return [
    `The evaluator is ${repeatWords[repeats]}.`,
    ...(split || first === looks[0] ? [] : [`It cannot be split from the candidates: ${why}.`]),
    ...(thresholds ? [] : [`All stages run for every program, as ${looks.find(({ missed }) => missed)?.missed}.`]),
  ];
}
