import { EnvironmentError } from '../api/errors.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Survey } from '../evaluation/survey.ts';
import { plainLine } from '../plain.ts';
import { Dispatch, type DispatchOptions, filesOf } from './dispatch.ts';
import { type Job, readSurvey } from './messages.ts';
import { jails, Trust } from './trust.ts';

export interface SurveyElsewhereOptions extends Omit<DispatchOptions, 'trust'> {
  readonly problem: LoadedProblem;
  readonly seed: number;
  readonly brief: boolean;
  /** Layers of the run's sandbox. */
  readonly layers: readonly string[];
}

/** Has another machine look at a problem that this one cannot run, and waits for one. */
export async function surveyElsewhere({ seed, brief, layers, ...options }: SurveyElsewhereOptions): Promise<Survey> {
  const { problem } = options;
  const jailed = layers.some((layer) => jails.includes(layer));
  await using dispatch = new Dispatch({ ...options, trust: new Trust(problem.problem, jailed) });
  await dispatch.fleet.some(undefined);
  const job: Job = {
    ...{ terms: { seed, jailed }, files: filesOf(problem.initial), passed: [] },
    task: { kind: 'survey', brief },
  };
  const answer = await dispatch.askAnother(job, readSurvey, { signal: undefined, except: new Set() });
  if (!answer) throw new EnvironmentError(`No machine could look at ${problem.problem.name} before the run.`);
  const { notes, ...found } = answer.survey;
  return { ...found, notes: notes.map(plainLine) };
}
