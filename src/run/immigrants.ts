import type { Immigrant, Refused } from '../api/attempt.ts';
import type { Files, Program } from '../api/program.ts';
import { type Admitted, admit } from '../change/gates.ts';
import { readAhead } from '../language/read-ahead.ts';
import type { Proposed } from './propose.ts';
import type { SearchState } from './state.ts';

/** The initial program that a program can have come from, by its number, and what the gates made of it. */
interface Descent {
  readonly parent: number;
  readonly change: Admitted | Refused;
}

/** The first initial program that a program can have come from or that it is, or why it cannot have come from any. */
export function descend(initials: readonly Program[], files: Files): Descent {
  const tried = initials.map((initial, parent) => ({ parent, change: admit(initial, files) }));
  const fits = ({ change }: Descent) => change.status === 'admitted' || change.reason === 'unchanged';
  return tried.find(fits) ?? tried[0]!;
}

/** The key of a program of another population that passes the gates and was not seen before; undefined for any other. */
export async function newKey(
  { seen }: Pick<SearchState, 'seen'>,
  initials: readonly Program[],
  files: Files,
): Promise<string | undefined> {
  const { change } = await readAhead(() => descend(initials, files));
  return change.status === 'admitted' && seen.find(change.key) === undefined ? change.key : undefined;
}

/** Puts a program of another population through the gates. Its parent here is the initial program that it came from. */
export async function proposeImmigrant(
  { files, origin }: Immigrant,
  island: number,
  initials: readonly Program[],
): Promise<Proposed> {
  const { parent, change } = await readAhead(() => descend(initials, files));
  const proposal = { proposer: 'exchange', summary: `from run ${origin.run}`, origin };
  return { drawn: { draw: 0, island, parent, inspirations: [] }, proposal, change };
}
