/**
 * The text of a program: file path (relative, forward slashes) to file content.
 * The first file is the entry; the evaluator's `drive` receives what it exports.
 */
export type Files = Readonly<Record<string, string>>;

/** Name of a language that programs are written in, such as `typescript`. */
export type LanguageId = string;

/** A program, parsed at most once and carried whole. */
export interface Program {
  readonly files: Files;
  /** Name of the file that the evaluator calls. */
  readonly entry: string;
  readonly language: LanguageId;
}

/** A source of random numbers. Everything random in the engine takes one; nothing reaches for `Math.random`. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, bound). */
  int(bound: number): number;
  /** Standard normal. */
  gaussian(): number;
  /** One item of a list that is not empty, uniformly. */
  pick<T>(items: readonly T[]): T;
}
