import { LRUCache } from 'lru-cache';
import { childOf, type Entry, parentsOf } from '../api/attempt.ts';
import { type Direction, fitnessIn } from '../api/direction.ts';
import type { Files } from '../api/program.ts';
import { formatOutcome } from '../format.ts';
import { summaryOf } from '../record/codec.ts';
import { openReader, type Reader } from '../record/git-reader.ts';

/** Characters of an attempt's feedback that are kept. */
const longestFeedback = 2000;
/** Characters of a diff. */
const longestDiff = 20_000;

/** One attempt as an agent reads it. */
export interface Tried {
  readonly number: number;
  readonly parent: number | undefined;
  /** The commit of its program; undefined where none came of it. */
  readonly commit: string | undefined;
  readonly score: number | undefined;
  /** Its score, turned so that more is better; -Infinity without one. */
  readonly fitness: number;
  /** Such as `score 1.2`, `failed (timed-out in speed)` or `refused (syntax)`. */
  readonly result: string;
  readonly by: string;
  readonly summary: string;
  readonly feedback: string;
}

/**
 * All attempts of a run as its record has them: programs, scores and failures. Only what is new is read, so that an agent
 * costs the same at the beginning and late in a run.
 */
export class History implements AsyncDisposable {
  readonly #path: string;
  readonly #tried = new Map<number, Tried>();
  readonly #diffs = new LRUCache<number, string>({ max: 1000 });
  #reader: Reader | undefined;
  #last: string | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(population: string) {
    this.#path = population;
  }

  /** Reads what has become durable since. */
  async update(): Promise<void> {
    this.#reading = this.#reading.catch(() => {}).then(() => this.#read());
    await this.#reading;
  }

  async #read(): Promise<void> {
    this.#reader ??= await openReader(this.#path);
    for await (const { entries, journal } of this.#reader.batches(this.#last)) {
      this.#last = journal;
      for (const entry of entries) this.#note(entry, this.#reader.facts.direction);
    }
  }

  #note(entry: Entry, direction: Direction): void {
    const { attempt } = entry;
    if (attempt.kind === 'audit') this.#correct(attempt.candidate, attempt.verdict.status === 'refuted');
    const tried = triedIn(entry, direction);
    if (tried) this.#tried.set(attempt.number, tried);
  }

  /** A refuted score is no example. */
  #correct(candidate: number, isRefuted: boolean): void {
    const tried = this.#tried.get(candidate);
    if (!tried || !isRefuted) return;
    const result = `refuted by an audit (it claimed ${tried.result})`;
    this.#tried.set(candidate, { ...tried, result, score: undefined, fitness: Number.NEGATIVE_INFINITY });
  }

  find(number: number): Tried | undefined {
    return this.#tried.get(number);
  }

  /** Attempts with a score, the best first. */
  get ranked(): readonly Tried[] {
    return [...this.#tried.values()].filter(({ score }) => score !== undefined).sort((a, b) => b.fitness - a.fitness);
  }

  /** Attempts without a score, by how they ended, the most frequent end first; each in order. */
  get failures(): readonly (readonly [result: string, tried: readonly Tried[]])[] {
    const failed = [...this.#tried.values()].filter(({ score }) => score === undefined);
    return [...Map.groupBy(failed, ({ result }) => result)].sort(([, a], [, b]) => b.length - a.length);
  }

  /** The patch from the parent, cut; empty without a parent or a program. */
  async diff(tried: Tried): Promise<string> {
    const known = this.#diffs.get(tried.number);
    if (known !== undefined) return known;
    const made = (await this.#diff(tried)).slice(0, longestDiff);
    this.#diffs.set(tried.number, made);
    return made;
  }

  async #diff({ parent, commit }: Tried): Promise<string> {
    const before = parent === undefined ? undefined : this.#tried.get(parent)?.commit;
    if (before === undefined || commit === undefined || !this.#reader) return '';
    return await this.#reader.patch(before, commit);
  }

  async files({ commit }: Tried): Promise<Files> {
    return commit === undefined || !this.#reader ? {} : await this.#reader.files(commit);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reading.catch(() => {});
    await this.#reader?.close();
  }
}

function triedIn({ attempt, commit }: Entry, direction: Direction): Tried | undefined {
  if (attempt.kind !== 'initial' && attempt.kind !== 'proposal') return undefined;
  const { number, outcome } = attempt;
  const child = childOf(attempt);
  const score = child?.status === 'scored' ? child.score : undefined;
  const by = attempt.kind === 'initial' ? 'initial' : (attempt.proposal.model ?? attempt.proposal.proposer);
  return {
    ...{ number, parent: parentsOf(attempt)[0], commit, score, by, summary: summaryOf(attempt) },
    fitness: fitnessIn(direction, score),
    result: formatOutcome(outcome),
    feedback: outcome.feedback.slice(0, longestFeedback).trim(),
  };
}
