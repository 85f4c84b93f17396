import { glob, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gitAt } from './git.ts';

/**
 * Files that a killed writer leaves behind. Only the holder of the population's lock may remove it. Removing it also
 * stops a git that outlived its engine within a checkpoint: without its temporary pack or its branch's lock it can put
 * neither in place. (Before a checkpoint, `get-mark` fails on the broken pipe.)
 */
const leftovers = [
  '{HEAD,config,packed-refs}.lock',
  'refs/heads/**/*.lock',
  'objects/pack/{tmp_*,.tmp-*,*.keep}',
  'objects/??/tmp_obj_*',
  'fast_import_crash_*',
];

export async function removeLeftovers(path: string): Promise<void> {
  for await (const file of glob(leftovers, { cwd: path })) await rm(join(path, file), { force: true, recursive: true });
}

export async function countPacks(path: string): Promise<number> {
  const names = await readdir(join(path, 'objects/pack'));
  return names.filter((name) => name.endsWith('.pack')).length;
}

/** Joins small packs, so that each remaining one is at least twice as large as the next: cheap on average. */
export async function repack(path: string): Promise<void> {
  await gitAt(path).raw('repack', '-d', '--geometric=2', '-q');
}
