import type { Attempt, Recorded } from '../api/attempt.ts';
import { FailureError } from '../api/errors.ts';
import type { EvaluatorPool } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { RunFacts } from '../api/store.ts';
import { checkInitial } from '../change/gates.ts';
import { checkTime, readConfig, type SearchConfig } from '../config.ts';
import { layersAt } from '../evaluation/jail/choose-jail.ts';
import { programKey } from '../language/javascript/key.ts';
import { measureProgram } from '../language/javascript/measure.ts';
import { loadProblem } from '../load-problem.ts';
import { createStore } from '../record/create-store.ts';
import { recordFormat } from '../record/git-reader.ts';
import { tell } from '../run/learn.ts';
import { version } from '../version.ts';
import { connectModels } from './connect-models.ts';
import { createSearch } from './create-search.ts';
import { openEvaluation } from './open-evaluation.ts';
import { assemble, clockOf, type Session, type SessionOptions, session, storeOptions } from './session.ts';

/** Starts a run: the initial program must get a score before anything is written. */
export async function startRun(
  spec: string,
  options: SessionOptions & { readonly settings: Readonly<Record<string, unknown>>; readonly seed: number },
): Promise<Session> {
  const config = readConfig(options.settings);
  checkTime(config.deterministic, config.milliseconds);
  const problem = await loadProblem(spec);
  checkInitial(problem.initial);
  const layers = await layersAt(options.sandbox);
  const connection = await connectModels(config, options);
  const search = createSearch(problem, config, options.seed, connection.models);
  const evaluator = await openEvaluation(problem, { ...options, deterministic: config.deterministic });
  try {
    const first = await scoreInitial(problem, evaluator);
    const facts = factsOf(problem, spec, config, options.seed, layers);
    const store = await createStore(options.path, facts, storeOptions(search, config));
    const durable = store.append(first);
    tell(search, first); // before it is written, so that its branches are
    await Promise.all([durable, store.flush()]);
    const engine = assemble(search, config, evaluator, store, { ...options, connection }, clockOf(config, 0));
    return session(engine, config, layers, 1, connection);
  } catch (error) {
    await Promise.all([connection.close(), evaluator.close()]);
    throw error;
  }
}

function factsOf(
  problem: LoadedProblem,
  spec: string,
  config: SearchConfig,
  seed: number,
  sandbox: readonly string[],
): RunFacts {
  return {
    format: recordFormat,
    engine: version,
    problem: { name: problem.problem.name, source: spec, fingerprint: problem.fingerprint },
    ...(problem.problem.objectives && { objectives: problem.problem.objectives }),
    files: Object.keys(problem.initial.files),
    seed,
    config,
    sandbox,
    started: config.deterministic ? Date.UTC(2025, 0, 1) : Date.now(),
  };
}

/** Attempt 0. */
export async function scoreInitial(problem: LoadedProblem, evaluator: EvaluatorPool): Promise<Recorded> {
  const evaluation = await evaluator.evaluate(problem.initial);
  if (evaluation.status === 'failed')
    throw new FailureError(
      `The initial program of ${problem.problem.name} gets no score, so there is nothing to improve: ` +
        `${evaluation.reason} in stage ${evaluation.stage}. ${evaluation.feedback}\n` +
        `Mend the initial program or its evaluator, and try it with: germline eval ${problem.problem.name}`,
    );
  const attempt: Attempt = {
    ...{ number: 0, told: 0, draw: 0, at: 0, island: 0, operator: 'initial', parents: [], inspirations: [] },
    summary: 'initial program',
    cost: { propose: 0, evaluate: evaluation.stages.reduce((sum, stage) => sum + Math.round(stage.milliseconds), 0) },
    outcome: { ...evaluation, key: programKey(problem.initial), measures: measureProgram(problem.initial) },
  };
  return { attempt, program: problem.initial };
}
