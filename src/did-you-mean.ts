import { distance } from 'fastest-levenshtein';

/** ` Did you mean NAME?` with the nearest of some names behind a prefix, or nothing where none is near. */
export function didYouMean(given: string, names: readonly string[], prefix = ''): string {
  const most = Math.max(1, Math.min(2, given.length - 1), Math.round(0.4 * given.length));
  const [nearest] = names
    .map((name) => ({ name, far: distance(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, far }) => name !== given && far <= most)
    .sort((a, b) => a.far - b.far);
  return nearest ? ` Did you mean ${prefix}${nearest.name}?` : '';
}
