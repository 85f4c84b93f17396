import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { ColumnValues } from '../../protocol.ts';
import { fetchAnswer } from '../asked.ts';
import type { LiveRun } from '../live-run.ts';

type Figures = Map<string, (number | null)[]>;

/** The values of columns of figures; they arrive from the server, and grow with the rows. */
export function useFigures(run: LiveRun, names: readonly string[]): ReadonlyMap<string, ColumnValues> {
  const figures = useRef<Figures>(new Map());
  const [, again] = useReducer((count: number) => count + 1, 0);
  const wanted = names.join('\n');
  useEffect(() => {
    const left = new AbortController();
    const grow = names.map((name) => extend(run, name, figures.current, left.signal));
    Promise.all(grow).then(
      () => again(undefined),
      () => {}, // the connection is lost, and the header says so
    );
    return () => left.abort();
  }, [run, wanted, run.rows.length]);
  return figures.current;
}

/** Asks for the values after those that are known. */
async function extend(run: LiveRun, name: string, figures: Figures, signal: AbortSignal): Promise<void> {
  const known = figures.get(name) ?? [];
  if (known.length >= run.rows.length) return;
  const query = new URLSearchParams({ name, from: String(known.length) });
  const news = await fetchAnswer<ColumnValues>(`/runs/${run.id}/column?${query}`, signal);
  figures.set(name, [...known, ...news]);
}
