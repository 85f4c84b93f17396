import type { Files } from '../api/program.ts';
import { ByCandidate } from './by-candidate.ts';

/** The files of candidates that may be drawn as parents; the others are dropped now and then, git has them. */
export class Programs {
  readonly #files: ByCandidate<Files>;

  constructor(members: () => ReadonlySet<number>) {
    this.#files = new ByCandidate(members);
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
  }
}
