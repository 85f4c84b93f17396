import type { Entry } from '../../api/attempt.ts';
import type { Reader } from '../../record/git-reader.ts';
import { outcomeOf } from '../../report/outcome.ts';
import { rowOf } from '../../report/row.ts';
import type { SearchNews, SearchPlace } from '../protocol.ts';

/** Programs that are read at once. */
const together = 64;

/** The source of a search. */
type Searched = Pick<Reader, 'newestFirst' | 'files'>;

/**
 * Searches the texts of all attempts for a text, whatever its case, the newest first. Nothing is cached: the texts stay in git.
 */
export async function* searchAttempts(
  reader: Searched,
  text: string,
  places: readonly SearchPlace[],
  signal: AbortSignal,
): AsyncGenerator<SearchNews> {
  const wanted = text.toLowerCase();
  let searched = 0;
  for await (const { entries } of reader.newestFirst())
    for (const group of inGroups(entries, together)) {
      if (signal.aborted) return;
      const hits = await Promise.all(group.map((entry) => holds(reader, entry, wanted, places)));
      searched += group.length;
      yield { searched, found: group.filter((_, index) => hits[index]).map(({ attempt }) => attempt.number) };
    }
}

function inGroups<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(values.length / size);
  return Array.from({ length: count }, (_, index) => values.slice(size * index, size * (index + 1)));
}

async function holds(
  reader: Searched,
  { attempt, commit }: Entry,
  wanted: string,
  places: readonly SearchPlace[],
): Promise<boolean> {
  const has = (text: string) => text.toLowerCase().includes(wanted);
  if (places.includes('summaries') && has(rowOf(attempt).summary)) return true;
  if (places.includes('feedback') && has(outcomeOf(attempt).feedback)) return true;
  if (!places.includes('code') || commit === undefined) return false;
  return Object.values(await reader.files(commit)).some(has);
}
