import type { Direction } from './direction.ts';

/** Plain data as in JSON: nothing else crosses the sandbox's border. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Limits of one stage. */
export interface Limits {
  /**
   * Processor time of the thread that runs the whole stage, in milliseconds: all inputs, and compiling. A busy machine
   * changes no verdict, since wall time ends only what takes ten times as long, and that is tried again alone. The limit
   * decides valid or invalid only, so set 10 times the usual time.
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

interface StageBase<Input, Evidence> {
  readonly name: string;
  /**
   * Plain data; the candidate runs once for each item. A function is called once per run with the run's evaluation seed.
   * Default: `[null]`.
   */
  readonly inputs?: readonly Input[] | ((seed: number) => readonly Input[]);
  /**
   * Judges the evidence, outside the sandbox. `evidence[i]` belongs to `inputs[i]`. What a drive returned may have any
   * shape, whatever the types say: check it. NaN and infinities, which JSON lacks, arrive as null.
   */
  readonly score: (evidence: readonly Evidence[], inputs: readonly Input[]) => ScoreResult;
  /**
   * Wall time of one call of `score` or `picture`, in milliseconds: 120,000 unless given. A function that takes minutes or hours
   * to judge honest evidence needs more. What takes longer is an error of the evaluator.
   */
  readonly scoreMilliseconds?: number;
  /**
   * Returns the text of an SVG picture of the evidence, for people: reports show it of the initial program and of
   * winners. It runs outside the sandbox, on evidence that `score` accepted. Only plain shapes and text of the picture
   * are kept, and no styles, links or references.
   */
  readonly picture?: (evidence: readonly Evidence[], inputs: readonly Input[]) => string;
  /** The next stage runs only if this stage's score is as good as this: at least so high or, where lower is better, at most. */
  readonly threshold?: number;
  /**
   * Where the run has a queue, machines with this label run the stage and all that follow it, and the run's own machine those
   * before. Without a queue all stages run here; a failure in this stage then counts only if the initial program passes it.
   */
  readonly label?: string;
  /** Held-back stages are never part of the search: only the audit of a winner runs them. */
  readonly heldBack?: boolean;
  /** `score` depends on something that differs from run to run, such as a time, so two evaluations differ. */
  readonly measured?: boolean;
}

/** A stage that calls a JavaScript or TypeScript candidate. */
export interface DriveStage<Input = unknown, Evidence = unknown> extends StageBase<Input, Evidence> {
  /** Returns the evidence for one input: plain data, of which `score` sees a copy. */
  readonly drive: (candidate: Exports, input: Input) => unknown;
  readonly limits?: Partial<Limits>;
  /** A timed stage: `drive` returns a `TimedSession`, and `score` receives `TimedEvidence`. */
  readonly timing?: { readonly rounds: number };
}

/** A command: its words, or a text that is split into words as a shell does, but run without a shell. */
export type CommandLine = string | readonly string[];

/** How a candidate in any language is built and run. The candidate's files lie in one folder, where commands start. */
export interface Command {
  /** Fixed files of the problem, relative to its folder, put beside the candidate's, which cannot replace them. */
  readonly files?: readonly string[];
  /**
   * Checks the candidate's text before it is built; the first lines of its output say what is wrong. Where nothing checks
   * or builds it, the language's own check says why a run failed.
   */
  readonly check?: CommandLine;
  /** Builds the program, once per candidate. */
  readonly build?: CommandLine;
  /** Runs it, once for each input: a program of the system, or `./name` for one that was built. */
  readonly run: CommandLine;
}

/** What a run is given. */
export interface Feed {
  readonly stdin?: string | Uint8Array;
  /** Files by name; the program reads them in its folder `input`. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Words after those of the command `run`. */
  readonly args?: readonly string[];
}

/** One run that ended with exit code 0; any other end fails the candidate. */
export interface CommandOutput {
  /** Its standard output. */
  readonly output: Uint8Array;
  /** CPU time, user and system; wall time where the limits allow several processes. */
  readonly milliseconds: number;
  /** Instructions of the program itself, where the stage's timing counts them. */
  readonly instructions?: number;
}

/** Limits of one stage that runs commands. */
export interface CommandLimits {
  /** CPU time of all runs of a candidate in a stage together, in milliseconds. */
  readonly milliseconds: number;
  /** CPU time of the check and the build together, in milliseconds. */
  readonly buildMilliseconds: number;
  /** Memory for data of one process, in MiB; files in its scratch folders and shared memory count by themselves. */
  readonly megabytes: number;
  /** Threads at once, in one process. 1: it can start none; runtimes such as Go's need some. */
  readonly threads: number;
  /** Processes at once, each with any threads. 1: it can start none. With more, wall time is measured, not CPU time. */
  readonly processes: number;
  /** Standard output of one run, in bytes. */
  readonly outputBytes: number;
  /** Files that a run may write, in MiB; they are gone when it ends. */
  readonly scratchMegabytes: number;
  /**
   * It uses the machine's NVIDIA GPU, which all programs share; default: true for CUDA. Its memory counts as far as it
   * lies in RAM, and wall time is measured.
   */
  readonly gpu: boolean;
}

/** A race against the initial program, or against the program of other files, run by run and in turn. */
export interface CommandTiming {
  /** Runs of each that count; one more round before them warms up. */
  readonly rounds: number;
  /** Files of the problem in place of the candidate's, in the same order. Default: the initial program. */
  readonly reference?: readonly string[];
  /** Also counts instructions, which hardly vary from run to run. Needs the program `perf`, and the right to use it. */
  readonly instructions?: boolean;
}

/**
 * A stage that builds and runs candidates of any language as programs of the system, in a sandbox of their own.
 * `evidence[i]` is what the program wrote for `inputs[i]`; with `timing`, one `TimedEvidence` of such outputs.
 */
export interface CommandStage<Input = unknown, Evidence = CommandOutput> extends StageBase<Input, Evidence> {
  readonly command: Command;
  /** What one run is given, made from an input, once per run of the engine. Default: the input as JSON on standard input. */
  readonly feed?: (input: Input) => Feed;
  readonly limits?: Partial<CommandLimits>;
  readonly timing?: CommandTiming;
  /** `score` believes what the program prints, or does not look at it, so a candidate can forge its score. */
  readonly unprotected?: boolean;
}

/** How a user's evaluator in Python is called. */
export interface PythonCall {
  /** Its file, relative to the problem's folder. */
  readonly file: string;
  /** The function that is called with the path of the candidate's file, or `drive`. */
  readonly call: string;
  /**
   * `returns`: the function returns the metrics; `writes`: it is called with a folder, too, where it writes metrics.json
   * and correct.json, as the evaluators of ShinkaEvolve do; `specification`: the file is one of FunSearch, whose evolved
   * functions are the candidate's, and the function is called with each of the inputs; `drives`: the file defines
   * `drive`, which is called beside the candidate with each of the inputs, and `score`, which judges the evidence.
   */
  readonly kind: 'returns' | 'writes' | 'specification' | 'drives';
  /** The Python that runs both, or its path. Default: that of a `.venv` in the folder, or else `python3`. */
  readonly interpreter?: string | undefined;
  /** Files of the folder that the candidate imports. */
  readonly helpers?: readonly string[];
  /** Of a specification: the names of the functions that evolve, and the inputs, a list as JSON. */
  readonly evolved?: readonly string[];
  readonly inputs?: string;
  /** The text of `drive`, for models. */
  readonly drive?: string | undefined;
}

/** What one call of such an evaluator did. */
export interface PythonReturned {
  /** What it returned, or the contents of both its files. Numbers that JSON lacks are `{ number: 'nan' }`. */
  readonly returned: unknown;
  /** Texts of its result object. */
  readonly artifacts: unknown;
  /** The end of what it printed. */
  readonly printed: string;
  /** Modules that were looked for and not found, by it or by the candidate. */
  readonly missing: readonly string[];
  /** Hosts that it wanted to reach. */
  readonly network: readonly string[];
  /** Types of errors that it got from the candidate. */
  readonly failures: readonly string[];
  /** Calls that the candidate made of functions that it was given. */
  readonly callbacks: number;
}

/** Limits of one call of an evaluator in Python. */
export interface PythonLimits {
  /** CPU time of the evaluator and the candidate together, in milliseconds. */
  readonly milliseconds: number;
  /** Memory for data of one process, in MiB. */
  readonly megabytes: number;
  /** Files that they may write, in MiB. */
  readonly scratchMegabytes: number;
  /** Processes and threads at once. */
  readonly processes: number;
}

/**
 * A stage that calls a user's evaluator in Python with the path of a candidate. What it holds there is a stand-in: the
 * candidate runs in a process and a sandbox of its own, and only plain data crosses between them.
 */
export interface PythonStage<Input = unknown, Evidence = PythonReturned> extends StageBase<Input, Evidence> {
  readonly python: PythonCall;
  readonly limits?: Partial<PythonLimits>;
  /** It races nothing. */
  readonly timing?: never;
  /** The evaluator runs candidates in its own process, so a candidate can forge its score. */
  readonly unprotected?: boolean;
}

/** What one command printed and, where the problem names one, the file that it wrote. */
export interface RepositoryOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly file?: string | undefined;
}

/** A number that a command measured, or why there is none. */
export type Measurement =
  | {
      readonly value: number;
      /** `ns`: nanoseconds. */
      readonly unit?: 'ns';
      /** Nanoseconds by benchmark. A fair comparison needs the same names on both sides. */
      readonly parts?: Metrics;
    }
  | { readonly wrong: string };

/** A command that runs in a copy of the user's repository, with the candidate's files in it. */
export interface RepositoryCommand {
  /**
   * `check` and `test` must end with exit code 0. What checks leave, such as what they build, is there for all later
   * commands; what a test or a measure leaves is not. `measure` is raced against the unchanged code.
   */
  readonly role: 'check' | 'test' | 'measure';
  readonly run: CommandLine;
  /** Reads the number of a measure. Absent: the number is the time that the command takes. */
  readonly read?: (output: RepositoryOutput) => Measurement;
  /** The file that a measure writes its number to, relative to the folder where commands start. */
  readonly file?: string;
  /** Which numbers are better. Default: the lower ones. */
  readonly better?: Direction;
  /** The gain, as a ratio, that a race must be able to show for a search to begin. */
  readonly leastGain?: number;
  /** The time of a command is that of the wall clock, and not that of the CPU. */
  readonly wall?: boolean;
  /** It prints the same for the same seed each time, so a candidate that prints something else is wrong. */
  readonly prints?: boolean;
  /** Tests that must pass; undefined: nobody counted them. */
  readonly tests?: number;
  /** Files under version control that it writes with the unchanged code, relative to the root of the repository. */
  readonly writes?: readonly string[];
}

/** Limits of one command in a repository. */
export interface RepositoryLimits {
  /** CPU time of all its processes together, in milliseconds. */
  readonly milliseconds: number;
  /** Memory of all its processes together, in MiB. */
  readonly megabytes: number;
  /** Processes and threads at once. */
  readonly processes: number;
  /** Files that it may write, in MiB. */
  readonly scratchMegabytes: number;
  /** It uses the machine's NVIDIA GPU. */
  readonly gpu: boolean;
}

/** What a race of a measure brought: numbers of one candidate and of the unchanged code, pair by pair. */
export interface Raced {
  readonly candidate: readonly number[];
  readonly reference: readonly number[];
  /** The program is the unchanged code, so that it was measured once and raced against nothing. */
  readonly unchanged: boolean;
}

/** A stage that runs a command of the user's own repository. Only `germline.yaml` makes them. */
export interface RepositoryStage<Input = unknown, Evidence = Raced> extends StageBase<Input, Evidence> {
  readonly repository: RepositoryCommand;
  readonly limits?: Partial<RepositoryLimits>;
  /** A race against the unchanged code of so many pairs at most. */
  readonly timing?: { readonly rounds: number };
  /** The candidate runs in the command that measures it: it can print a number of its own, or end the command early. */
  readonly unprotected?: boolean;
}

/** One step of the cascade. */
// biome-ignore lint/suspicious/noExplicitAny: `score` of a stage of commands gets one of two types
export type Stage<Input = any, Evidence = any> =
  | DriveStage<Input, Evidence>
  | CommandStage<Input, Evidence>
  | PythonStage<Input, Evidence>
  | RepositoryStage<Input, Evidence>;

/** Scores programs: a list of stages, cheapest first. */
export interface Evaluator {
  readonly name: string;
  /** One paragraph for readers and models: what the entry file must export. */
  readonly interface: string;
  readonly stages: readonly Stage[];
  /** Returns the score, from the results of all stages. Default: the last stage's score. */
  readonly combine?: (stages: readonly StageResult[]) => number;
}

/** Result of a passed stage. */
export interface StageResult {
  readonly name: string;
  readonly score: number;
  readonly metrics: Metrics;
}
