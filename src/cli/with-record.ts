import { populationPath } from '../population-path.ts';
import { type RunRecord, readRecord } from '../record/read-record.ts';

/** Reads a population, and closes it when the work is done. */
export async function withRecord(name: string, work: (record: RunRecord) => Promise<void>): Promise<void> {
  const record = await readRecord(await populationPath(name));
  try {
    await work(record);
  } finally {
    await record.close();
  }
}
