import { useEffect, useState } from 'preact/hooks';

export const pages = ['run', 'candidates', 'lineage', 'archive', 'compare'] as const;
export type Page = (typeof pages)[number] | 'candidate';

/** What the page shows, from the part of its address after `#`: a view of a run, the index of runs, or nothing known. */
export type Address = RunAddress | { readonly kind: 'home' | 'index' | 'unknown' };

/** A view of a run: `#/RUN/PAGE?key=value`. */
export interface RunAddress {
  readonly kind: 'run';
  readonly run: number;
  readonly page: Page;
  readonly values: URLSearchParams;
}

/** The address of the index of runs. */
export const indexAddress = '#/runs';

function readAddress(hash: string): Address {
  if (hash === '' || hash === '#' || hash === '#/') return { kind: 'home' };
  if (hash === indexAddress) return { kind: 'index' };
  const [, run, name, values = ''] = /^#\/(\d+)\/(\w+)(?:\?(.*))?$/.exec(hash) ?? [];
  const page = [...pages, 'candidate' as const].find((one) => one === name);
  if (page === undefined) return { kind: 'unknown' };
  return { kind: 'run', run: Number(run), page, values: new URLSearchParams(values) };
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

/** Goes to an address from none. Somebody may have gone elsewhere since this was decided. */
export function leaveHome(to: string): void {
  if (readAddress(location.hash).kind === 'home') location.replace(to);
}

/** Changes one value of the address without a new entry in the browser's history. */
export function setValue(key: string, value: string | undefined): void {
  const address = readAddress(location.hash);
  if (address.kind !== 'run') return;
  const { run, page, values } = address;
  if (value === undefined) values.delete(key);
  else values.set(key, value);
  location.replace(writeAddress(run, page, Object.fromEntries(values)));
}
