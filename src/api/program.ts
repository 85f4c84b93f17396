/** The text of a program: file path (relative, forward slashes) to file content. The first file is the entry. */
export type Files = Readonly<Record<string, string>>;

/** A programming language, such as `typescript` or `javascript`. */
export type LanguageId = string;

/** A program as it is handed from part to part. It never changes, so what is derived from its text is derived once. */
export interface Program {
  readonly files: Files;
  /** Path of the file whose exports the evaluator's `drive` receives. */
  readonly entry: string;
  /** The language of the entry. */
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
