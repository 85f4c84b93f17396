import { useEffect, useState } from 'preact/hooks';
import type { SearchNews } from '../../protocol.ts';

/** The state of a search on the server. */
export interface Search {
  readonly found: ReadonlySet<number>;
  /** How many attempts were searched. */
  readonly searched: number;
  readonly state: 'none' | 'searching' | 'done' | 'failed';
  readonly why?: string;
}

const none: Search = { found: new Set(), searched: 0, state: 'none' };

/** Milliseconds without a key before a search begins. */
const patience = 250;

/** Searches the texts of a run's attempts, again when the text or the places change. */
export function useSearch(run: number, text: string, places: string): Search {
  const [search, setSearch] = useState(none);
  useEffect(() => {
    setSearch(text === '' ? none : { ...none, state: 'searching' });
    if (text === '') return;
    const left = new AbortController();
    const begin = () => void follow(run, text, places, left.signal, setSearch);
    const timer = setTimeout(begin, patience);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [run, text, places]);
  return search;
}

async function follow(
  run: number,
  text: string,
  places: string,
  signal: AbortSignal,
  show: (search: Search) => void,
): Promise<void> {
  let last: Search = { ...none, state: 'searching' };
  try {
    const response = await fetch(`/runs/${run}/search?${new URLSearchParams({ text, in: places })}`, { signal });
    if (!response.ok) throw new Error(await response.text());
    for await (const news of newsOf(response)) {
      last = withNews(last, news);
      show(last);
    }
    show({ ...last, state: 'done' });
  } catch (error) {
    if (!signal.aborted) show({ ...last, state: 'failed', why: (error as Error).message });
  }
}

/** Parts of the answer; those that arrive together are one. */
async function* newsOf(response: Response): AsyncGenerator<readonly SearchNews[]> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = `${rest}${part.value}`.split('\n');
    rest = lines.pop() ?? '';
    yield lines.map(readLine);
  }
}

function readLine(line: string): SearchNews {
  const read = JSON.parse(line) as SearchNews | { readonly failed: string };
  if ('failed' in read) throw new Error(read.failed);
  return read;
}

function withNews(search: Search, news: readonly SearchNews[]): Search {
  return {
    found: new Set([...search.found, ...news.flatMap(({ found }) => found)]),
    searched: news.at(-1)?.searched ?? search.searched,
    state: 'searching',
  };
}
