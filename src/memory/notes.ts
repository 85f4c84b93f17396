import {
  childOf,
  type Learner,
  type ProposalAttempt,
  parentsOf,
  type Recorded,
  type TellResult,
} from '../api/attempt.ts';
import { type Evaluation, isMistake, type StageReport } from '../api/evaluation.ts';
import type { Artifacts, Metrics } from '../api/evaluator.ts';
import type { Program } from '../api/program.ts';
import type { FailedChild, Try } from '../api/proposer.ts';
import { formatOutcome } from '../format.ts';
import { ByCandidate } from './by-candidate.ts';

/** Tries kept for each parent. */
const kept = 4;

/** Facts about a candidate beside its text. */
interface Note {
  metrics: Metrics;
  stages: readonly StageReport[];
  feedback: string;
  artifacts?: Artifacts | undefined;
  readonly tries: (Try & { readonly prompted: boolean })[];
  /** The program is absent until it is loaded, if the attempt was read from the record. */
  failed?: Omit<FailedChild, 'program'> & { readonly program: Program | undefined };
}

/**
 * Facts about candidates that may be drawn, for prompts: metrics, feedback, artifacts, unsuccessful tries, and the latest
 * failed child of a model. Other candidates are forgotten.
 */
export class Notes implements Learner {
  readonly #notes: ByCandidate<Note>;

  constructor(members: () => ReadonlySet<number>) {
    this.#notes = new ByCandidate(members);
  }

  of(number: number): Known {
    const { metrics, stages, feedback, artifacts, tries, failed }: Note = this.#notes.get(number) ?? empty;
    const known = { metrics, stages, feedback, artifacts, tries: tries.map(({ prompted: _, ...tried }) => tried) };
    return failed?.program ? { ...known, failed: { ...failed, program: failed.program } } : known;
  }

  /** Loads the programs of failed children that were read from the record. */
  async load(program: (number: number) => Promise<Program>): Promise<void> {
    for (const note of this.#notes.values())
      if (note.failed && !note.failed.program)
        note.failed = { ...note.failed, program: await program(note.failed.number) };
  }

  tell({ attempt, program }: Recorded, { improvedParent }: TellResult): void {
    if (attempt.kind === 'proposal') this.#learn(attempt, improvedParent, program);
    const child = childOf(attempt);
    if (child?.status !== 'scored') return;
    const { metrics, stages, feedback, artifacts } = child;
    this.#notes.set(attempt.number, { metrics, stages, feedback, artifacts, tries: [] });
  }

  #learn(attempt: ProposalAttempt, improvedParent: boolean, program: Program | undefined): void {
    const child = childOf(attempt);
    const note = this.#notes.get(parentsOf(attempt)[0]!);
    if (!note) return;
    dropRepaired(note, attempt);
    if (!child) return;
    if (!improvedParent) rememberTry(note, attempt, child);
    if (attempt.proposal.model !== undefined) rememberFailed(note, attempt, child, program);
  }
}

function rememberTry({ tries }: Note, { number, proposal }: ProposalAttempt, child: Evaluation): void {
  const { summary = '', model } = proposal;
  const prompted = model !== undefined;
  if (child.status === 'scored' && !prompted) return;
  tries.push({ number, summary, result: formatOutcome(child), feedback: child.feedback.slice(0, 500), prompted });
  if (tries.length > kept) tries.splice(leastOf(tries), 1);
}

/** Drops a failed child that was repaired, or whose repair failed or was refused: small models repeat themselves. */
function dropRepaired(note: Note, { proposal: { repairs }, outcome }: ProposalAttempt): void {
  const hasAnswer = outcome.status !== 'refused' || outcome.reason !== 'no-answer';
  if (hasAnswer && repairs !== undefined && repairs === note.failed?.number) delete note.failed;
}

function rememberFailed(
  note: Note,
  { number, proposal: { summary = '', repairs } }: ProposalAttempt,
  child: Evaluation,
  program: Program | undefined,
): void {
  if (repairs !== undefined || child.status !== 'failed' || !isMistake(child)) return;
  const { feedback, artifacts } = child;
  note.failed = { number, program, summary, feedback, artifacts, result: formatOutcome(child) };
}

/** Facts about a candidate, as a request carries them. */
interface Known {
  readonly metrics: Metrics;
  readonly stages: readonly StageReport[];
  readonly feedback: string;
  readonly artifacts: Artifacts | undefined;
  readonly tries: readonly Try[];
  readonly failed?: FailedChild;
}

const empty: Note = { metrics: {}, stages: [], feedback: '', tries: [] };

/** The oldest try of an operator, or else the oldest of all: tries of models say more. */
function leastOf(tries: readonly { readonly prompted: boolean }[]): number {
  return Math.max(
    0,
    tries.findIndex(({ prompted }) => !prompted),
  );
}
