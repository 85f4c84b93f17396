import type { Files } from '../api/program.ts';

/** The files of candidates that may be drawn as parents; the others are dropped now and then, git has them. */
export class Programs {
  readonly #files = new Map<number, Files>();
  readonly #members: () => ReadonlySet<number>;
  #limit = 512;

  constructor(members: () => ReadonlySet<number>) {
    this.#members = members;
  }

  get(number: number): Files {
    const files = this.#files.get(number);
    if (!files) throw new Error(`the files of candidate ${number} were dropped although it can still be drawn`);
    return files;
  }

  has(number: number): boolean {
    return this.#files.has(number);
  }

  add(number: number, files: Files): void {
    this.#files.set(number, files);
    if (this.#files.size > this.#limit) this.#prune();
  }

  #prune(): void {
    const members = this.#members();
    for (const number of this.#files.keys()) if (!members.has(number)) this.#files.delete(number);
    this.#limit = Math.max(512, 2 * this.#files.size);
  }
}
