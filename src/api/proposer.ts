import type { Exchange, Learner, ProposalDetails, Refusal } from './attempt.ts';
import type { Direction } from './direction.ts';
import type { Evaluation, StageReport } from './evaluation.ts';
import type { Artifacts, CommandLimits, Limits, Metrics, PythonLimits, RepositoryLimits } from './evaluator.ts';
import type { PlaybookItem } from './playbook.ts';
import type { Problem } from './problem.ts';
import type { Files, Program, Random } from './program.ts';
import type { Reflection, ReflectionRequest } from './reflection.ts';
import type { Wording } from './wording.ts';

/** A candidate that a proposer may look at. */
export interface Candidate {
  readonly number: number;
  readonly program: Program;
  readonly score: number;
  /** Its score, turned so that more is better. */
  readonly fitness: number;
  readonly metrics?: Metrics;
  /** The results of its stages, and what they cost. */
  readonly stages?: readonly StageReport[];
  /** Feedback of its evaluation. */
  readonly feedback?: string;
  /** Artifacts of its evaluation. */
  readonly artifacts?: Artifacts | undefined;
}

/** An unsuccessful change of a parent. */
export interface Try {
  readonly number: number;
  readonly summary: string;
  /** Its result, such as `failed (timed-out)` or `score 1.2`. */
  readonly result: string;
  readonly feedback: string;
}

/** A model's change that was evaluated, whatever its parent. */
export interface Idea extends Try {
  readonly parent: number;
  /** The score of its parent. */
  readonly from: number;
  /** Turned so that more is better; -Infinity where it failed. */
  readonly fitness: number;
}

/** How far the run has come. */
export interface Standing {
  /** The score of the initial program. */
  readonly initial: number;
  readonly best: number;
  /** Ideas of models that say most to the next one, the oldest first. */
  readonly ideas: readonly Idea[];
}

/** A stage of the search: what a program may use there, and how it is called. */
export interface StageTerms {
  readonly name: string;
  readonly limits: Limits | CommandLimits | PythonLimits | RepositoryLimits;
  /** The text of the drive, the commands that build and run the program, or how an evaluator is called with it. */
  readonly call: string;
}

/** A child that failed when it was evaluated. */
export interface FailedChild {
  readonly number: number;
  readonly program: Program;
  readonly summary: string;
  /** How it failed, such as `failed (threw in fit)`. */
  readonly result: string;
  readonly feedback: string;
  readonly artifacts?: Artifacts | undefined;
}

/** A user's file that every prompt shows. */
export interface ContextFile {
  readonly name: string;
  readonly text: string;
}

/** A proposer's input: one parent, and others that are good or different. */
export interface Request {
  readonly statement: string;
  /** What the entry file must export, in words. */
  readonly interface?: string;
  /** Which scores are better. */
  readonly direction: Direction;
  /** The user's files that prompts show. */
  readonly context?: readonly ContextFile[];
  /** Hints from people that prompts show. */
  readonly hints?: readonly string[];
  /** What a model may be asked for; absent where nothing limits that. */
  readonly asks?: ReadonlySet<string>;
  /** Items of the playbook that fit, the best first. */
  readonly lessons?: readonly PlaybookItem[];
  /** How the prompt says what to do; the proposer draws a wording of its own where undefined. */
  readonly wording?: Wording | undefined;
  readonly stages?: readonly StageTerms[];
  readonly knownBest?: Problem['knownBest'];
  readonly standing?: Standing | undefined;
  readonly parent: Candidate;
  readonly inspirations: readonly Candidate[];
  /** Recent unsuccessful changes of the parent, the latest last. */
  readonly tries?: readonly Try[];
  /** The latest failed child of the parent that a model wrote and that was not repaired yet. */
  readonly failed?: FailedChild;
  readonly random: Random;
  /** In a replay: the recorded exchanges with the model, which take the place of asking it. */
  readonly exchanges?: readonly Exchange[];
  /** In a replay: the proposal's recorded `replayData`, which takes the place of searching. */
  readonly replayData?: string;
  /** For proposers that search by themselves; absent in a replay. */
  readonly trials?: Trials;
  /** Which earlier program a child nearly is, in words, if any. Absent in a replay. */
  readonly twin?: ((child: Program, parent: Candidate) => Promise<string | undefined>) | undefined;
  /** Evaluates a program that may become the child. Absent in a replay. */
  readonly evaluate?: ((program: Program) => Promise<Evaluation>) | undefined;
  /** Disposed when the attempt has been told. Absent where the order of attempts is fixed, and in a replay. */
  readonly held?: DisposableStack | undefined;
}

/** Evaluates programs while a proposer searches, in the sandbox as any candidate. Counted, and bounded in number and time. */
export interface Trials {
  /** How many programs may still be evaluated; 0 once the time is over. */
  readonly left: number;
  /** Fitness of each program: its score, turned so that more is better. NaN where it gets none, or where the bound was reached before. */
  evaluate(programs: readonly Program[]): Promise<readonly number[]>;
  /**
   * The same, but only the better half of the programs, by the score of one stage, gets to the next: NaN for the others
   * (successive halving, Jamieson and Talwalkar 2016). With a single stage all get their scores.
   */
  race(programs: readonly Program[]): Promise<readonly number[]>;
}

/** A child, or the reason there is none, with what is to be recorded of it. */
export type Proposal = (
  | {
      readonly status: 'proposed';
      /** The child's files, not yet past the gates. */
      readonly files: Files;
    }
  | { readonly status: 'refused'; readonly reason: Refusal; readonly feedback: string }
) &
  ProposalDetails;

/** Starts what takes time: asking a model, or trials. It is called once. */
export type Pursuit = () => Promise<Proposal>;

/**
 * Suggests a change: a pure function of the request, its answers from outside being part of it. It may be called again for
 * the same request, so it changes nothing but the request's random numbers, of which each call has a copy. What takes time
 * is returned as a function.
 */
export interface Proposer {
  readonly name: string;
  propose(request: Request, signal: AbortSignal): Proposal | Pursuit;
}

/** A model as a source of proposals: it can be asked for several things, and learns which of them pay. */
export interface Model extends Learner {
  /** Its use in all sessions, and whether its limits are reached. */
  readonly spending: {
    readonly spent: boolean;
    readonly used: { readonly tokens: number; readonly calls: number; readonly seconds: number };
    /** The used share of each limit, in words; empty where there is none. */
    readonly text: string;
    /** Price of its answers in US dollars; undefined where the model has no price. */
    readonly money?: number | undefined;
  };
  /** The ask for this parent, one of those that it allows. */
  choose(random: Random, at: Pick<Request, 'parent' | 'inspirations' | 'standing' | 'failed' | 'asks'>): Proposer;
  /** Asks what is to be learnt, from what happened or from what prompts led to. Absent where it only changes programs. */
  reflect?(request: ReflectionRequest, signal: AbortSignal): Promise<Reflection>;
}
