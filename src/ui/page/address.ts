import { useEffect, useState } from 'preact/hooks';

export const pages = ['run', 'candidates', 'lineage', 'archive', 'compare'] as const;
export type Page = (typeof pages)[number] | 'candidate';

/** The view that the page shows, from the part of its address after `#`: `#/RUN/PAGE?key=value`. */
export interface Address {
  readonly run: number;
  readonly page: Page;
  readonly values: URLSearchParams;
}

function readAddress(hash: string): Address {
  const [, run = '0', page = 'run', values = ''] = /^#\/(\d+)\/(\w+)(?:\?(.*))?$/.exec(hash) ?? [];
  const known = [...pages, 'candidate' as const].find((name) => name === page) ?? 'run';
  return { run: Number(run), page: known, values: new URLSearchParams(values) };
}

export function writeAddress(run: number, page: Page, values: Readonly<Record<string, string | number>> = {}): string {
  const query = new URLSearchParams(Object.entries(values).map(([key, value]) => [key, String(value)])).toString();
  return `#/${run}/${page}${query && `?${query}`}`;
}

export function useAddress(): Address {
  const [address, setAddress] = useState(() => readAddress(location.hash));
  useEffect(() => {
    const read = () => setAddress(readAddress(location.hash));
    read(); // it may have changed before the first listener
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return address;
}

/** Changes one value of the address without a new entry in the browser's history. */
export function setValue(key: string, value: string | undefined): void {
  const { run, page, values } = readAddress(location.hash);
  if (value === undefined) values.delete(key);
  else values.set(key, value);
  location.replace(writeAddress(run, page, Object.fromEntries(values)));
}
