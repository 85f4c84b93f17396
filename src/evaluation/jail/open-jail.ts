import { existsSync, readFileSync } from 'node:fs';
import { readdir, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { makeTemporaryFolder, removeFolder } from '../temporary-folder.ts';
import type { Cell, Entrance, Jail, Room } from './jail.ts';

/**
 * No jail at all, for native programs that a person trusts (`none`) or that a container confines (`container`): limits
 * of processes and the filter of system calls still hold, but the program sees the files that the engine sees.
 */
export function openJail(name: 'container' | 'none'): Jail {
  return { name, enter, enterRoom };
}

/** Marks that container engines leave. */
const marks = ['/.dockerenv', '/run/.containerenv'];

/** Whether this process seems to run in a container. */
export function inContainer(): boolean {
  const isMarked = marks.some((path) => existsSync(path)) || process.env.container !== undefined;
  return isMarked || /docker|kubepods|containerd|lxc|libpod/.test(readGroups());
}

function readGroups(): string {
  return existsSync('/proc/1/cgroup') ? readFileSync('/proc/1/cgroup', 'utf8') : '';
}

async function enter({ folder, writable, stdin, input }: Cell): Promise<Entrance> {
  const scratch = await makeTemporaryFolder('scratch');
  const cwd = writable ? folder : scratch;
  const begin = async () => await (writable ? undefined : showIn(scratch, folder, input));
  const leave = async () => await removeFolder(scratch);
  return { words: [], cwd, stdin, folder, scratch, growing: [], user: undefined, begin, leave };
}

/** Commands work in the copy itself; no place is shown in it but by links. */
async function enterRoom({ copy, root, start }: Room): Promise<Entrance> {
  if (typeof copy !== 'string') throw new Error('only the kernel lays folders over one another');
  const scratch = await makeTemporaryFolder('scratch');
  const folder = join(copy, 'repository', relative(root, start));
  const leave = async () => await removeFolder(scratch);
  const places = { cwd: folder, stdin: '/dev/null', folder, scratch, growing: [] };
  return { words: [], ...places, user: undefined, begin: async () => {}, leave };
}

/** Makes the files of a folder, and the input, appear in another one, where runs may write beside them. */
async function showIn(scratch: string, folder: string, input: string | undefined): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== 'input');
  await Promise.all(names.map((name) => symlink(join(folder, name), join(scratch, name))));
  if (input !== undefined) await symlink(input, join(scratch, 'input'));
}
