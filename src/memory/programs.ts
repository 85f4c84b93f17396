import type { Program } from '../api/program.ts';
import { ByCandidate } from './by-candidate.ts';

/** Candidates that may be drawn as parents; the others are dropped now and then, git has them. */
export class Programs {
  readonly #programs: ByCandidate<Program>;

  constructor(members: () => ReadonlySet<number>) {
    this.#programs = new ByCandidate(members);
  }

  get(number: number): Program {
    const program = this.#programs.get(number);
    if (!program) throw new Error(`candidate ${number} was dropped although it can still be drawn`);
    return program;
  }

  has(number: number): boolean {
    return this.#programs.has(number);
  }

  add(number: number, program: Program): void {
    this.#programs.set(number, program);
  }
}
