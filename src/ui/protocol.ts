import type { Attempt, AuditAttempt, Placement } from '../api/attempt.ts';
import type { Direction } from '../api/direction.ts';
import type { Machines } from '../api/evaluation.ts';
import type { Descriptor } from '../api/problem.ts';
import type { Lexicon } from '../highlight.ts';
import type { RunSummary } from '../record/summary.ts';
import type { Attribution } from '../report/attribution.ts';
import type { Comparison } from '../report/comparison.ts';
import type { Cost } from '../report/cost.ts';
import type { IslandFacts } from '../report/facts.ts';
import type { Heading } from '../report/heading.ts';
import type { IdeaFacts } from '../report/ideas.ts';
import type { MachineFacts } from '../report/machines.ts';
import type { NoteFacts } from '../report/notes.ts';
import type { Reason } from '../report/outcomes.ts';
import type { ProposerFacts } from '../report/proposers.ts';
import type { AttemptRow } from '../report/row.ts';
import type { Step } from '../report/steps.ts';
import type { ModelWorth } from '../report/worth.ts';

/** The messages between the server and the page. */

/** A run of the server; `id` is its number in addresses. */
export interface RunName {
  readonly id: number;
  readonly name: string;
}

/** A run of the index, or why its population cannot be read. */
export type ListedRun = RunName & (ListedState | { readonly unreadable: string });

/** The state of a run in the index. */
export interface ListedState extends Omit<RunSummary, 'facts'> {
  readonly problem: string;
  readonly direction: Direction;
}

/** The constant facts of a run, sent first. */
export interface RunView extends RunName, Heading {
  readonly files: readonly string[];
  /** How their code is coloured; prose is not. */
  readonly lexicons: Readonly<Record<string, Lexicon>>;
  /** Axes of the archive; undefined if the problem has changed or cannot be read. */
  readonly descriptors: readonly Descriptor[] | undefined;
  /** Whether candidates have pictures. */
  readonly hasPictures: boolean;
  readonly limits: { readonly [name in 'attempts' | 'milliseconds' | 'until']: number | undefined };
}

/** The short form of an attempt. */
export interface Row extends AttemptRow {
  readonly placement: Placement | undefined;
  /** Whether it was the best at its time. */
  readonly champion: true | undefined;
}

/** The history of an island's best score, and its archive. */
interface IslandView extends IslandFacts {
  readonly steps: readonly Pick<Step, 'attempts' | 'at' | 'score'>[];
}

/** Ideas of models: those that became most, how many there are, and what each model is worth. */
interface IdeasView {
  readonly best: readonly IdeaFacts[];
  readonly count: number;
  readonly models: readonly ModelWorth[];
}

/** Machines of a queue as they are now. */
export type MachinesNow = Pick<Machines, 'all' | 'waiting' | 'resent'>;

/** What machines did for a run and, where this process makes the run, what they do now. */
interface MachinesView {
  /** Empty where only the machine of the run evaluated. */
  readonly done: readonly MachineFacts[];
  readonly now: MachinesNow | undefined;
}

/** The state of a run. */
export interface Summary {
  /** How many rows there are: a page that has fewer is still reading. */
  readonly rows: number;
  /** Attempts after which the archives are known, beside those of now. */
  readonly snapshots: readonly number[];
  /** Names of the figures that a table can show beside the rows. */
  readonly columns: readonly string[];
  /** Whether a process writes the run. */
  readonly running: boolean;
  /** Proposals. */
  readonly attempts: number;
  readonly initial: number;
  readonly champion: { readonly number: number; readonly score: number; readonly audited: boolean };
  /** Scores in the search and on held-back inputs; undefined where the champion was not compared on them. */
  readonly comparison: Comparison | undefined;
  readonly steps: readonly Step[];
  readonly islands: readonly IslandView[];
  readonly outcomes: { readonly [name in 'new' | 'improved' | 'rejected' | 'refused' | 'failed']: number };
  readonly reasons: readonly Reason[];
  readonly proposers: readonly ProposerFacts[];
  readonly ideas: IdeasView;
  readonly machines: MachinesView;
  readonly audits: { readonly confirmed: number; readonly refuted: number };
  readonly cost: Cost;
  readonly pace: Pace;
  /** Estimated milliseconds until a limit ends the run; undefined without a limit. */
  readonly left: number | undefined;
  readonly notices: readonly string[];
}

/** The recent pace, by the clock of the run. */
export interface Pace {
  readonly attemptsPerSecond: number;
  readonly tokensPerSecond: number;
  /** Mean numbers of concurrent proposals and evaluations. */
  readonly proposing: number;
  readonly evaluating: number;
}

/** The full form of an attempt. */
export interface Detail {
  readonly attempt: Attempt;
  readonly commit: string | undefined;
  /** Its score after audits. */
  readonly score: number | undefined;
  /** Its latest audit. */
  readonly audit: AuditAttempt | undefined;
  /** Undefined for an attempt without a program. */
  readonly files: Readonly<Record<string, string>> | undefined;
  /** Along the better parents; undefined for an attempt without a score. */
  readonly attribution: Attribution | undefined;
}

/** Texts that a search can read. */
export const searchPlaces = ['summaries', 'code', 'feedback'] as const;
export type SearchPlace = (typeof searchPlaces)[number];

/** One line of the answer to a search. */
export interface SearchNews {
  /** How many attempts were searched so far. */
  readonly searched: number;
  /** Numbers of attempts that hold the text, found since the line before. */
  readonly found: readonly number[];
}

/** The values of a column in the order of the rows; null for an attempt without one. */
export type ColumnValues = readonly (number | null)[];

/** The data of each event of the stream, by its name. */
export interface Events {
  readonly run: RunView;
  readonly rows: readonly Row[];
  readonly summary: Summary;
  /** All notes, whenever one has changed. */
  readonly notes: readonly NoteFacts[];
}
