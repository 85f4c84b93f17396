/** Plain data as in JSON: nothing else crosses the sandbox's border. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Limits of one stage. */
export interface Limits {
  /**
   * Wall time of the whole stage, in milliseconds. It decides valid or invalid only, so set 10 times the usual time.
   */
  readonly milliseconds: number;
  /** JavaScript heap of the worker thread, in MiB. */
  readonly megabytes: number;
  /** Size of the evidence as JSON text, in characters. */
  readonly evidenceCharacters: number;
  /**
   * Operations of the candidate in one call of `drive`: a deterministic limit, so that a search inside the candidate
   * ends at the same step on every machine. With this limit the stage has a metric `operations`, the number spent.
   * Operations inside built-in functions do not count. Not for timed stages, as counting takes time.
   */
  readonly operations?: number;
}

/** The exports of the candidate's entry file. Nothing about them can be trusted, hence no types. */
// biome-ignore lint/suspicious/noExplicitAny: the drive calls whatever the candidate exports; its results are judged outside
export type Exports = Readonly<Record<string, any>>;

/**
 * Calls the candidate and returns evidence: plain data for `score` to judge.
 *
 * It runs inside the candidate's realm, as text: it may use its two arguments and the language's own globals, but
 * nothing else (no imports, no variables of its file). It must not judge: a candidate may have taken over everything it
 * sees. It is called once for each of the stage's inputs, each time with a freshly loaded candidate.
 */
export type Drive<Input, Evidence> = (candidate: Exports, input: Input) => Evidence;

/**
 * The result of `drive` in a timed stage. Per round the engine calls `prepare` (not timed; make fresh inputs), `run`
 * (timed) and `collect` (not timed; the evidence of that very run), alternating between the candidate and the initial
 * program, each in a realm of its own.
 */
export interface TimedSession<Evidence> {
  prepare(round: number): void;
  run(): void;
  collect(): Evidence;
}

/** The evidence of one input of a timed stage: one entry per round in every list; latencies in milliseconds. */
export interface TimedEvidence<Evidence> {
  readonly evidence: readonly Evidence[];
  readonly candidate: readonly number[];
  readonly reference: readonly number[];
}

/** The result of `score`: a score with its metrics, or what is wrong with the evidence. */
export type ScoreResult =
  | { readonly score: number; readonly metrics?: Metrics; readonly feedback?: string; readonly artifacts?: Artifacts }
  | { readonly wrong: string; readonly artifacts?: Artifacts };

/**
 * Texts by name that show what a candidate did: a table, a trace, a sketch in characters. Models see the artifacts of
 * the program that they change, people those of any candidate. The record keeps them, so make them no longer than
 * useful; a text is cut at 10,000 characters.
 */
export type Artifacts = Readonly<Record<string, string>>;

export type Metrics = Readonly<Record<string, number>>;

/** One step of the cascade. */
export interface Stage<Input = unknown, Evidence = unknown> {
  readonly name: string;
  /**
   * Plain data; `drive` is called once for each item. A function is called once per run with the run's evaluation seed.
   * Default: `[null]`.
   */
  readonly inputs?: readonly Input[] | ((seed: number) => readonly Input[]);
  readonly drive: (candidate: Exports, input: Input) => unknown;
  /**
   * Judges the evidence, outside the sandbox. `evidence[i]` is a copy of what `drive` returned for `inputs[i]`. It may
   * have any shape, whatever the types say: check it. NaN and infinities, which JSON lacks, arrive as null.
   */
  readonly score: (evidence: readonly Evidence[], inputs: readonly Input[]) => ScoreResult;
  /**
   * Returns the text of an SVG picture of the evidence, for people: reports show it of the initial program and of
   * winners. It runs outside the sandbox, on evidence that `score` accepted. Only plain shapes and text of the picture
   * are kept, and no styles, links or references.
   */
  readonly picture?: (evidence: readonly Evidence[], inputs: readonly Input[]) => string;
  readonly limits?: Partial<Limits>;
  /** The next stage runs only if this stage's score is as good as this: at least so high or, where lower is better, at most. */
  readonly threshold?: number;
  /** Held-back stages are never part of the search: only the audit of a winner runs them. */
  readonly heldBack?: boolean;
  /** A timed stage: `drive` returns a `TimedSession`, and `score` receives `TimedEvidence`. */
  readonly timing?: { readonly rounds: number };
  /** `score` measures something itself, such as the time of a program that it runs, so two evaluations differ. */
  readonly measured?: boolean;
}

/** Scores programs: a list of stages, cheapest first. */
export interface Evaluator {
  readonly name: string;
  /** One paragraph for readers and models: what the entry file must export. */
  readonly interface: string;
  // biome-ignore lint/suspicious/noExplicitAny: each stage has its own input and evidence types
  readonly stages: readonly Stage<any, any>[];
  /** Returns the score, from the results of all stages. Default: the last stage's score. */
  readonly combine?: (stages: readonly StageResult[]) => number;
}

/** Result of a passed stage. */
export interface StageResult {
  readonly name: string;
  readonly score: number;
  readonly metrics: Metrics;
}
