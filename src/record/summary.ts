import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditAttempt } from '../api/attempt.ts';
import type { RunFacts } from '../api/store.ts';
import { gitAt } from './git.ts';
import { openReader, type Reader } from './git-reader.ts';
import { isWritten } from './lock.ts';

/** The state of a run, from a few of its commits: the cost grows with the attempts since its best, not with the run. */
export interface RunSummary {
  readonly facts: RunFacts;
  /** The highest number of an attempt. */
  readonly attempts: number;
  /** Time by the clock of the run. */
  readonly milliseconds: number;
  /** Score of the initial program that the best came from; undefined in a run without a best. */
  readonly initial: number | undefined;
  /** With the score that its audit confirmed; undefined until an initial program is recorded. */
  readonly best: Best | undefined;
  /** Whether a process writes it. */
  readonly running: boolean;
  /** The last write, in milliseconds since 1970. */
  readonly written: number;
}

interface Best {
  readonly attempt: number;
  readonly score: number;
}

/** Among so many newest attempts is the one with the highest number: they are recorded as they end, not in their order. */
const recent = 200;

export async function summarise(path: string): Promise<RunSummary> {
  await using reader = await openReader(path);
  const attempts = (await reader.latest(recent)).flatMap(({ entries }) => entries.map(({ attempt }) => attempt));
  const { champion } = await reader.branches();
  const lineage = champion === undefined ? undefined : await endsOfLineage(path, champion);
  return {
    facts: reader.facts,
    attempts: Math.max(0, ...attempts.map(({ number }) => number)),
    milliseconds: Math.max(0, ...attempts.map(({ at }) => at)),
    initial: lineage?.initial.score,
    best: lineage && (await audited(reader, lineage.champion)),
    running: await isWritten(path),
    written: await lastWrite(path),
  };
}

/** The champion, and the initial program at the end of its first parents, as their commits state them. */
async function endsOfLineage(path: string, champion: string): Promise<{ champion: Best; initial: Best }> {
  const trailer = (key: string) => `%(trailers:key=${key},valueonly,separator=)`;
  const format = `--format=${trailer('Attempt')} ${trailer('Score')}`;
  const lines = (await gitAt(path).raw('log', '--first-parent', format, champion, '--')).trim().split('\n');
  const read = (line: string): Best => {
    const [attempt = Number.NaN, score = Number.NaN] = line.split(' ').map(Number);
    return { attempt, score };
  };
  return { champion: read(lines.at(0)!), initial: read(lines.at(-1)!) };
}

/** The champion with the score of its latest audit, which is in the journal after the champion itself. */
async function audited(reader: Reader, champion: Best): Promise<Best> {
  for await (const { entries } of reader.newestFirst()) {
    const attempts = entries.map(({ attempt }) => attempt);
    const audit = attempts.findLast(
      (attempt): attempt is AuditAttempt => attempt.kind === 'audit' && attempt.candidate === champion.attempt,
    );
    if (audit) return audit.verdict.status === 'confirmed' ? { ...champion, score: audit.verdict.score } : champion;
    if (attempts.some(({ number }) => number === champion.attempt)) return champion;
  }
  return champion;
}

async function lastWrite(path: string): Promise<number> {
  const ref = await stat(join(path, 'refs/heads/journal')).catch(() => stat(path));
  return ref.mtimeMs;
}
