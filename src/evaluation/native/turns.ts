import { readFileSync } from 'node:fs';
import { enqueue } from '../../../workers/enqueue.ts';

/** Lets programs run at once, each with a core of its own where there are enough, or one alone. */
export class Turns {
  readonly #cores: (number | undefined)[];
  readonly #waiting: { readonly urgent: boolean; readonly wake: () => void }[] = [];
  readonly #size: number;
  #gate: Promise<void> = Promise.resolve();

  constructor(size: number) {
    const cores = coresOf();
    this.#size = size;
    this.#cores = Array.from({ length: size }, (_, index) =>
      cores.length > 0 ? cores[index % cores.length] : undefined,
    );
  }

  /** Runs work beside that of others, ahead of what waits where it is urgent. It gets the core that it may pin programs to. */
  async shared<T>(work: (core: number | undefined) => Promise<T>, urgent = false): Promise<T> {
    await this.#gate;
    return await this.#hold(work, urgent);
  }

  /** Runs work while nothing else runs. */
  async alone<T>(work: (core: number | undefined) => Promise<T>): Promise<T> {
    const before = this.#gate;
    const opened = Promise.withResolvers<void>();
    this.#gate = before.then(() => opened.promise);
    await before;
    try {
      return await this.#holdAll(this.#size, work);
    } finally {
      opened.resolve();
    }
  }

  /** Holds so many cores, and works with the last of them. */
  async #holdAll<T>(count: number, work: (core: number | undefined) => Promise<T>): Promise<T> {
    return await this.#hold((core) => (count === 1 ? work(core) : this.#holdAll(count - 1, work)));
  }

  async #hold<T>(work: (core: number | undefined) => Promise<T>, urgent = false): Promise<T> {
    while (this.#cores.length === 0) await new Promise<void>((wake) => enqueue(this.#waiting, { urgent, wake }));
    const core = this.#cores.shift();
    try {
      return await work(core);
    } finally {
      this.#cores.push(core);
      this.#waiting.shift()?.wake();
    }
  }
}

/** The cores that this process may use; none where the system does not say. */
function coresOf(): readonly number[] {
  try {
    const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return list.split(',').flatMap((range) => {
      const [first, last = first] = range.split('-').map(Number) as [number, number?];
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
  } catch {
    return [];
  }
}
