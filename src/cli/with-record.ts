import { populationPath } from '../population-path.ts';
import { type RunRecord, readRecord } from '../record/read-record.ts';

/** Reads a population for some work, and closes it afterwards. */
export async function withRecord(name: string, work: (record: RunRecord) => Promise<void>): Promise<void> {
  const record = await readRecord(await populationPath(name));
  try {
    await work(record);
  } finally {
    await record.close();
  }
}
