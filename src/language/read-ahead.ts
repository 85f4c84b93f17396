/**
 * Reading a text takes up to a second where its author wants it to. What reads texts is a plain function all the same: in
 * `readAhead` it starts over once the text that held it has been read, and this thread does other work until then.
 */

/** Leaves a function that `readAhead` calls, where a text takes longer to read than this thread may wait. */
export class Unread {
  readonly read: Promise<void>;

  constructor(read: Promise<void>) {
    this.read = read;
  }
}

/** How often a function is started over before this thread waits for what it reads: one that never reads the same ends too. */
const maxStarts = 100;

let ahead = false;

/** Whether the caller can leave by throwing `Unread`. */
export const isAhead = (): boolean => ahead;

/**
 * The result of a function that reads texts: at once, or later where one of them takes long. The function may be called
 * several times, so it must do the same each time, and change nothing. What it does after an `await` is not ahead.
 */
export function readAhead<T>(read: () => T): T | Promise<Awaited<T>> {
  return startRead(read, 1);
}

function startRead<T>(read: () => T, starts: number): T | Promise<Awaited<T>> {
  if (starts > maxStarts) return read();
  try {
    return readOnce(read);
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    return goOn(error, read, starts);
  }
}

/** The items for which a function that reads texts holds. */
export async function filterAhead<T>(items: Iterable<T>, holds: (item: T) => boolean): Promise<readonly T[]> {
  const held: T[] = [];
  for (const item of items) if (await readAhead(() => holds(item))) held.push(item);
  return held;
}

function readOnce<T>(read: () => T): T {
  const before = ahead;
  ahead = true;
  try {
    return read();
  } finally {
    ahead = before;
  }
}

async function goOn<T>(unread: Unread, read: () => T, starts: number): Promise<Awaited<T>> {
  await unread.read;
  return await startRead(read, starts + 1);
}
