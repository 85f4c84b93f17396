import { type AuditAttempt, childOf, type Entry, parentsOf } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import type { Note } from '../api/note.ts';
import type { Files } from '../api/program.ts';
import type { Batch, RunFacts } from '../api/store.ts';
import { didYouMean } from '../did-you-mean.ts';
import { openReader, type Reader } from './git-reader.ts';
import type { Notes } from './notes.ts';

/** A whole record, read once; safe while its run goes on. */
export interface RunRecord {
  readonly facts: RunFacts;
  /** In the order they were told. */
  readonly entries: readonly Entry[];
  /** Names of the branches: `champion`, `island/0`, … */
  readonly branches: readonly string[];
  /** What people noted about candidates, by attempt number. */
  readonly notes: ReadonlyMap<number, Note>;
  /** By attempt number. */
  entry(number: number): Entry;
  /** Finds a candidate by attempt number (`12`, `#12`), by branch such as champion, or by the start of a commit id. */
  find(reference: string): Entry;
  /** Score of a candidate, as its audit left it; undefined where it has none. */
  score(number: number): number | undefined;
  /** The latest audit of a candidate. */
  audit(number: number): AuditAttempt | undefined;
  files(entry: Entry): Promise<Files>;
  /** The patch that makes one candidate of another, for `git apply`; `context` lines around each change (default 3). */
  patch(from: Entry, to: Entry, context?: number): Promise<string>;
  /** The attempt that wrote each line of a candidate's file. */
  blame(entry: Entry, file: string): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Reads a population whole. */
export async function readRecord(path: string): Promise<RunRecord> {
  const reader = await openReader(path);
  try {
    const branches = await reader.branches(); // read before the journal, which moves first and so holds what they name
    const batches = await Array.fromAsync(reader.batches());
    return recordOf(reader, branches, batches, await reader.notes());
  } catch (error) {
    await reader.close();
    throw error;
  }
}

function recordOf(
  reader: Reader,
  branches: Readonly<Record<string, string>>,
  batches: readonly Batch[],
  { byCommit }: Notes,
): RunRecord {
  const entries = batches.flatMap((batch) => batch.entries);
  const byNumber = new Map(entries.map((entry) => [entry.attempt.number, entry]));
  const audits = new Map(
    entries.flatMap(({ attempt }) => (attempt.kind === 'audit' ? [[attempt.candidate, attempt] as const] : [])),
  );
  const entry = (number: number): Entry => {
    const found = byNumber.get(number);
    if (!found)
      throw new UsageError(`There is no attempt ${number} in this population; it has ${entries.length} attempts.`);
    return found;
  };
  return {
    facts: reader.facts,
    entries,
    branches: Object.keys(branches).filter((name) => name !== 'journal'),
    notes: new Map(byCommit.size > 0 ? notesOf(entries, byCommit) : []),
    entry,
    find: (reference) => find(reference, entries, branches, entry),
    score(number) {
      const verdict = audits.get(number)?.verdict;
      if (verdict?.status === 'confirmed') return verdict.score;
      const attempt = byNumber.get(number)?.attempt;
      const child = attempt && childOf(attempt);
      return child?.status === 'scored' ? child.score : undefined;
    },
    audit: (number) => audits.get(number),
    files: async (entry) => await reader.files(commitOf(entry)),
    patch: async (from, to, context) => await reader.patch(commitOf(from), commitOf(to), context),
    blame: async (entry, file) => {
      const numbers = new Map(entries.map(({ attempt, commit }) => [commit, attempt.number]));
      return (await reader.blame(commitOf(entry), file)).map((commit) => numbers.get(commit)!);
    },
    close: () => reader.close(),
  };
}

function notesOf(entries: readonly Entry[], byCommit: Notes['byCommit']): readonly (readonly [number, Note])[] {
  return entries.flatMap(({ attempt, commit }) => {
    const note = commit === undefined ? undefined : byCommit.get(commit);
    return note ? [[attempt.number, note]] : [];
  });
}

/** The commit of a candidate. @throws {UsageError} where the attempt made none. */
export function commitOf({ attempt, commit }: Entry): string {
  if (commit) return commit;
  throw new UsageError(`Attempt ${attempt.number} made no program.`);
}

function find(
  reference: string,
  entries: readonly Entry[],
  branches: Readonly<Record<string, string>>,
  entry: (number: number) => Entry,
): Entry {
  if (/^#?\d+$/.test(reference)) return entry(Number(reference.replace('#', '')));
  const start = branches[reference] ?? reference;
  const found = /^[0-9a-f]{4,}$/.test(start) ? entries.filter(({ commit }) => commit?.startsWith(start)) : [];
  if (found.length === 1) return found[0] as Entry;
  const names = Object.keys(branches).filter((name) => name !== 'journal');
  throw new UsageError(
    `${reference} names ${found.length > 1 ? 'several candidates' : 'no candidate'} of this population.${didYouMean(reference, names)} ` +
      `Name one by its attempt number, by its commit id, or by a branch: ${names.join(', ')}.`,
  );
}

/** Every ancestor of an attempt, and itself, in the order of their numbers. */
export function ancestors(record: RunRecord, entry: Entry): readonly Entry[] {
  const found = new Map([[entry.attempt.number, entry]]);
  for (const { attempt } of found.values())
    for (const parent of parentsOf(attempt)) if (!found.has(parent)) found.set(parent, record.entry(parent));
  return [...found.values()].sort((a, b) => a.attempt.number - b.attempt.number);
}
