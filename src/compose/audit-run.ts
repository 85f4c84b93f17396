import type { Audited } from '../api/attempt.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { readProgram } from '../language/program.ts';
import { openReader } from '../record/git-reader.ts';
import { openStore } from '../record/git-store.ts';
import { readRecord } from '../record/read-record.ts';
import { auditCandidate } from '../run/audit.ts';
import { tell } from '../run/learn.ts';
import { auditor } from './open-evaluation.ts';
import { clockOf, storeOptions } from './session.ts';
import { silentSearch } from './silent-search.ts';

/** One candidate's audit. */
export interface AuditResult {
  readonly candidate: number;
  /** The score it had before. */
  readonly claimed: number;
  readonly audited: Audited;
}

/**
 * Audits the best candidates of a population (with several objectives, of its front), the best first, and records what
 * came of it unless told otherwise.
 */
export async function* auditRun(
  path: string,
  options: { top: number; repetitions: number | undefined; sandbox: SandboxLevel; record: boolean },
): AsyncGenerator<AuditResult> {
  await using opened = new AsyncDisposableStack();
  const reader = opened.adopt(await openReader(path), close);
  const { config, search } = await silentSearch(reader.facts);
  // The lock comes before the record: what a run that is just ending still writes must be known.
  const store = options.record && opened.adopt(await openStore(path, storeOptions(search, config)), close);
  const record = opened.adopt(await readRecord(path), close);
  for (const { attempt } of record.entries) tell(search, { attempt });
  const clock = clockOf(config, record.entries.at(-1)?.attempt.at ?? 0);
  const engine = { ...search, clock, audit: auditor(search, options) };
  let number = record.entries.reduce((highest, { attempt }) => Math.max(highest, attempt.number), 0) + 1;
  const { front, elites } = search.population;
  for (const elite of (front.length > 0 ? front : elites).slice(0, options.top)) {
    search.programs.add(elite.number, readProgram(await record.files(record.entry(elite.number))));
    const claimed = search.population.score(elite.number);
    const audited = await auditCandidate(engine, number++, elite.number, new AbortController().signal);
    tell(search, audited);
    if (store) await Promise.all([store.append(audited), store.flush()]);
    yield { candidate: elite.number, claimed, audited: audited.attempt.outcome as Audited };
  }
}

function close(one: { close(): Promise<void> }): Promise<void> {
  return one.close();
}
