import type { Attempt, Recorded } from '../api/attempt.ts';
import type { Program } from '../api/program.ts';
import type { Told } from '../population/island-population.ts';
import { tokensOf } from '../population/tokens-of.ts';
import type { Search } from './engine.ts';

/** Tells one attempt to everything that learns from attempts. The whole state of a search is made by this function. */
export function tell(search: Search, { attempt, program }: Recorded): Told {
  const told = search.population.tell(attempt);
  if (program && attempt.outcome.status === 'scored') search.programs.add(attempt.number, program);
  search.notes.tell(attempt, told.improvedParent, program);
  const gain = gainOf(attempt, told);
  search.bandit.tell(attempt.model ?? attempt.operator, gain);
  const model = search.models.get(attempt.model ?? '');
  model?.bandit.tell(attempt.operator, { ...gain, seconds: gain.seconds + secondsOf(attempt) });
  model?.spending.tell(attempt);
  model?.formats.tell(attempt);
  return told;
}

/** What its tokens cost: a thousand as much as a second, since deterministic runs know no time, and tokens may have a price. */
function secondsOf(attempt: Attempt): number {
  return tokensOf(attempt) / 1000;
}

function gainOf(attempt: Attempt, told: Told) {
  const seconds = (attempt.cost.propose + attempt.cost.evaluate) / 1000;
  return { gain: { ...told, placement: told.placement }, seconds };
}

/** Loads every candidate that can be drawn or mended. */
export async function loadPrograms(search: Search, load: (number: number) => Promise<Program>) {
  await search.notes.load(load);
  for (const number of search.population.members()) {
    if (search.programs.has(number)) continue;
    search.programs.add(number, await load(number));
  }
}

/** Tells a search everything that was recorded, `between` two attempts doing what must be done at that watermark. */
export async function restore(
  search: Search,
  batches: AsyncIterable<{ readonly attempts: readonly Attempt[] }>,
  between: (told: number) => void | Promise<void> = () => {},
): Promise<{ readonly last: Attempt | undefined; readonly highest: number }> {
  let last: Attempt | undefined;
  let highest = -1;
  for await (const { attempts } of batches) {
    for (const attempt of attempts) {
      tell(search, { attempt });
      last = attempt;
      highest = Math.max(highest, attempt.number);
      await between(search.population.told);
    }
  }
  return { last, highest };
}
