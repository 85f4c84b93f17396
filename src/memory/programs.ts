import { childOf, type Learner, type Recorded } from '../api/attempt.ts';
import type { Program } from '../api/program.ts';
import { ByCandidate } from './by-candidate.ts';

/** Programs of candidates that may be drawn as parents. Others are dropped from time to time; git keeps them. */
export class Programs implements Learner {
  readonly #programs: ByCandidate<Program>;

  constructor(members: () => ReadonlySet<number>) {
    this.#programs = new ByCandidate(members);
  }

  get(number: number): Program {
    const program = this.#programs.get(number);
    if (!program) throw new Error(`the program of candidate ${number} was dropped although it can still be drawn`);
    return program;
  }

  has(number: number): boolean {
    return this.#programs.has(number);
  }

  add(number: number, program: Program): void {
    this.#programs.set(number, program);
  }

  /** The program of a candidate, read where it was dropped; it stays for a while, also where it cannot be drawn. */
  async load(number: number, read: (number: number) => Promise<Program>): Promise<Program> {
    if (this.has(number)) return this.get(number);
    const program = await read(number);
    this.add(number, program);
    return program;
  }

  tell({ attempt, program }: Recorded): void {
    if (program && childOf(attempt)?.status === 'scored') this.add(attempt.number, program);
  }
}
