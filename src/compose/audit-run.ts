import type { Audited } from '../api/attempt.ts';
import { readConfig } from '../config.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { auditCandidate } from '../evolve/audit.ts';
import { realClock, virtualClock } from '../evolve/clock.ts';
import { tell } from '../evolve/restore.ts';
import { openStore } from '../population/git-store.ts';
import { readRecord } from '../population/read-record.ts';
import { createSearch, silentModels } from './create-search.ts';
import { auditor } from './open-evaluation.ts';
import { sameProblem } from './same-problem.ts';
import { storeOptions } from './session.ts';

/** One candidate's audit. */
export interface AuditResult {
  readonly candidate: number;
  /** The score it had before. */
  readonly claimed: number;
  readonly audited: Audited;
}

/** Audits the best candidates of a population (with several objectives, of its front), the best first, and records what came of it unless told otherwise. */
export async function* auditRun(
  path: string,
  options: { top: number; repetitions: number | undefined; sandbox: SandboxLevel; record: boolean },
): AsyncGenerator<AuditResult> {
  const record = await readRecord(path);
  const { facts } = record;
  const config = readConfig(facts.config);
  const search = createSearch(await sameProblem(facts), config, facts.seed, silentModels(config));
  const store = options.record ? await openStore(path, storeOptions(search, config)) : undefined;
  try {
    for (const { attempt } of record.entries) tell(search, { attempt });
    const clock = config.deterministic ? virtualClock() : realClock(record.entries.at(-1)?.attempt.at ?? 0);
    const again = auditor(search, options);
    let number = Math.max(...record.entries.map(({ attempt }) => attempt.number)) + 1;
    const { front, elites } = search.population;
    for (const elite of (front.length > 0 ? front : elites).slice(0, options.top)) {
      search.programs.add(elite.number, await record.files(record.entry(elite.number)));
      const claimed = search.population.score(elite.number);
      const engine = { ...search, clock, audit: again };
      const audited = await auditCandidate(engine, number++, elite.number, new AbortController().signal);
      await Promise.all([store?.append(audited), tell(search, audited), store?.flush()]);
      yield { candidate: elite.number, claimed, audited: audited.attempt.outcome as Audited };
    }
  } finally {
    await Promise.all([record.close(), store?.close()]);
  }
}
