import type { Audited, ProposalDetails, Refused, TellResult } from './attempt.ts';
import type { Direction } from './direction.ts';
import type { Evaluation } from './evaluation.ts';
import type { Artifacts, Metrics } from './evaluator.ts';
import type { Extension, Limits } from './limits.ts';
import type { PlaybookChange } from './playbook.ts';
import type { Files } from './program.ts';
import type { Try } from './proposer.ts';

/** The text of a program; a `Program` is one. */
export interface ProgramText {
  readonly files: Files;
}

/** A candidate, as a client sees it. */
export interface CandidateText extends ProgramText {
  readonly number: number;
  readonly score: number;
  readonly metrics?: Metrics | undefined;
  /** The feedback of its evaluation. */
  readonly feedback?: string | undefined;
  readonly artifacts?: Artifacts | undefined;
}

/** The wanted island or parent, not both; drawn where neither is named. */
export interface AskOptions {
  /** The island to draw the parent from. */
  readonly island?: number | undefined;
  /** The candidate to change: one that has a place in the population. */
  readonly parent?: number | undefined;
  /** The task is given back after this many milliseconds; an hour unless given. */
  readonly milliseconds?: number | undefined;
}

/** An attempt for a client: a program to change, and what is known about it. Plain data. */
export interface ClientTask {
  /** Names the task when it is told; valid in one session of one run. */
  readonly id: string;
  /** The attempt's number. */
  readonly number: number;
  /** How many attempts had been told when it was asked for. */
  readonly watermark: number;
  readonly island: number;
  readonly statement: string;
  /** What the entry file must export, in words. */
  readonly interface: string;
  /** Which scores are better. */
  readonly direction: Direction;
  readonly parent: CandidateText;
  /** Other candidates that are good or different. */
  readonly inspirations: readonly CandidateText[];
  /** Recent changes of the parent that failed, the latest last. */
  readonly tries: readonly Try[];
  /** Sentences of people's. */
  readonly hints: readonly string[];
}

/** A client's answer to a task. */
export interface Answer extends Pick<ProposalDetails, 'summary' | 'mate'> {
  /** The child: the parent's files with their new texts. */
  readonly program: ProgramText;
  /** Name of its author: one line of at most 60 characters. */
  readonly by: string;
}

/** The result of an answer. */
export interface Told extends TellResult {
  /** The attempt's number. */
  readonly attempt: number;
  readonly outcome: Evaluation | Refused;
}

/**
 * A run, as a client sees it: ask for a task, evaluate programs as often as you like, tell what you made of the task.
 * Every method rejects with a UsageError for what cannot be done, and loses nothing then; with a RunEnded once the run
 * has ended.
 */
export interface RunClient extends AsyncDisposable {
  /** Path of the population. */
  readonly path: string;
  ask(options?: AskOptions): Promise<ClientTask>;
  /** Scores a program in the sandbox. Nothing is recorded; a program that was scored before is remembered. */
  evaluate(program: ProgramText, signal?: AbortSignal): Promise<Evaluation | Refused>;
  /** The child passes the gates, is evaluated, recorded and told to the population. Resolves once it is durable. */
  tell(task: Pick<ClientTask, 'id'>, answer: Answer): Promise<Told>;
  /** Gives a task back without a result. Its number is recorded as abandoned. */
  giveBack(task: Pick<ClientTask, 'id'>): Promise<void>;
  /** The best candidate. */
  best(): Promise<CandidateText>;
  /** Shows a text of at most 1000 characters to models from now on; resolves to the number by which it is taken back. */
  hint(text: string, by: string): Promise<number>;
  /** Takes a hint back. */
  removeHint(number: number, by: string): Promise<void>;
  /** Changes the playbook under the name of a person; resolves to the number of the attempt. */
  changePlaybook(changes: readonly PlaybookChange[], by: string): Promise<number>;
  /** Evaluates a candidate again, independently of the search, and records the verdict under the name of a person. */
  audit(candidate: number, by: string): Promise<Audited>;
  /** Ends the search, as Ctrl-C does: what is under way is finished. Resolves once the order is recorded. */
  stop(by: string): Promise<void>;
  /** Lets the search go on for longer; resolves to its limits from now on, which are recorded. */
  extend(more: Extension, by: string): Promise<Limits>;
  /** Gives this client's open tasks back and leaves the run. Its owner finishes what is being told, and closes the run. */
  close(): Promise<void>;
}
