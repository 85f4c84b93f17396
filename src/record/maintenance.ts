import { execFile } from 'node:child_process';
import { glob, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gitEnvironment } from './git.ts';
import { syncFolder } from './sync.ts';

const packFolder = 'objects/pack';

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
  return (await packsOf(path)).length;
}

interface Pack {
  /** Its file without the ending. */
  readonly name: string;
  readonly bytes: number;
}

/** Whole packs, the smallest first: one without an index is of no use to git. */
async function packsOf(path: string): Promise<readonly Pack[]> {
  const folder = join(path, packFolder);
  const indices = (await readdir(folder)).filter((name) => name.endsWith('.idx'));
  const packs = indices.map(async (index) => {
    const name = index.slice(0, -'.idx'.length);
    return { name, bytes: (await stat(join(folder, `${name}.pack`))).size };
  });
  return (await Promise.all(packs)).sort((a, b) => a.bytes - b.bytes);
}

/** How many of the smallest packs to join, so that each that remains is at least twice as large as all smaller ones together. */
export function countToJoin(sizes: readonly number[]): number {
  let count = 0;
  let total = 0;
  for (const [index, bytes] of sizes.entries()) {
    if (bytes < 2 * total) count = index + 1;
    total += bytes;
  }
  return count;
}

/**
 * Joins small packs, which is cheap on average. git only adds the pack that holds all of them: one that outlives this
 * process removes nothing that a later writer, or a reader, has seen.
 */
export async function joinPacks(path: string): Promise<void> {
  const packs = await packsOf(path);
  const joined = packs.slice(0, countToJoin(packs.map(({ bytes }) => bytes))).map(({ name }) => name);
  if (joined.length < 2) return;
  const whole = await packTogether(path, joined);
  const folder = join(path, packFolder);
  await syncFolder(folder);
  for (const name of joined.filter((name) => name !== whole))
    for (const ending of endings) await rm(join(folder, `${name}.${ending}`), { force: true });
}

/** Files of a pack; git knows it by the first one. */
const endings = ['idx', 'rev', 'bitmap', 'pack'];

/** Writes a pack with the objects of several others, durably; returns its name. */
async function packTogether(path: string, names: readonly string[]): Promise<string> {
  const options = ['-c', 'core.fsync=all', 'pack-objects', '--stdin-packs', '--delta-base-offset', '-q'];
  const packing = promisify(execFile)('git', [...options, `${packFolder}/pack`], { cwd: path, env: gitEnvironment() });
  packing.child.stdin?.on('error', () => {}); // one that ended early shows it by its exit
  packing.child.stdin?.end(names.map((name) => `${name}.pack\n`).join(''));
  return `pack-${(await packing).stdout.trim()}`;
}
