/** Plain data that may cross the sandbox's border, as JSON writes it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Limits of one stage. */
export interface Limits {
  /** Wall time of the whole stage, in milliseconds. It decides valid or invalid only, so keep it 10 times the typical time. */
  readonly milliseconds: number;
  /** JavaScript heap of the worker thread, in MiB. */
  readonly megabytes: number;
  /** Size of the evidence as JSON text, in characters. */
  readonly evidenceCharacters: number;
  /**
   * Operations of the candidate in one call of `drive`: a deterministic limit, so that a search inside the candidate ends
   * at the same step on every machine. Where it is given, the stage's metrics tell what was spent as `operations`. What
   * built-in functions do inside is not counted. Not for timed stages, as counting takes time.
   */
  readonly operations?: number;
}

/** The exports of the candidate's entry file. They are untrusted, hence untyped. */
// biome-ignore lint/suspicious/noExplicitAny: the drive calls whatever the candidate exports; all it gets back is judged outside
export type Exports = Readonly<Record<string, any>>;

/**
 * Calls the candidate and returns evidence: plain data for `score` to judge.
 *
 * It runs inside the candidate's realm, as text: it may use its two arguments and the language's own globals, and
 * nothing else (no imports, no variables of the file it is written in). It must not judge: a candidate may have taken
 * over everything it sees. It is called once for each of the stage's inputs, each time with a freshly loaded candidate.
 */
export type Drive<Input, Evidence> = (candidate: Exports, input: Input) => Evidence;

/**
 * What `drive` returns in a timed stage. Per round the engine calls `prepare` (not timed; make fresh inputs), `run`
 * (timed) and `collect` (not timed; the evidence of that very run), alternating between the candidate and the
 * initial program, each in a realm of its own.
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

/** The result of `score`: a score with metrics, or what is wrong with the evidence. */
export type ScoreResult =
  | { readonly score: number; readonly metrics?: Metrics; readonly feedback?: string; readonly artifacts?: Artifacts }
  | { readonly wrong: string; readonly artifacts?: Artifacts };

/**
 * Texts by name that show what a candidate did: a table, a trace, a sketch in characters. Models see those of the
 * program they change, people those of any candidate. They are kept in the record, so keep them
 * short; an artifact is cut at 10,000 characters.
 */
export type Artifacts = Readonly<Record<string, string>>;

export type Metrics = Readonly<Record<string, number>>;

/** One step of the cascade. */
export interface Stage<Input = unknown, Evidence = unknown> {
  readonly name: string;
  /**
   * What `drive` gets, one call for each; plain data. A function is called once per run with the run's evaluation seed.
   * Default: one call with `null`.
   */
  readonly inputs?: readonly Input[] | ((seed: number) => readonly Input[]);
  readonly drive: (candidate: Exports, input: Input) => unknown;
  /**
   * Judges the evidence, outside the sandbox. `evidence[i]` is what `drive` returned for `inputs[i]`, read once and
   * copied, of any shape whatever the types say: check it. Numbers that JSON cannot hold (NaN, infinities) arrive as null.
   */
  readonly score: (evidence: readonly Evidence[], inputs: readonly Input[]) => ScoreResult;
  /**
   * Returns the text of an SVG picture of the evidence, for people: reports show it of the initial program and of winners.
   * It runs outside the sandbox, on evidence that `score` found nothing wrong with. Only plain shapes and text are kept of
   * the picture, and no styles, links or references.
   */
  readonly picture?: (evidence: readonly Evidence[], inputs: readonly Input[]) => string;
  readonly limits?: Partial<Limits>;
  /** The next stage runs only if this stage's score reaches the threshold. */
  readonly threshold?: number;
  /** Held-back stages are never part of the search: only the audit of a winner runs them. */
  readonly heldBack?: boolean;
  /** A timed stage: `drive` returns a `TimedSession`, and `score` receives `TimedEvidence`. */
  readonly timing?: { readonly rounds: number };
  /** Whether `score` measures something itself, such as the time of a program that it runs, so that evaluations differ. */
  readonly measured?: boolean;
}

/** Scores programs: a list of stages, cheapest first. */
export interface Evaluator {
  readonly name: string;
  /** One paragraph for readers and models: what the entry file must export. */
  readonly interface: string;
  // biome-ignore lint/suspicious/noExplicitAny: each stage has its own input and evidence types
  readonly stages: readonly Stage<any, any>[];
  /** Combines the stages' results into the score. Default: the last stage's score. */
  readonly combine?: (stages: readonly StageResult[]) => number;
}

/** Result of a passed stage. */
export interface StageResult {
  readonly name: string;
  readonly score: number;
  readonly metrics: Metrics;
}
