import { UsageError } from '../api/errors.ts';
import type { Descriptor, LoadedProblem, Objective } from '../api/problem.ts';
import type { Proposer } from '../api/proposer.ts';
import type { SearchConfig } from '../config.ts';
import { isTimed } from '../evaluation/plan.ts';
import { measureProgram } from '../language/javascript/measure.ts';
import { Notes } from '../memory/notes.ts';
import { Programs } from '../memory/programs.ts';
import type { Askable } from '../models/askable.ts';
import { defaultDescriptors } from '../population/descriptors.ts';
import { IslandPopulation } from '../population/island-population.ts';
import { createBandit, createUniformChoice } from '../proposers/bandit.ts';
import { operators } from '../proposers/operators/javascript/index.ts';
import { promptedModel } from '../proposers/prompted/model.ts';
import { asksWith } from '../proposers/prompted/prompt/user-texts.ts';
import { searches } from '../proposers/tuners/index.ts';
import { simplify } from '../proposers/tuners/simplify.ts';
import { tune } from '../proposers/tuners/tune.ts';
import type { Search } from '../run/engine.ts';

/** The proposers that a list of names stands for; a name after `-` is left out of what the others stand for. */
function chooseProposers(names: readonly string[]): ReadonlyMap<string, Proposer> {
  const left = new Set(names.filter((name) => name.startsWith('-')).flatMap((name) => proposersNamed(name.slice(1))));
  const chosen = names.filter((name) => !name.startsWith('-')).flatMap(proposersNamed);
  return new Map(chosen.filter((one) => !left.has(one)).map((proposer) => [proposer.name, proposer]));
}

/** `operators` and `searches` stand for all of their kind. */
function proposersNamed(name: string): readonly Proposer[] {
  if (name === 'none') return [];
  if (name === 'operators') return operators;
  if (name === 'searches') return searches;
  const modelFree = [...operators, ...searches];
  const found = modelFree.filter((operator) => operator.name === name);
  if (found.length > 0) return found;
  const known = modelFree.map((operator) => operator.name).join(', ');
  throw new UsageError(
    `There is no proposer ${name}. Say "operators" for the model-free operators, "searches" for those that search ` +
      'with evaluations of their own, "none" for models only, any of these with - before it to leave it out, or any ' +
      `of: ${known}.`,
  );
}

/** Axes of a run's archive. */
export function descriptorsOf({ problem, initial }: LoadedProblem, { cells }: SearchConfig): readonly Descriptor[] {
  if (!cells) return [];
  return problem.descriptors ?? defaultDescriptors(measureProgram(initial));
}

export function createPopulation(
  config: SearchConfig,
  descriptors: readonly Descriptor[],
  objectives: readonly Objective[] | undefined,
): IslandPopulation {
  const migration = { topology: config.topology, interval: config.migrationInterval };
  return new IslandPopulation({ ...config, migration, descriptors, objectives });
}

/** A search that was told nothing yet. */
export function createSearch(
  problem: LoadedProblem,
  config: SearchConfig,
  seed: number,
  askable: ReadonlyMap<string, Askable>,
): Search {
  const proposers = chooseProposers(config.proposers);
  const asks = asksWith(config.templates);
  const models = new Map([...askable].map(([label, model]) => [label, promptedModel(model, asks)]));
  const arms = [...proposers.keys(), ...(config.deterministic ? models.keys() : [])];
  if (proposers.size + models.size === 0) throw new UsageError('Nothing suggests changes: say --proposers or --model.');
  const population = createPopulation(config, descriptorsOf(problem, config), problem.problem.objectives);
  const programs = new Programs(() => population.members());
  const notes = new Notes(() => population.members());
  // Timings differ from run to run, so that nobody knows which parts cost none.
  const closing = config.simplify && !isTimed(problem.problem.evaluator) ? { simplify } : {};
  const tuning = config.tune && models.size > 0 && proposers.size > 0 ? { tune } : {};
  const { context } = config;
  const bandit = config.choice === 'uniform' ? createUniformChoice(arms) : createBandit(arms);
  return { problem, seed, population, programs, notes, context, proposers, ...tuning, ...closing, models, bandit };
}
