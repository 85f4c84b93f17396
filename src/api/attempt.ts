import type { Evaluation } from './evaluation.ts';
import type { Metrics } from './evaluator.ts';
import type { Program } from './program.ts';

/** Why an answer became no child. A refusal costs no evaluation. */
export type Refusal =
  | 'no-site' // the operator found nothing it could change
  | 'no-mate' // crossover without a second, different parent
  | 'unchanged' // the child equals its parent
  | 'syntax' // the child does not parse
  | 'outside-block' // text outside the EVOLVE-BLOCK regions changed
  | 'duplicate' // the same program (normalised syntax tree) was seen before
  | 'no-answer' // the model gave no answer, or one that was cut off
  | 'no-code' // the answer holds no code
  | 'no-match' // the text to be replaced is not in the program
  | 'ambiguous'; // the text to be replaced is there more than once

export interface Refused {
  readonly status: 'refused';
  readonly reason: Refusal;
  readonly feedback: string;
}

/** A child was made and judged. */
export type Judged = Evaluation & {
  /** Digest of the normalised syntax tree: equal for programs that differ in layout and comments only. */
  readonly key: string;
  /** The program's measures by name: `size` and the others that descriptors may use. */
  readonly measures: Readonly<Record<string, number>>;
};

/** A candidate was evaluated again, independently of the search. */
export type Audited =
  | {
      readonly status: 'confirmed';
      /** What counts as its score from now on: the one it had, but for timings, which repetitions correct. */
      readonly score: number;
      /** Scores of the stages that were held back, and of the repetitions. */
      readonly metrics: Metrics;
      readonly feedback: string;
    }
  | { readonly status: 'refuted'; readonly metrics: Metrics; readonly feedback: string };

export type Outcome = Refused | Judged | Audited;

/** Tokens that a call took; `estimated` where the server did not say. */
export interface Tokens {
  readonly prompt: number;
  readonly answer: number;
  readonly estimated?: true;
}

/** How code is written in an answer: whole blocks, or SEARCH/REPLACE parts. */
export type AnswerFormat = 'block' | 'replacements';

/** What an answer must pass before it is evaluated, in this order. */
export type Gate = 'extract' | 'parse' | 'blocks' | 'types' | 'smoke';

/** One call of a model, whole. */
export interface Exchange {
  /** What was said to it in this turn; the first turn begins with the system text. */
  readonly prompt: string;
  /** Parts that were left out because the context has no room for them. */
  readonly dropped?: readonly string[];
  /** How it was asked to write code. */
  readonly format?: AnswerFormat;
  /** What it said; empty where the call failed. */
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
  /** Why earlier tries of the same call failed. */
  readonly retried?: readonly string[];
  readonly tokens: Tokens;
  /** Duration of the call in milliseconds; left out in deterministic runs. */
  readonly milliseconds?: number;
}

/**
 * The record of one iteration, whether or not a child came of it. Candidates are named by the number of the attempt
 * that made them; attempt 0 is the initial program. An audit is an attempt that makes no child.
 */
export interface Attempt {
  readonly number: number;
  /** How many attempts had been told to the population when this one was drawn. */
  readonly told: number;
  /** Which of the attempt's draws this is: refused ones are drawn again, up to a limit. Names the random stream. */
  readonly draw: number;
  /** When it finished, in milliseconds since the run began (by the run's clock). */
  readonly at: number;
  readonly island: number;
  readonly operator: string;
  readonly model?: string;
  /** The evolutionary parents; two for a crossover. */
  readonly parents: readonly number[];
  readonly inspirations: readonly number[];
  /** The failed attempt whose child this one was to mend; both have the same parent. */
  readonly mends?: number;
  /** One line: what the proposer did. */
  readonly summary: string;
  /** What the proposal was made from that does not follow from the record, but for a model's answers: a replay takes it from here. */
  readonly answer?: string;
  /** Programs that were scored in search of this proposal; what they took, one by one, counts as proposing. */
  readonly trials?: number;
  /** What was said to a model and what it answered, in order; a replay takes the answers from here. */
  readonly exchanges?: readonly Exchange[];
  /** What the proposal and the evaluation took, in milliseconds by the run's clock. */
  readonly cost: { readonly propose: number; readonly evaluate: number };
  readonly outcome: Outcome;
  /** Made when the search had ended: its parent is the champion, which it simplifies. */
  readonly closing?: true;
  /** Not drawn: its parent was found by a model, and the numbers of such finds are tuned. */
  readonly tuning?: true;
}

/** An attempt with the child, where there is one. */
export interface Recorded {
  readonly attempt: Attempt;
  readonly program?: Program;
}

/** What telling the archive did: a cell filled, a cell's elite replaced, or neither. */
export type Placement = 'new' | 'improved' | 'rejected';

/** Whether a child got a place in its island's archive. */
export function isPlaced(placement: Placement | undefined): boolean {
  return placement === 'new' || placement === 'improved';
}

/** A scored candidate, as the population knows it. */
export interface Elite {
  readonly number: number;
  readonly score: number;
  readonly size: number;
  readonly cell: string;
  readonly operator: string;
  /** What it has of each of the problem's objectives, turned so that more is better. */
  readonly objectives?: readonly number[];
}
