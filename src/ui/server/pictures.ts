/** Makes the picture of a candidate as SVG, by its commit; undefined if it has none. */
export type PictureOf = (commit: string, signal: AbortSignal) => Promise<string | undefined>;

/** Most pictures in the cache. */
const most = 50;

interface Shared {
  readonly picture: Promise<string | undefined>;
  readonly stop: AbortController;
  waiting: number;
}

/**
 * Makes each picture once for all requests, and caches the latest; a failed one is made again. When the last request
 * leaves, making stops.
 */
export function sharePictures(pictureOf: PictureOf): PictureOf {
  const known = new Map<string, Shared>();
  const begin = (commit: string): Shared => {
    const stop = new AbortController();
    const shared = { picture: pictureOf(commit, stop.signal), stop, waiting: 0 };
    const forget = () => known.get(commit) === shared && known.delete(commit);
    shared.picture.catch(forget);
    stop.signal.addEventListener('abort', forget);
    known.set(commit, shared);
    if (known.size > most) known.delete(known.keys().next().value as string);
    return shared;
  };
  return async (commit, signal) => {
    signal.throwIfAborted();
    const shared = known.get(commit) ?? begin(commit);
    const leave = () => --shared.waiting === 0 && shared.stop.abort();
    shared.waiting++;
    signal.addEventListener('abort', leave);
    return await shared.picture.finally(() => signal.removeEventListener('abort', leave));
  };
}
