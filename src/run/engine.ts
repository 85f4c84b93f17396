import type { Attempt, Audited } from '../api/attempt.ts';
import type { EvaluatorPool } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import type { ContextFile, Proposer } from '../api/proposer.ts';
import type { Store } from '../api/store.ts';
import type { Notes } from '../memory/notes.ts';
import type { Programs } from '../memory/programs.ts';
import type { Schedule } from '../models/schedule.ts';
import type { IslandPopulation, Told } from '../population/island-population.ts';
import type { Bandit } from '../proposers/bandit.ts';
import type { PromptedModel } from '../proposers/prompted/model.ts';
import type { Clock } from './clock.ts';

/** What suggests attempts: the state that every draw is a function of. */
export interface Search {
  readonly problem: LoadedProblem;
  readonly seed: number;
  readonly population: IslandPopulation;
  readonly programs: Programs;
  readonly notes: Notes;
  /** Files of the user's that prompts show. */
  readonly context: readonly ContextFile[];
  /** The model-free operators, by name. */
  readonly proposers: ReadonlyMap<string, Proposer>;
  /** What tunes the numbers of what models found, where that is wanted. */
  readonly tune?: Proposer;
  /** What makes the winner simpler at the end, where that is wanted. */
  readonly simplify?: Proposer;
  /** The models, by label. */
  readonly models: ReadonlyMap<string, PromptedModel>;
  /** Chooses among operators; in deterministic runs among operators and models. */
  readonly bandit: Bandit;
}

/** Whether there are only models, and the limits of all of them are spent. */
export function modelsSpent({ proposers, models }: Search): boolean {
  return proposers.size === 0 && models.values().every(({ spending }) => spending.spent);
}

/** The parts of one run, assembled once. */
export interface Engine extends Search {
  readonly evaluator: EvaluatorPool;
  /** Evaluates a candidate with a claimed score again, independently of the search. */
  readonly audit: (program: Program, claimed: number, signal: AbortSignal) => Promise<Audited>;
  readonly store: Store;
  readonly clock: Clock;
  readonly reporter: Reporter;
  /** How many attempts are under way at once, beside those that a model was given a slot for. */
  readonly lanes: number;
  /** Who may ask which model when; without one, the bandit chooses models too. */
  readonly schedule?: Schedule | undefined;
  /** Tell attempts in the order they were drawn, not as they finish. */
  readonly inOrder: boolean;
}

/** Hears about the run; may not change it. */
export interface Reporter {
  attempted?(attempt: Attempt, told: Told): void;
  /** Something that a person should know, such as a model server that went down. */
  notice?(text: string): void;
}
