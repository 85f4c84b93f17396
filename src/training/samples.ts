import {
  childOf,
  type Entry,
  exchangesOf,
  isAgentsLog,
  type ProposalAttempt,
  parentsOf,
  type Refusal,
} from '../api/attempt.ts';
import { fitnessIn } from '../api/direction.ts';
import type { RunRecord } from '../record/read-record.ts';
import { type Conversation, conversationOf } from './conversation.ts';

/** The part of a record that samples are made of. */
export type SampleSource = Pick<RunRecord, 'facts' | 'entries' | 'score' | 'audit'>;

/** An attempt of a model with what came of it. */
export interface Sample {
  readonly attempt: ProposalAttempt;
  readonly model: string;
  readonly conversation: Conversation;
  /** Of its child, as the latest audit left it; undefined without one. */
  readonly score: number | undefined;
  /** Its score, turned so that more is better; -Infinity without one. */
  readonly fitness: number;
  /** What its score is better by than that of its best parent; undefined without a score. */
  readonly gain: number | undefined;
  /** From -1 to 1: the share of its siblings that it beats, less the share that beats it. Undefined without siblings. */
  readonly advantage: number | undefined;
}

/** All answered attempts of models, in the order of the record, without those whose scores an audit refuted. */
export function samplesOf(record: SampleSource): readonly Sample[] {
  const isForged = forgedIn(record);
  const all = record.entries.flatMap((entry) => sampleOf(record, entry));
  const byParent = Map.groupBy(all, ({ attempt }) => attempt.drawn.parent);
  return all
    .filter(({ attempt }) => !isForged(attempt.number))
    .map((sample) => ({ ...sample, advantage: advantageOf(sample, byParent.get(sample.attempt.drawn.parent) ?? []) }));
}

type Found = Omit<Sample, 'advantage'>;

function sampleOf({ facts: { direction }, score: scoreOf }: SampleSource, { attempt }: Entry): readonly Found[] {
  const conversation = conversationOf(exchangesOf(attempt), direction);
  if (attempt.kind !== 'proposal' || attempt.proposal.model === undefined || !conversation || isAgentsLog(attempt))
    return [];
  const score = scoreOf(attempt.number);
  const fitness = fitnessIn(direction, score);
  const before = Math.max(...parentsOf(attempt).map((parent) => fitnessIn(direction, scoreOf(parent))));
  const gain = score === undefined ? undefined : fitness - before;
  return [{ attempt, model: attempt.proposal.model, conversation, score, fitness, gain }];
}

function advantageOf({ fitness }: Found, siblings: readonly Found[]): number | undefined {
  if (siblings.length < 2) return undefined;
  const beaten = siblings.filter((other) => other.fitness < fitness).length;
  const better = siblings.filter((other) => other.fitness > fitness).length;
  return (beaten - better) / (siblings.length - 1);
}

/** Whether an attempt's candidate was refuted, or descends from one that was and is not confirmed itself. */
function forgedIn({ entries, audit }: SampleSource): (number: number) => boolean {
  const forged = new Set<number>();
  for (const { attempt } of entries) {
    const verdict = audit(attempt.number)?.verdict.status;
    const inherits = parentsOf(attempt).some((parent) => forged.has(parent));
    if (verdict === 'refuted' || (inherits && verdict !== 'confirmed')) forged.add(attempt.number);
  }
  return (number) => forged.has(number);
}

/** Refusals of a program that was there before, or nearly. */
const repeated: readonly Refusal[] = ['duplicate', 'alike'];

/** The samples without near duplicates: of programs or answers that are nearly the same, the best one stays. */
export function distinct(samples: readonly Sample[]): readonly Sample[] {
  const idea = ideasOf(samples);
  const taken = new Set<string>();
  const isNew = (sample: Sample): boolean => {
    const marks = [`idea ${idea(sample)}`, `text ${squeezed(sample.conversation.last.answer)}`];
    const found = marks.some((mark) => taken.has(mark));
    for (const mark of marks) taken.add(mark);
    return !found;
  };
  const ranked = samples.filter(isOwn).toSorted((a, b) => descending(a.fitness, b.fitness));
  return ranked.filter(isNew).sort((a, b) => a.attempt.number - b.attempt.number);
}

/** Compares for a descending order; two infinities are equal. */
export function descending(a: number, b: number): number {
  return a === b ? 0 : b > a ? 1 : -1;
}

function isOwn({ attempt: { outcome } }: Sample): boolean {
  return outcome.status !== 'refused' || !repeated.includes(outcome.reason);
}

/** The same for all programs that are twins of each other, or equal but for layout and comments. */
function ideasOf(samples: readonly Sample[]): (sample: Sample) => number {
  const byNumber = new Map<number, number>();
  const byKey = new Map<string, number>();
  for (const { attempt } of samples) {
    const { number, proposal } = attempt;
    const key = childOf(attempt)?.key ?? `none ${number}`;
    const { twin } = proposal;
    const idea = twin === undefined ? (byKey.get(key) ?? number) : (byNumber.get(twin) ?? twin);
    byNumber.set(number, idea);
    byKey.set(key, idea);
  }
  return ({ attempt }) => byNumber.get(attempt.number)!;
}

const squeezed = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
