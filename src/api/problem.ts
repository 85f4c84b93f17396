import type { Direction } from './direction.ts';
import type { CommandLine, Evaluator } from './evaluator.ts';
import type { Files, Program } from './program.ts';

/**
 * One axis of the archive. `name` is a measure of the program (`size`, `branches`, `calls`, `literals`) or the name of
 * one of the evaluator's metrics. Values are clamped into the range and cut into bins of equal width (of equal ratio
 * when `scale` is `log`).
 */
export interface Descriptor {
  readonly name: string;
  readonly range: readonly [low: number, high: number];
  readonly bins: number;
  readonly scale?: 'linear' | 'log';
}

/** A goal: the `score` or one of the evaluator's metrics, to maximise or to minimise. */
export interface Objective {
  readonly name: string;
  readonly direction: Direction;
}

/** A problem: the default export of the `problem.ts` in its folder. */
export interface Problem {
  readonly name: string;
  /** The task in words, for people and models. */
  readonly statement: string;
  /** Files of the initial program, relative to the problem's folder, the entry first. Default: `initial.ts`. */
  readonly initial?: readonly string[];
  /** Files and folders that the evaluator reads, relative to the problem's folder: with other data it is another problem. */
  readonly data?: readonly string[];
  readonly evaluator: Evaluator;
  /** Which scores are better, those of stages too: `max`, the higher ones (the default), or `min`, the lower ones. */
  readonly direction?: Direction;
  /** Axes of the archive. Default: program size and number of branches, around those of the initial program. */
  readonly descriptors?: readonly Descriptor[];
  /**
   * Several goals that pull apart: the archive then keeps every candidate that none beats in all of them, in place of one
   * for each cell. The champion is still the one with the best score.
   */
  readonly objectives?: readonly Objective[];
  /** The best score known from elsewhere, and who found it. */
  readonly knownBest?: { readonly score: number; readonly source: string };
}

/** A problem that was read from its folder and checked. */
export interface LoadedProblem {
  readonly problem: Problem;
  /** Absolute path of its `problem.ts`; importing it again returns the same problem. */
  readonly path: string;
  readonly initial: Program;
  /** Digest of all that decides about scores: 64 hexadecimal digits, the same on every machine. */
  readonly fingerprint: string;
  /** Its digest in records of version 0.1, where that was another one. */
  readonly formerFingerprint?: string;
  /** Present where it was made of a folder that holds options of a peer. */
  readonly suggested?: Suggested;
  /** Present where it is a part of the user's own repository. */
  readonly repository?: Repository;
}

/** A repository of the user's at a commit, and how commands run in copies of it. */
export interface Repository {
  /** Absolute path of its working tree. */
  readonly root: string;
  /** The folder where commands start, relative to the root; empty: the root itself. Candidates' files are named from here. */
  readonly folder: string;
  /** Ids of the commit and of its tree. */
  readonly commit: string;
  readonly tree: string;
  /** When the commit was made: seconds since 1970. */
  readonly date: number;
  /** The places that may change, as germline.yaml names them. */
  readonly evolve: readonly string[];
  /** Commands that run once in the clean copy. */
  readonly prepare: readonly CommandLine[];
  /** Folders and files outside version control that commands see read-only, relative to the root. */
  readonly dependencies: readonly string[];
  /** Files and folders under version control that only commands of audits see, relative to the root. */
  readonly heldBack: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The files of a candidate as they stand in the repository, without marks that the engine added. */
  plain(files: Files): Files;
}

/** What a folder that was made for a peer says about runs. */
export interface Suggested {
  /** Options of the search by the names that `--set` knows; the user's own win. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Metrics that describe a program, and are no goal. */
  readonly features?: readonly string[];
  /** Parts of each axis of the archive that such a metric is. */
  readonly bins?: number;
  /** What else it says, and what is ignored, in words. */
  readonly notes: readonly string[];
}
