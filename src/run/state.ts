import type { Learner } from '../api/attempt.ts';
import type { Population } from '../api/population.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { ContextFile, Model, Proposer, StageTerms } from '../api/proposer.ts';
import type { Hints } from '../memory/hints.ts';
import type { Notes } from '../memory/notes.ts';
import type { Playbook } from '../memory/playbook.ts';
import type { Programs } from '../memory/programs.ts';
import type { Prompts } from '../memory/prompts.ts';
import type { Story } from '../memory/story.ts';
import type { Bandit } from '../proposers/bandit.ts';
import type { Aims } from './aims.ts';
import type { Duties } from './duties.ts';
import type { Effort } from './effort.ts';
import type { Emigrant } from './emigrant.ts';
import type { Seen } from './seen.ts';
import type { Twins } from './twins.ts';

/** The state of a search: a function of the attempts it was told. Every proposal is a function of it. */
export interface SearchState {
  readonly problem: LoadedProblem;
  readonly seed: number;
  readonly population: Population;
  readonly programs: Programs;
  readonly notes: Notes;
  readonly hints: Hints;
  readonly story: Story;
  readonly playbook: Playbook;
  readonly prompts: Prompts;
  readonly seen: Seen;
  readonly twins: Twins;
  readonly effort: Effort;
  readonly duties: Duties;
  readonly emigrant: Emigrant;
  /** The stages of the search, for prompts. */
  readonly terms: readonly StageTerms[];
  /** The user's files that prompts show. */
  readonly context: readonly ContextFile[];
  /** The model-free operators, by name. */
  readonly proposers: ReadonlyMap<string, Proposer>;
  /** Tunes the numbers of models' finds; undefined where that is not wanted. */
  readonly tune: Proposer | undefined;
  /** Simplifies the winner at the end; undefined where that is not wanted. */
  readonly simplify: Proposer | undefined;
  /** The models, by label. */
  readonly models: ReadonlyMap<string, Model>;
  /** How islands differ. */
  readonly aims: Aims;
  /** Chooses among operators; in deterministic runs among operators and models. */
  readonly bandit: Bandit;
  /** Told each attempt after the population; see learn.ts. */
  readonly learners: readonly Learner[];
}

/** Whether there are only models, and the limits of all of them are spent. */
export function areModelsSpent({ proposers, models }: SearchState): boolean {
  return models.size > 0 && proposers.size === 0 && models.values().every(({ spending }) => spending.spent);
}
