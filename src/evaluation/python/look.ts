import { directionOf, isBetter } from '../../api/direction.ts';
import type { Metrics, PythonReturned, PythonStage, ScoreResult, StageResult } from '../../api/evaluator.ts';
import type { LoadedProblem } from '../../api/problem.ts';
import { formatNumber } from '../../format.ts';
import type { Jail } from '../jail/jail.ts';
import { isPython } from '../stage-kind.ts';
import { adaptTo } from './adapt.ts';
import { planPython } from './plan.ts';
import { PythonRunner } from './runner.ts';

export interface LookOptions {
  readonly jail: Required<Pick<Jail, 'enter'>>;
}

/** One evaluation of the initial program. */
export interface Look {
  /** The score, or why there is none. */
  readonly score: number | string;
  /** A stage's score that missed its threshold. */
  readonly missed: string | undefined;
  /** The metrics of all stages, and the CPU time of the slowest, in milliseconds. */
  readonly metrics: Metrics;
  readonly milliseconds: number;
  /** What the evaluator says under `error` beside its metrics, and the end of what a program that it started says. */
  readonly complaint: string;
  /** Modules and hosts that it did not find. */
  readonly missing: readonly string[];
  readonly network: readonly string[];
}

/** Evaluates the initial program with each of the seeds, one after another. */
export async function lookAt(
  problem: LoadedProblem,
  split: boolean,
  { jail }: LookOptions,
  seeds: readonly number[],
): Promise<readonly Look[]> {
  const adapted = adaptTo({ split, repeats: 'always', thresholds: true }, problem);
  const looks: Look[] = [];
  for (const seed of seeds) {
    const plans = planPython(adapted);
    const runner = await PythonRunner.open({ problem: adapted, plans, seed, threads: 1, audit: false, jail });
    looks.push(await look(adapted, runner).finally(() => runner.close()));
  }
  return looks;
}

async function look(problem: LoadedProblem, runner: PythonRunner): Promise<Look> {
  const { evaluator } = problem.problem;
  const results: StageResult[] = [];
  const absent = { missing: new Set<string>(), network: new Set<string>() };
  const misses: string[] = [];
  let milliseconds = 0;
  let complaint = '';
  const conclude = (score: number | string): Look => {
    const [missing, network] = [[...absent.missing], [...absent.network]];
    const metrics = Object.assign({}, ...results.map((result) => result.metrics));
    return { score, missed: misses[0], metrics, milliseconds, complaint, missing, network };
  };
  for (const [index, stage] of evaluator.stages.filter(isPython).entries()) {
    const driven = await runner.drive(index, problem.initial);
    if (driven.status === 'failed') return conclude(`${driven.reason}: ${driven.message}`);
    milliseconds = Math.max(milliseconds, driven.milliseconds);
    const [returned] = JSON.parse(driven.text) as [PythonReturned];
    for (const name of returned.missing) absent.missing.add(name);
    for (const name of returned.network) absent.network.add(name);
    const scored = scoreOf(stage, returned);
    if ('wrong' in scored) return conclude(scored.wrong);
    complaint = complaintOf(scored);
    misses.push(...missOf(problem, stage, scored.score));
    results.push({ name: stage.name, score: scored.score, metrics: scored.metrics ?? {} });
  }
  return conclude(evaluator.combine?.(results) ?? results.at(-1)!.score);
}

function complaintOf({ artifacts: { error = '', stderr = '' } = {} }: ScoreResult): string {
  return error && [error, stderr.trim().slice(-1500)].filter(Boolean).join('\n');
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
