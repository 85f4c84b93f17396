import { directionOf } from '../api/direction.ts';
import { initialScore } from '../report/initial-score.ts';
import type { Run } from '../run/run.ts';
import { version } from '../version.ts';
import type { Figures } from './figures.ts';
import type { MlflowEnvironment, Texts } from './mlflow.ts';

/** A run as a tracking server is told of it. */
export interface Described {
  /** The name of the experiment. */
  readonly experiment: string;
  readonly name: string;
  /** By which a resumed run is found again. */
  readonly id: string;
  readonly isResumed: boolean;
  readonly params: Texts;
  readonly tags: Texts;
  /** Figures that never change. */
  readonly figures: Figures;
}

/** Characters of a parameter, at most. */
const longest = 250;

/** Its experiment is by default the problem: runs of one problem can be compared. */
export function describeRun(
  run: Run,
  population: string,
  layers: readonly string[],
  { MLFLOW_EXPERIMENT_NAME: experiment }: MlflowEnvironment,
): Described {
  const { seed, problem, effort, population: told, models } = run.state;
  const { name, knownBest } = problem.problem;
  const direction = directionOf(problem.problem);
  const params = {
    ...{ problem: name, direction, seed: String(seed), islands: String(told.islands.length) },
    ...{ models: [...models.keys()].join(', ') || 'none', sandbox: layers.join(', '), germline: version },
  };
  return {
    experiment: experiment || name,
    name: population,
    id: `${population.replace(/[^\w.-]/g, '-')}@${run.commitOf(0)}`,
    isResumed: effort.attempts > 0,
    params: Object.fromEntries(Object.entries(params).map(([key, text]) => [key, text.slice(0, longest)])),
    tags: { 'mlflow.source.name': 'germline' },
    figures: {
      initial_score: initialScore(told, run.initials.length, direction),
      ...(knownBest && { known_best: knownBest.score }),
    },
  };
}
