import { readRecordedConfig } from '../config.ts';
import { Playbook } from '../memory/playbook.ts';
import { Prompts } from '../memory/prompts.ts';
import { asksWith } from '../proposers/prompted/prompt/user-texts.ts';
import type { RunRecord } from '../record/read-record.ts';
import { tell } from '../run/learn.ts';
import { recall } from './recall.ts';

/** The memory of the models of a recorded run. */
interface Learnt {
  readonly playbook: Playbook;
  readonly prompts: Prompts;
  /** Why the problem cannot be read as it was, so that places in the archive, and with them the evidence, may differ. */
  readonly missing: string | undefined;
}

/** Tells a record to an empty playbook and to the first wordings of its prompts. */
export async function readPlaybook({ facts, entries }: Pick<RunRecord, 'facts' | 'entries'>): Promise<Learnt> {
  const { population, missing } = await recall(facts);
  const config = readRecordedConfig(facts.config);
  const playbook = new Playbook(config, (candidate) => population.score(candidate));
  const prompts = new Prompts(config.prompts, asksWith(config.templates), config.promptInterval);
  for (const { attempt } of entries) tell({ population, learners: [playbook, prompts] }, { attempt });
  return { playbook, prompts, missing };
}
