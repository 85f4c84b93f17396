import type { Evaluation, EvaluatorPool } from '../api/evaluation.ts';
import type { Program } from '../api/program.ts';
import type { Passed } from '../evaluation/cascade.ts';
import type { Answer } from './messages.ts';

/** A program of which other machines are asked, with what the run's own machine found in the stages before theirs. */
export interface Question {
  readonly program: Program;
  readonly passed: readonly Passed[];
  readonly signal: AbortSignal;
  readonly urgent: boolean;
}

/** Has the last word on programs that other machines score. */
export interface Referee {
  /** The initial program's evaluation. */
  readonly initial: Evaluation;
  /** What counts after a check of an answer. */
  check(answer: Answer, question: Question): Promise<Evaluation>;
  /** What counts where no answer came. */
  replace(question: Question): Promise<Evaluation>;
  glance: EvaluatorPool['glance'];
  readonly repeat: EvaluatorPool['repeat'];
  close(): Promise<void>;
}
