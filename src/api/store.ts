import type { Entry, Recorded } from './attempt.ts';
import type { Direction } from './direction.ts';
import type { Descriptor, Objective } from './problem.ts';
import type { Files, LanguageId } from './program.ts';

/** The repository that a run's program comes from. */
export interface RepositoryFacts {
  /** Absolute path of its working tree, on the machine of the run. */
  readonly root: string;
  /** Folder of germline.yaml below it; empty at the top. The program's files are named relative to this folder, where commands run too. */
  readonly folder: string;
  /** The commit whose text is the unchanged code: 40 or 64 hexadecimal digits. */
  readonly commit: string;
  /** The places that evolve, as germline.yaml names them. */
  readonly evolve: readonly string[];
  /** The commands by what they are for (`check-1`, `test-first`, `test`, `measure`, `held-back-test`, …), in the order in which they run. */
  readonly commands: Readonly<Record<string, string>>;
  /**
   * What commands see of time and chance. The machine's clock and its randomness are real, as tests and benchmarks need
   * them. Fixed are the variables from which programs take a time zone, a date, a language or a seed of hashes.
   */
  readonly sees: {
    readonly clock: 'real';
    readonly randomness: 'real';
    /** Variables with their values, such as TZ and PYTHONHASHSEED. */
    readonly fixed: Readonly<Record<string, string>>;
  };
}

/** The facts of a run, written once when its population is made. */
export interface RunFacts {
  /** Version of the record's format. */
  readonly format: number;
  readonly engine: string;
  /** Name of the problem, how it was named on the command line, and a digest of its source files. */
  readonly problem: { readonly name: string; readonly source: string; readonly fingerprint: string };
  /** Which scores are better. */
  readonly direction: Direction;
  /** The problem's objectives, where it has several. */
  readonly objectives?: readonly Objective[];
  /** Common to every candidate: the names of its files, the entry among them, and its language. */
  readonly program: { readonly files: readonly string[]; readonly entry: string; readonly language: LanguageId };
  /** How many initial programs it began with; they are its first attempts. */
  readonly initials: number;
  readonly seed: number;
  /** Every option that shapes the search, as read by config.ts. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Layers of the sandbox in which it began, the innermost first. */
  readonly sandbox: readonly string[];
  /** Present where candidates can forge their scores. */
  readonly unprotected?: boolean;
  /** Present where the program comes from a repository of the user's. */
  readonly repository?: RepositoryFacts;
  /** What a look at the problem's evaluator found, where that is in Python. */
  readonly nature?: Nature;
  /** What a look at the commands of a repository found, by stage. */
  readonly commands?: Readonly<Record<string, CommandNature>>;
  /** When the run began: milliseconds since 1970, or a fixed number in deterministic runs. */
  readonly started: number;
}

/** How an evaluator in Python behaves. */
export interface Nature {
  /** Whether candidates run in a process and a sandbox of their own. */
  readonly split: boolean;
  /** When two evaluations of one program agree. */
  readonly repeats: 'always' | 'with the seed' | 'never';
  /** Whether the initial program reaches all thresholds; otherwise they do not count. */
  readonly thresholds: boolean;
  /** CPU time of a stage that sets no limit, in milliseconds. */
  readonly milliseconds?: number;
  /** Axes of the archive where the problem names only their metrics. */
  readonly descriptors?: readonly Descriptor[];
}

/** What a command of a repository does with the unchanged code. */
export interface CommandNature {
  /** Its limit of CPU time where the problem sets none, in milliseconds. */
  readonly milliseconds: number;
  /** Tests that pass, where it says how many. */
  readonly tests?: number;
  /** Files under version control that it changes, relative to the root of the repository. */
  readonly writes?: readonly string[];
  /** It mostly waits, so that its time is that of the wall clock. */
  readonly wall?: true;
  /** Its time is measured, and what it prints is the same for the same seed each time. */
  readonly prints?: true;
}

/** One durable batch of the journal. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** The journal commit that holds the batch. */
  readonly journal: string;
}

/** Where the branches of a population point: branch name to attempt number. */
export type Branches = Readonly<Record<string, number>>;

/** The append-only record of a run, for its one writer. */
export interface Store {
  readonly facts: RunFacts;
  /** Number of attempts that are durable. */
  readonly recorded: number;
  /**
   * Queues an attempt, and the branches as they are after it; resolves once it is durable. Rejects with EnvironmentError
   * when it never will be.
   */
  append(recorded: Recorded, branches: Branches): Promise<void>;
  /** Waits until everything appended is durable, and moves branches where that is wanted. */
  flush(branches?: Branches): Promise<void>;
  /** The commit of a candidate, once that is durable. */
  commitOf(number: number): string | undefined;
  /** The files of a candidate that was appended. */
  files(number: number): Promise<Files>;
  close(): Promise<void>;
}
