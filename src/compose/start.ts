import { directionOf } from '../api/direction.ts';
import type { Evaluator } from '../api/evaluator.ts';
import type { LoadedProblem, Repository } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import type { RepositoryFacts, RunFacts } from '../api/store.ts';
import { checkInitial } from '../change/gates.ts';
import { checkEmbedding, checkLimits, readConfig, type SearchConfig } from '../config.ts';
import { layersAt } from '../evaluation/jail/choose-jail.ts';
import { wordsOf } from '../evaluation/native/words.ts';
import { fixedVariables } from '../evaluation/repository/tools.ts';
import { isRepository, isUnprotected, needsOf } from '../evaluation/stage-kind.ts';
import { loadProblem, sourceOf } from '../load-problem.ts';
import { createStore } from '../record/create-store.ts';
import { recordFormat } from '../record/git-reader.ts';
import { version } from '../version.ts';
import { agentsFor } from './agents.ts';
import { createState } from './create-state.ts';
import { nameOfInitial, scoreInitials } from './initial.ts';
import { connectModels } from './models.ts';
import { connectQueue, openRunEvaluation, surveyorOf } from './open-evaluation.ts';
import type { SessionOptions } from './options.ts';
import { defined } from './resume.ts';
import { checkProposers, engineOf, openRunOf, Session, scheduleOf, storeOptions } from './session.ts';
import { type Surveyed, surveyed } from './survey.ts';

export interface StartOptions extends SessionOptions {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Programs to begin with in place of the problem's own. */
  readonly initial?: readonly Program[] | undefined;
  /** Refuses a problem whose candidates can forge their scores. */
  readonly strict?: boolean;
}

/** Starts a run. The initial programs must get a score before anything is written. */
export async function startSession(spec: string, options: StartOptions): Promise<Session> {
  await using opened = new AsyncDisposableStack();
  const server = opened.use(await connectQueue(options));
  const loaded = await loadProblem(spec);
  const look = surveyorOf(loaded, server, options);
  const { problem, ...found } = await surveyed(loaded, { ...options, look });
  const config = readConfig(withSuggested(problem, defined(options.settings)));
  checkLimits(config);
  checkEmbedding(config);
  const { seed, initial = [problem.initial] } = options;
  for (const [number, program] of initial.entries()) checkInitial(program, nameOfInitial(number, initial.length));
  const layers = layersAt(options.sandbox, needsOf(problem));
  const connection = opened.adopt(await connectModels(config, options, problem.initial), (it) => it.close());
  const agents = agentsFor(config, options, opened);
  const state = createState(problem, config, seed, connection.models, agents);
  checkProposers(state, options);
  const evaluation = openRunEvaluation(problem, server, found, { ...options, ...config });
  const evaluator = opened.adopt(await evaluation, (it) => it.close());
  const first = await scoreInitials(problem, initial, config.islands, evaluator);
  const facts = factsOf(problem, spec, config, seed, { layers, initials: first.length, ...found });
  const store = opened.adopt(await createStore(options.path, facts, storeOptions(config, options)), (it) => it.close());
  const engine = engineOf(state, { config, elapsed: 0, options }, evaluator);
  const parts = { engine, store, initials: initial, next: first.length, resources: opened.move() };
  const run = await openRunOf(parts, config, options, async (run) => {
    for (const recorded of first) run.record(recorded);
    await run.flush();
  });
  return new Session({
    run,
    config,
    layers,
    exchange: options.exchange,
    ...scheduleOf(engine, config, connection, first.length),
  });
}

const limits = [
  'attempts',
  'evaluations',
  'milliseconds',
  'until',
  'target',
  'patienceAttempts',
  'patienceMilliseconds',
];

/** A person's settings, with those that the problem's folder suggests; a limit of the person's replaces all of its limits. */
function withSuggested({ suggested }: LoadedProblem, settings: Readonly<Record<string, unknown>>) {
  const limited = limits.some((name) => name in settings);
  const entries = Object.entries(suggested?.settings ?? {}).filter(([name]) => !limited || !limits.includes(name));
  return { ...Object.fromEntries(entries), ...settings };
}

function factsOf(
  problem: LoadedProblem,
  spec: string,
  config: SearchConfig,
  seed: number,
  {
    layers,
    initials,
    nature,
    commands,
  }: Pick<Surveyed, 'nature' | 'commands'> & { readonly layers: readonly string[]; readonly initials: number },
): RunFacts {
  const { files, entry, language } = problem.initial;
  return {
    format: recordFormat,
    engine: version,
    problem: { name: problem.problem.name, source: sourceOf(problem, spec), fingerprint: problem.fingerprint },
    direction: directionOf(problem.problem),
    ...(problem.problem.objectives && { objectives: problem.problem.objectives }),
    program: { files: Object.keys(files), entry, language },
    ...{ initials, seed, config },
    sandbox: layers,
    ...(isUnprotected(problem.problem.evaluator) && { unprotected: true }),
    ...(problem.repository && { repository: repositoryFacts(problem.repository, problem.problem.evaluator) }),
    ...(nature && { nature }),
    ...(commands && { commands }),
    started: config.deterministic ? Date.UTC(2025, 0, 1) : Date.now(),
  };
}

/** What must be known later to apply a candidate, with the commands by the names of their stages. */
function repositoryFacts(repository: Repository, { stages }: Evaluator): RepositoryFacts {
  const { root, folder, commit, evolve } = repository;
  const commands = stages.filter(isRepository).map(({ name, repository: { run } }) => [name, wordsOf(run).join(' ')]);
  const sees = { clock: 'real', randomness: 'real', fixed: fixedVariables(repository) } as const;
  return { root, folder, commit, evolve, commands: Object.fromEntries(commands), sees };
}
