import type { Evaluation } from './evaluation.ts';
import type { Metrics } from './evaluator.ts';
import type { Limits } from './limits.ts';
import type { PlaybookChange } from './playbook.ts';
import type { Files, Program } from './program.ts';
import type { NewWording } from './wording.ts';

/** Why a proposal became no child. A refusal costs no evaluation. */
export type Refusal =
  | 'no-site' // the operator found nothing it could change
  | 'no-mate' // crossover without a second, different parent
  | 'unchanged' // the child equals its parent
  | 'syntax' // the child does not parse
  | 'outside-block' // text outside the EVOLVE-BLOCK regions changed
  | 'alike' // a model wrote nearly this program several times
  | 'duplicate' // the same program (normalised syntax tree) was seen before
  | 'no-answer' // the model gave no answer, or one that was cut off
  | 'no-code' // the answer holds no code
  | 'no-match' // the text to be replaced is not in the program
  | 'ambiguous' // the text to be replaced is there more than once
  | 'abandoned'; // it was asked for, and no answer came in time

export interface Refused {
  readonly status: 'refused';
  readonly reason: Refusal;
  readonly feedback: string;
}

export function refuse(reason: Refusal, feedback: string): Refused {
  return { status: 'refused', reason, feedback };
}

/** A child was made and judged. */
export type Judged = Evaluation & {
  /** Digest of the normalised syntax tree: equal for programs that differ in layout and comments only. */
  readonly key: string;
  /** The program's measures by name: `size` and the others that descriptors may use. */
  readonly measures: Readonly<Record<string, number>>;
};

/** Scores on inputs that the search never showed, of a candidate and of the initial program. */
export interface HeldBackScores {
  readonly score: number;
  readonly initial: number;
}

/** A candidate was evaluated again, independently of the search. */
export type Audited = (
  | {
      readonly status: 'confirmed';
      /** Its score from now on: unchanged, except for timings, which repetitions correct. */
      readonly score: number;
      /** Scores of the stages that were held back, and of the repetitions. */
      readonly metrics: Metrics;
      readonly feedback: string;
    }
  | { readonly status: 'refuted'; readonly metrics: Metrics; readonly feedback: string }
) & {
  /** Absent where nothing is held back, scores are measured, or it failed. */
  readonly heldBack?: HeldBackScores | undefined;
};

/** Tokens that a call took; `estimated` where the server did not say. */
export interface Tokens {
  readonly prompt: number;
  readonly answer: number;
  readonly estimated?: true;
}

/** How code is written in an answer: whole blocks, or SEARCH/REPLACE parts. */
export type AnswerFormat = 'block' | 'replacements';

/**
 * The gates that an answer must pass, in this order: it holds code, which parses and keeps to the blocks, is new, and runs in
 * all stages. `types` in place of `run`: it does not run, and its types are wrong.
 */
export type Gate = 'extract' | 'parse' | 'blocks' | 'novel' | 'run' | 'types';

/** One call of a model, whole. */
export interface Exchange {
  /** The prompt of this turn; the first turn begins with the system text. */
  readonly prompt: string;
  /** Characters of the system text, in a first turn; older records lack it. */
  readonly system?: number;
  /** Parts that were left out because the context has no room for them. */
  readonly dropped?: readonly string[];
  /** How it was asked to write code. */
  readonly format?: AnswerFormat;
  /** The program that it was asked to change: that of the last answer or of the best one; otherwise that of the first prompt. */
  readonly base?: 'last' | 'best';
  /** Its text; empty where the call failed. */
  readonly answer: string;
  readonly thinking?: string;
  /** `length`: it was cut off. */
  readonly stop?: 'stop' | 'length';
  readonly failure?: {
    readonly kind: string;
    readonly message: string;
    readonly counted?: { readonly prompt: number; readonly context: number };
  };
  /** The gate that the answer did not pass, and what it was told then if it was asked again. */
  readonly gate?: { readonly name: Gate; readonly feedback: string };
  /** The score of its program, where it was evaluated within the conversation. */
  readonly score?: number;
  /** Why earlier tries of the same call failed. */
  readonly retried?: readonly string[];
  readonly tokens: Tokens;
  /** Duration of the call in milliseconds; left out in deterministic runs. */
  readonly milliseconds?: number;
}

/** The random choices for a proposal at its watermark, made before the proposer is called. */
export interface Drawn {
  /** Which of the attempt's draws this is: a refused draw is repeated up to a limit. Names the random stream. */
  readonly draw: number;
  readonly island: number;
  readonly parent: number;
  /** Candidates shown beside the parent. */
  readonly inspirations: readonly number[];
}

/** The facts of a proposal, carried whole from the proposer to the record and to a replay. */
export interface ProposalDetails {
  /** One line: what was changed. */
  readonly summary?: string;
  /** A second parent, when the child took code from it. */
  readonly mate?: number;
  /** The failed attempt whose child was to be repaired; both have the same parent. */
  readonly repairs?: number;
  /** The result of the proposer's own search; a replay uses it instead of searching again. */
  readonly replayData?: string;
  /** The conversation with a model, in order; a replay uses it instead of asking again. */
  readonly exchanges?: readonly Exchange[];
  /** Numbers of the playbook's items that its prompt showed. */
  readonly shown?: readonly number[];
  /** The wording of its prompt, where wordings are compared. */
  readonly wording?: string;
}

/** Where an immigrant comes from. */
export interface Origin {
  /** The run: the beginning of the id of its first journal commit. */
  readonly run: string;
  /** The candidate's commit there. */
  readonly commit: string;
}

/** A program of another population. */
export interface Immigrant {
  readonly files: Files;
  readonly origin: Origin;
}

/** The proposer, and the facts of its proposal. */
export interface ProposalFacts extends ProposalDetails {
  /** Name of the operator, of the tuner, of what a model was asked for, or of the external caller. */
  readonly proposer: string;
  /** Label of the model that was asked. */
  readonly model?: string;
  /** The earlier program that the child nearly is, whether or not it was refused for that. */
  readonly twin?: number;
  /** Only of an immigrant. */
  readonly origin?: Origin;
  /** Programs that were scored in search of this proposal; their time counts as proposing. */
  readonly trials?: number;
}

/**
 * Why a proposal was made: `drawn` from the population, `tune` the numbers of a model's find, `simplify` the winner at
 * the end, `external` (a program, an agent or a person made it), `immigrant` (it comes from another population).
 */
export type Cause = 'drawn' | 'tune' | 'simplify' | 'external' | 'immigrant';

/** A change of the memory of a run by a person or a reflection. */
export interface MemoryDelta {
  /** A sentence that models are shown from now on; it is known by the number of this attempt. */
  readonly hint?: string;
  /** The number of the attempt whose hint is taken back. */
  readonly remove?: number;
  /** Changes of the playbook, in order, as they were proposed; curation decides what becomes of them. */
  readonly playbook?: readonly PlaybookChange[];
  /** Wordings of prompts that a model wrote. */
  readonly wordings?: readonly NewWording[];
}

interface AttemptBase {
  /** Attempts are numbered as they are asked for, from 0. Candidates are named by the number of the attempt that made them. */
  readonly number: number;
  /** How many attempts had been told when this one was asked for. */
  readonly watermark: number;
  /** When it finished, in milliseconds since the run began (by the run's clock). */
  readonly at: number;
  /** The times of the proposal and the evaluation, in milliseconds by the run's clock. */
  readonly cost: { readonly propose: number; readonly evaluate: number };
}

/** An initial program. The first one is attempt 0. */
export interface InitialAttempt extends AttemptBase {
  readonly kind: 'initial';
  /** The islands that begin with it. */
  readonly islands: readonly number[];
  readonly outcome: Judged;
}

/** A change to a candidate, whether or not a child came of it. */
export interface ProposalAttempt extends AttemptBase {
  readonly kind: 'proposal';
  readonly cause: Cause;
  readonly drawn: Drawn;
  readonly proposal: ProposalFacts;
  readonly outcome: Refused | Judged;
}

/** An independent evaluation of a candidate, which keeps its place or loses it. */
export interface AuditAttempt extends AttemptBase {
  readonly kind: 'audit';
  readonly candidate: number;
  /** Who asked for it; absent where the search did. */
  readonly by?: string;
  readonly verdict: Audited;
}

/** A change of the run's memory. */
export interface ReflectionAttempt extends AttemptBase {
  readonly kind: 'reflection';
  /** The author of the change: a person or a model. */
  readonly by: string;
  readonly delta: MemoryDelta;
  /** Label of the model that reflected; absent where a person changed the memory. */
  readonly model?: string;
  /** What was said to the model, and what it answered. */
  readonly exchanges?: readonly Exchange[];
}

/** What a person told a search: to end, or to go on to these limits in place of those of the same names. */
export type Order = { readonly stop: true } | { readonly limits: Limits };

/** An order to the search. It costs nothing, and no limit counts it. */
export interface OrderAttempt extends AttemptBase {
  readonly kind: 'order';
  /** Who gave it. */
  readonly by: string;
  readonly order: Order;
}

/** One entry of the record. */
export type Attempt = InitialAttempt | ProposalAttempt | AuditAttempt | ReflectionAttempt | OrderAttempt;

/** The evaluated child of an attempt; undefined where it made none. */
export function childOf(attempt: Attempt): Judged | undefined {
  if (attempt.kind !== 'initial' && attempt.kind !== 'proposal') return undefined;
  return attempt.outcome.status === 'refused' ? undefined : attempt.outcome;
}

/** Whether the child comes from outside: no proposer of the run made it, and none can make it again. */
export function isExternal({ cause }: ProposalAttempt): boolean {
  return cause === 'external' || cause === 'immigrant';
}

/** The evolutionary parents: none, one, or two for a crossover. */
export function parentsOf(attempt: Attempt): readonly number[] {
  if (attempt.kind !== 'proposal') return [];
  const { drawn, proposal } = attempt;
  return proposal.mate === undefined ? [drawn.parent] : [drawn.parent, proposal.mate];
}

/** Label of the model that made the proposal or the reflection, if one did. */
export function modelOf(attempt: Attempt): string | undefined {
  if (attempt.kind === 'reflection') return attempt.model;
  return attempt.kind === 'proposal' ? attempt.proposal.model : undefined;
}

/** The conversation of an attempt with a model; empty without one. */
export function exchangesOf(attempt: Attempt): readonly Exchange[] {
  if (attempt.kind === 'reflection') return attempt.exchanges ?? [];
  return (attempt.kind === 'proposal' && attempt.proposal.exchanges) || [];
}

/** Whether the exchange of an attempt is the task and the log of an agent, which is no answer to a question. */
export function isAgentsLog(attempt: Attempt): boolean {
  return (
    attempt.kind === 'proposal' && attempt.proposal.model !== undefined && attempt.proposal.replayData !== undefined
  );
}

/** Tokens of all prompts and answers of an attempt. */
export function tokensOf(attempt: Attempt): number {
  return exchangesOf(attempt).reduce((sum, { tokens: { prompt, answer } }) => sum + prompt + answer, 0);
}

/** How many programs an attempt scored: its trials and its child. Initial programs and audits do not count. */
export function evaluationsOf(attempt: Attempt): number {
  if (attempt.kind !== 'proposal') return 0;
  return (attempt.proposal.trials ?? 0) + (childOf(attempt) ? 1 : 0);
}

/** An attempt with its child, where there is one. */
export interface Recorded {
  readonly attempt: Attempt;
  readonly program?: Program;
}

/** An attempt with the commit of its child, where there is one. */
export interface Entry {
  readonly attempt: Attempt;
  readonly commit: string | undefined;
}

/** The effect on the archive: a cell filled, a cell's elite replaced, or neither. */
export type Placement = 'new' | 'improved' | 'rejected';

/** Whether a child got a place in its island's archive. */
export function isPlaced(placement: Placement | undefined): boolean {
  return placement === 'new' || placement === 'improved';
}

/** The effect of one attempt on the population. */
export interface TellResult {
  /** Only where there was a score. */
  readonly placement?: Placement;
  /** Whether its score is better than each of its parents'. */
  readonly improvedParent: boolean;
  readonly improvedChampion: boolean;
  /** The champion's score after an audit that changed it. */
  readonly corrected?: number;
  /** The island that was restarted. */
  readonly restarted?: number;
}

/** Learns from attempts. Its state is a function of the attempts it was told, in order. */
export interface Learner {
  /** `result` is the effect that the attempt had on the population; `program` is absent where the record is read. */
  tell(recorded: Recorded, result: TellResult): void;
}

/** A scored candidate, as the population knows it. */
export interface Elite {
  readonly number: number;
  readonly score: number;
  /** Its score, turned so that more is better. */
  readonly fitness: number;
  readonly size: number;
  readonly cell: string;
  /** The cost of its evaluation, in a unit of the run; absent where costs do not count. */
  readonly cost?: number;
  /** Its value for each of the problem's objectives, turned so that more is better. */
  readonly objectives?: readonly number[];
}
