import { distance } from 'fastest-levenshtein';

/** ` Did you mean NAME?` with the nearest of some names behind a prefix, or nothing where none is near. */
export function didYouMean(given: string, names: readonly string[], prefix = ''): string {
  const most = Math.max(1, Math.floor(given.length / 3));
  const [nearest] = names
    .map((name) => ({ name, far: distance(given, name) }))
    .filter(({ far }) => far > 0 && far <= most)
    .sort((a, b) => a.far - b.far);
  return nearest ? ` Did you mean ${prefix}${nearest.name}?` : '';
}
