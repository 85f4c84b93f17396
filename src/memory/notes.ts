import type { Attempt, Outcome } from '../api/attempt.ts';
import type { Failed } from '../api/evaluation.ts';
import type { Artifacts, Metrics } from '../api/evaluator.ts';
import type { Program } from '../api/program.ts';
import type { FailedChild, Try } from '../api/proposer.ts';
import { formatNumber } from '../format.ts';
import { ByCandidate } from './by-candidate.ts';

/** Tries that are kept for each parent. */
const kept = 4;

/** What is known of a candidate beside its text. */
interface Note {
  metrics: Metrics;
  feedback: string;
  artifacts?: Artifacts | undefined;
  readonly tries: (Try & { readonly prompted: boolean })[];
  /** The program is not known until it is loaded, where the attempt is told from the record. */
  failed?: Omit<FailedChild, 'program'> & { readonly program: Program | undefined };
}

/** Whether a program failed by a mistake in it, rather than by not being good enough. */
export function isMistake({ reason }: Failed): boolean {
  return reason !== 'below-threshold' && reason !== 'evaluator-error';
}

/**
 * What is told to models about candidates that may be drawn: metrics, feedback, artifacts, what was tried from them and did not
 * help, and the latest child that a model wrote and that failed. A function of the attempts it was told; of the others
 * it forgets all.
 */
export class Notes {
  readonly #notes: ByCandidate<Note>;

  constructor(members: () => ReadonlySet<number>) {
    this.#notes = new ByCandidate(members);
  }

  of(number: number): Known {
    const { metrics, feedback, artifacts, tries, failed }: Note = this.#notes.get(number) ?? nothing;
    const known = { metrics, feedback, artifacts, tries: tries.map(({ prompted: _, ...tried }) => tried) };
    return failed?.program ? { ...known, failed: { ...failed, program: failed.program } } : known;
  }

  /** Loads failed children that were told without their program. */
  async load(program: (number: number) => Promise<Program | undefined>): Promise<void> {
    for (const note of this.#notes.values())
      if (note.failed && !note.failed.program)
        note.failed = { ...note.failed, program: await program(note.failed.number) };
  }

  /** Takes in an attempt after the population has. */
  tell(attempt: Attempt, helped: boolean, program?: Program): void {
    const { number, outcome, parents } = attempt;
    const [parent] = parents;
    if (parent !== undefined && !helped) this.#remember(parent, attempt);
    if (parent !== undefined) this.#rememberFailed(parent, attempt, program);
    if (outcome.status !== 'scored') return;
    const { metrics, feedback, artifacts } = outcome;
    this.#notes.set(number, { metrics, feedback, artifacts, tries: [] });
  }

  #remember(parent: number, { number, outcome, summary, model }: Attempt): void {
    const note = this.#notes.get(parent);
    const prompted = model !== undefined;
    const result = resultOf(outcome);
    if (!note || !result || (outcome.status === 'scored' && !prompted)) return;
    note.tries.push({ number, summary, result, feedback: outcome.feedback.slice(0, 500), prompted });
    if (note.tries.length > kept) note.tries.splice(leastOf(note.tries), 1);
  }

  /** What was to be mended and failed again is let go. */
  #rememberFailed(parent: number, { number, outcome, summary, model, mends }: Attempt, program?: Program): void {
    const note = this.#notes.get(parent);
    if (!note || model === undefined) return;
    if (mends !== undefined && mends === note.failed?.number) delete note.failed;
    if (mends !== undefined || outcome.status !== 'failed' || !isMistake(outcome)) return;
    const { feedback, artifacts } = outcome;
    note.failed = { ...{ number, program, summary, feedback, artifacts }, result: resultOf(outcome) as string };
  }
}

/** What is known of a candidate. */
interface Known {
  readonly metrics: Metrics;
  readonly feedback: string;
  readonly artifacts: Artifacts | undefined;
  readonly tries: readonly Try[];
  readonly failed?: FailedChild;
}

const nothing: Note = { metrics: {}, feedback: '', tries: [] };

/** What became of a child; undefined where there was none. */
function resultOf(outcome: Outcome): string | undefined {
  if (outcome.status === 'scored') return `score ${formatNumber(outcome.score)}`;
  return outcome.status === 'failed' ? `failed (${outcome.reason} in ${outcome.stage})` : undefined;
}

/** The oldest try of an operator, or else the oldest: what models tried says more. */
function leastOf(tries: readonly { readonly prompted: boolean }[]): number {
  return Math.max(
    0,
    tries.findIndex(({ prompted }) => !prompted),
  );
}
