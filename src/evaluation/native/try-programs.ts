import { join } from 'node:path';
import type { Jail } from '../jail/jail.ts';
import { makeTemporaryFolder, removeFolder } from '../temporary-folder.ts';
import { surround } from './environment.ts';
import { writeFiles } from './feeds.ts';
import { prepare } from './start-program.ts';
import { findTool } from './toolchain.ts';

/** Runs a program of the system as candidates run; returns what went wrong, or undefined. */
export async function tryPrograms(jail: Required<Pick<Jail, 'enter'>>): Promise<string | undefined> {
  const folder = await makeTemporaryFolder('programs');
  try {
    await writeFiles(folder, { stdin: 'works' });
    const { words, toolchains, environment } = surround(['cat'], folder);
    const places = { folder, stdin: join(folder, 'stdin'), input: undefined, toolchains, hidden: [], caches: [] };
    const waiting = await prepare(
      {
        cell: { ...places, writable: false, scratchMegabytes: 1, gpu: [] },
        limits: { cpuSeconds: 10, dataBytes: 2 ** 26, fileBytes: 2 ** 20, processes: 1 },
        ...{ words, environment, filter: 'alone', outputBytes: 1000, wallMilliseconds: 30_000 },
      },
      jail,
    );
    const { output, complaint } = await waiting.go();
    return Buffer.from(output).toString() === 'works' ? undefined : complaint.trim() || 'a program wrote nothing';
  } finally {
    await removeFolder(folder);
  }
}

/** Of some programs, those that the machine has and, with what to install, those that it lacks. */
export function searchTools(names: readonly string[]): { readonly found: string[]; readonly missing: string[] } {
  const [found, missing]: [string[], string[]] = [[], []];
  for (const name of names) {
    try {
      findTool(name, '/');
      found.push(name);
    } catch (error) {
      missing.push((error as Error).message);
    }
  }
  return { found, missing };
}
