import { AgentModel } from '../agents/model.ts';
import { type AgentSetup, agentName } from '../agents/proposer.ts';
import { type Direction, directionOf } from '../api/direction.ts';
import type { Population } from '../api/population.ts';
import type { Descriptor, LoadedProblem, Objective } from '../api/problem.ts';
import type { Model } from '../api/proposer.ts';
import { statedIdea } from '../change/answer.ts';
import type { SearchConfig } from '../config.ts';
import { hasHeldBack } from '../evaluation/held-back.ts';
import { isMetered, isTimed } from '../evaluation/plan.ts';
import { termsOf } from '../evaluation/terms.ts';
import { measureProgram } from '../language/program.ts';
import { Hints } from '../memory/hints.ts';
import { Notes } from '../memory/notes.ts';
import { Playbook } from '../memory/playbook.ts';
import { Programs } from '../memory/programs.ts';
import { Prompts } from '../memory/prompts.ts';
import { Story } from '../memory/story.ts';
import type { Askable } from '../models/askable.ts';
import { defaultDescriptors } from '../population/descriptors.ts';
import { IslandPopulation } from '../population/island-population.ts';
import { createBandit, createUniformChoice } from '../proposers/bandit.ts';
import { forSpeed } from '../proposers/operators/index.ts';
import { PromptedModel } from '../proposers/prompted/model.ts';
import { asksWith } from '../proposers/prompted/prompt/user-texts.ts';
import { simplify } from '../proposers/tuners/simplify.ts';
import { tuneFind } from '../proposers/tuners/tune.ts';
import { Duties } from '../run/duties.ts';
import { Effort } from '../run/effort.ts';
import { Emigrant } from '../run/emigrant.ts';
import { learnersOf } from '../run/learn.ts';
import { Seen } from '../run/seen.ts';
import type { SearchState } from '../run/state.ts';
import { Twins } from '../run/twins.ts';
import { aimsOf } from './aims.ts';
import { chooseProposers, modelFree } from './proposers.ts';

/** Axes of a run's archive. */
export function descriptorsOf({ problem, initial }: LoadedProblem, { cells }: SearchConfig): readonly Descriptor[] {
  if (!cells) return [];
  return problem.descriptors ?? defaultDescriptors(measureProgram(initial));
}

/** Which scores are better. */
interface Goal {
  readonly direction: Direction;
  readonly objectives?: readonly Objective[] | undefined;
}

export function createPopulation(
  config: SearchConfig,
  descriptors: readonly Descriptor[],
  { direction, objectives }: Goal,
): Population {
  const migration = { topology: config.topology, interval: config.migrationInterval };
  const drift = config.drift === 'always' || (config.drift === 'alone' && config.models.length === 0);
  return new IslandPopulation({ ...config, direction, migration, descriptors, objectives, drift });
}

/** A state before the first attempt. In a replay, `models` answer from the record, and no agent runs. */
export function createState(
  problem: LoadedProblem,
  config: SearchConfig,
  seed: number,
  models: ReadonlyMap<string, Askable>,
  agents?: AgentSetup['live'],
): SearchState {
  const goal = { direction: directionOf(problem.problem), objectives: problem.problem.objectives };
  const population = createPopulation(config, descriptorsOf(problem, config), goal);
  const members = () => population.members();
  const effort = new Effort();
  const proposing = proposingOf(problem, config, models, agents);
  const { tune, simplify } = proposing;
  const prompts = new Prompts(config.prompts, asksWith(config.templates), config.promptInterval);
  const playbook = new Playbook(config, (candidate) => population.score(candidate));
  const state = {
    ...{ problem, seed, population, effort, context: config.context, hints: new Hints(), seen: new Seen() },
    twins: new Twins(config.twins && config.models.length > 0),
    ...{ terms: termsOf(problem), story: new Story(goal.direction, members, statedIdea), playbook, prompts },
    programs: new Programs(members),
    notes: new Notes(members),
    duties: new Duties(population, effort, {
      ...{ tune: tune !== undefined, simplify: simplify !== undefined },
      compare: hasHeldBack(problem.problem.evaluator),
      reflection: () => reflectionDue(proposing.models, config, { playbook, prompts }),
    }),
    emigrant: new Emigrant(population),
    ...proposing,
  };
  return { ...state, learners: learnersOf(state) };
}

/** The reflection that is due, if one is, and the model for it. */
function reflectionDue(
  models: ReadonlyMap<string, Model>,
  config: SearchConfig,
  { playbook, prompts }: Pick<SearchState, 'playbook' | 'prompts'>,
) {
  const about = playbook.isDue ? ('lessons' as const) : prompts.isDue ? ('wordings' as const) : undefined;
  const model = about && reflectorOf(models, config);
  return about && model !== undefined ? { about, model } : undefined;
}

/** The model that reflects: the first thorough one, else the first, of those whose limits are not spent. */
function reflectorOf(models: ReadonlyMap<string, Model>, { models: declared }: SearchConfig): string | undefined {
  const isAble = (model: Model | undefined) => model?.reflect !== undefined && !model.spending.spent;
  const able = declared.filter(({ label }) => isAble(models.get(label)));
  return (able.find(({ role }) => role === 'depth') ?? able[0])?.label;
}

/** Operators that `operators` does not stand for: beside models, those that only change how fast a program runs, where nothing measures that. */
function withoutUse({ problem: { evaluator } }: LoadedProblem, { models }: SearchConfig): ReadonlySet<string> {
  return models.length > 0 && !isTimed(evaluator) && !isMetered(evaluator) ? forSpeed : new Set();
}

/** All proposers, and the bandit that chooses among them. */
function proposingOf(
  problem: LoadedProblem,
  config: SearchConfig,
  askable: ReadonlyMap<string, Askable>,
  agents: AgentSetup['live'],
) {
  const proposers = chooseProposers(config.proposers, problem.initial, withoutUse(problem, config));
  const asks = asksWith(config.templates);
  const modelOf = (model: Askable): Model =>
    model.settings.provider === 'agent' ? new AgentModel(model, agents) : new PromptedModel(model, asks);
  const models = new Map([...askable].map(([label, model]) => [label, modelOf(model)]));
  const arms = [...proposers.keys(), ...(config.deterministic ? models.keys() : [])];
  // Timings differ from run to run, so a part cannot be proven useless.
  const canSimplify = config.simplify && !isTimed(problem.problem.evaluator);
  const canTune = config.tune && models.size > 0 && proposers.size > 0;
  const canRead = modelFree(problem.initial).tuners.length > 0;
  const known = { program: problem.initial, asks: new Set([...asks.map(({ name }) => name), agentName]), arms };
  return {
    ...{ proposers, models },
    aims: aimsOf(config, { ...known, proposers: new Set(proposers.keys()), models: new Set(models.keys()) }),
    bandit: config.choice === 'uniform' ? createUniformChoice(arms) : createBandit(arms),
    tune: canRead && canTune ? tuneFind : undefined,
    simplify: canRead && canSimplify ? simplify : undefined,
  };
}
