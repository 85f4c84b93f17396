import { isExternal, type Learner, type Recorded, type TellResult } from '../api/attempt.ts';
import type { Population } from '../api/population.ts';
import type { Program } from '../api/program.ts';
import { type Bandit, gainOf } from '../proposers/bandit.ts';
import type { SearchState } from './state.ts';

/** Everything that learns from attempts beside the population. Run, resume, replay and report all use this list. */
export function learnersOf(state: Omit<SearchState, 'learners'>): readonly Learner[] {
  const { programs, notes, hints, story, playbook, prompts, models } = state;
  const { seen, twins, effort, duties, emigrant, bandit } = state;
  const memory = [programs, notes, hints, story, playbook, prompts];
  return [...memory, seen, twins, effort, duties, emigrant, creditTo(bandit), ...models.values()];
}

/** Tells one attempt to the population and then to every learner. The whole state of a search is made by this function. */
export function tell(
  { population, learners }: { readonly population: Population; readonly learners: readonly Learner[] },
  recorded: Recorded,
): TellResult {
  const result = population.tell(recorded.attempt);
  for (const learner of learners) learner.tell(recorded, result);
  return result;
}

function creditTo(bandit: Bandit): Learner {
  return {
    tell({ attempt }, result) {
      if (attempt.kind !== 'proposal' || isExternal(attempt)) return;
      const { model, proposer } = attempt.proposal;
      bandit.tell(model ?? proposer, gainOf(attempt, result));
    },
  };
}

/** Loads the program of every candidate that can be drawn or repaired, after attempts were told without programs. */
export async function loadPrograms(
  { notes, twins, programs, population }: SearchState,
  load: (number: number) => Promise<Program>,
): Promise<void> {
  await notes.load(load);
  await twins.load(load);
  for (const number of population.members()) await programs.load(number, load);
}
