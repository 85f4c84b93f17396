import type { Program } from '../api/program.ts';
import { openText, programKey } from '../language/program.ts';
import { cosine, type Embed, type Vector } from '../models/embed.ts';
import type { FailureKind, ModelFailure } from '../models/provider.ts';

/** Vectors that are kept, those made last; one takes about 3 KB. */
const kept = 4000;
/** Milliseconds without a question after the server failed. */
const pause = 600_000;

/**
 * The vectors of programs that models wrote and of their parents, of this session only: a resumed run begins without any.
 * Where the server has none to give, structure alone decides which programs are twins.
 */
export class Vectors {
  readonly #embed: Embed;
  readonly #similarity: number;
  readonly #say: (text: string) => void;
  readonly #known = new Map<string, Vector>();
  /** What was said already. */
  readonly #said = new Set<FailureKind>();
  #silentUntil = 0;

  /** `similarity`: the cosine above which programs are alike. */
  constructor(embed: Embed, similarity: number, say: (text: string) => void) {
    this.#embed = embed;
    this.#similarity = similarity;
    this.#say = say;
  }

  /**
   * Finds out by their keys which programs a child is like. Undefined where it is like its parent, as a child that only
   * refines it is, and where a vector is missing.
   */
  async compare(child: Program, parent: Program, signal: AbortSignal): Promise<((key: string) => boolean) | undefined> {
    const [own, from] = [await this.#of(child, signal), await this.#of(parent, signal)];
    if (!own || !from || this.#areAlike(own, from)) return undefined;
    return (key) => {
      const other = this.#known.get(key);
      return other !== undefined && this.#areAlike(own, other);
    };
  }

  #areAlike(a: Vector, b: Vector): boolean {
    return cosine(a, b) > this.#similarity;
  }

  async #of(program: Program, signal: AbortSignal): Promise<Vector | undefined> {
    const key = programKey(program);
    const known = this.#known.get(key);
    if (known || signal.aborted || performance.now() < this.#silentUntil) return known;
    try {
      const made = await this.#embed(openText(program), signal);
      return 'status' in made ? this.#failed(made) : this.#keep(key, made);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  #keep(key: string, vector: Vector): Vector {
    this.#known.set(key, vector);
    const [oldest] = this.#known.keys();
    if (this.#known.size > kept && oldest !== undefined) this.#known.delete(oldest);
    return vector;
  }

  /** A program that is too long has no vector; any other failure is one of the server. */
  #failed({ kind, message }: ModelFailure): undefined {
    if (kind !== 'too-long') this.#silentUntil = performance.now() + pause;
    if (!this.#said.has(kind)) this.#say(`No vectors, so structure alone tells which programs are alike: ${message}.`);
    this.#said.add(kind);
  }
}
