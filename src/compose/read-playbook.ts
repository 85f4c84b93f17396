import { readRecordedConfig } from '../config.ts';
import { Playbook } from '../memory/playbook.ts';
import type { RunRecord } from '../record/read-record.ts';
import { tell } from '../run/learn.ts';
import { recall } from './recall.ts';

/**
 * The playbook of a recorded run. `missing`: why the problem cannot be read as it was, so that places in the archive,
 * and with them the evidence, may differ.
 */
export async function readPlaybook({ facts, entries }: Pick<RunRecord, 'facts' | 'entries'>): Promise<{
  readonly playbook: Playbook;
  readonly missing: string | undefined;
}> {
  const { population, missing } = await recall(facts);
  const { playbook: mode, lessons } = readRecordedConfig(facts.config);
  const playbook = new Playbook(mode, lessons, (candidate) => population.score(candidate));
  for (const { attempt } of entries) tell({ population, learners: [playbook] }, { attempt });
  return { playbook, missing };
}
