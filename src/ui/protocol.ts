import type { Attempt, AuditAttempt, Placement } from '../api/attempt.ts';
import type { Descriptor } from '../api/problem.ts';
import type { Attribution } from '../report/attribution.ts';
import type { Cost } from '../report/cost.ts';
import type { IslandFacts } from '../report/facts.ts';
import type { Heading } from '../report/heading.ts';
import type { Reason } from '../report/outcomes.ts';
import type { ProposerFacts } from '../report/proposers.ts';
import type { AttemptRow } from '../report/row.ts';
import type { Step } from '../report/steps.ts';

/** The messages between the server and the page. */

/** A run that can be looked at; `id` is its place in the addresses. */
export interface RunName {
  readonly id: number;
  readonly name: string;
}

/** What does not change while a run goes on; the first thing that is told. */
export interface RunView extends RunName, Heading {
  readonly files: readonly string[];
  /** Axes of the archive; undefined where the problem cannot be read as it was. */
  readonly descriptors: readonly Descriptor[] | undefined;
  /** Whether candidates have pictures. */
  readonly hasPictures: boolean;
  readonly limits: { readonly [name in 'attempts' | 'milliseconds' | 'until']: number | undefined };
}

/** An attempt in short, in the order they were told; the rest of it is asked for. */
export interface Row extends AttemptRow {
  readonly placement: Placement | undefined;
  /** It was the best when it was told. */
  readonly champion: true | undefined;
}

/** How the best of an island went, and what its archive holds. */
interface IslandView extends IslandFacts {
  readonly steps: readonly Pick<Step, 'attempts' | 'at' | 'score'>[];
}

/** Where a run stands. */
export interface Summary {
  /** Whether a process writes it now. */
  readonly running: boolean;
  /** Proposals. */
  readonly attempts: number;
  readonly initial: number;
  readonly champion: { readonly number: number; readonly score: number; readonly audited: boolean };
  readonly steps: readonly Step[];
  readonly islands: readonly IslandView[];
  readonly outcomes: { readonly [name in 'new' | 'improved' | 'rejected' | 'refused' | 'failed']: number };
  readonly reasons: readonly Reason[];
  readonly proposers: readonly ProposerFacts[];
  readonly audits: { readonly confirmed: number; readonly refuted: number };
  readonly cost: Cost;
  readonly pace: Pace;
  /** Milliseconds until a limit ends the run, by its pace now; undefined where no limit is known. */
  readonly left: number | undefined;
  readonly notices: readonly string[];
}

/** How fast it went lately, by the run's own clock. */
export interface Pace {
  readonly attemptsPerSecond: number;
  readonly tokensPerSecond: number;
  /** How many were proposing, and evaluating, at the same time in the mean. */
  readonly proposing: number;
  readonly evaluating: number;
}

/** One attempt whole. */
export interface Detail {
  readonly attempt: Attempt;
  readonly commit: string | undefined;
  /** Its score as audits left it. */
  readonly score: number | undefined;
  /** The latest audit of it. */
  readonly audit: AuditAttempt | undefined;
  /** Undefined for an attempt without a program. */
  readonly files: Readonly<Record<string, string>> | undefined;
  /** Along first parents; undefined for an attempt without a score. */
  readonly attribution: Attribution | undefined;
}

/** What a stream of events tells, by the event's name. */
export interface Events {
  readonly run: RunView;
  readonly rows: readonly Row[];
  readonly summary: Summary;
}
