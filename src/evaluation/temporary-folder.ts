import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { lstat, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Makes a folder for temporary files of a kind, and returns its real path. Its name says which process of which machine
 * made it, so that the first call of a later process removes what killed ones left.
 */
export async function makeTemporaryFolder(kind: string): Promise<string> {
  const folder = tmpdir();
  if (!isSwept) removeLeftovers(folder).catch(() => {}); // another process may remove them, too
  isSwept = true;
  return await realpath(await mkdtemp(join(folder, `germline-${kind}-${machine()}-${process.pid}-`)));
}

let isSwept = false;
let known: string | undefined;

/** The machine since its start, and the namespace of its processes: only there does a number name the same process. */
function machine(): string {
  known ??= hash('sha256', [hostname(), ...marks()].join()).slice(0, 10);
  return known;
}

function marks(): readonly string[] {
  try {
    return [readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'), readlinkSync('/proc/self/ns/pid')];
  } catch {
    return []; // a system without /proc
  }
}

/** Removes the folders of processes of this machine that have ended. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, place, pid] = /^germline-[a-z]+-([0-9a-f]{10})-(\d+)-\w+$/.exec(name) ?? [];
    if (place === machine() && !isAlive(Number(pid)) && (await isOwn(join(folder, name))))
      await removeFolder(join(folder, name));
  }
}

/** Anybody may write to the place of temporary files: nothing of others is touched. */
async function isOwn(path: string): Promise<boolean> {
  const status = await lstat(path);
  return status.isDirectory() && status.uid === process.getuid?.();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Removes a folder with all that is in it, closed folders too; what cannot be removed goes with the machine's temporary files. */
export async function removeFolder(path: string): Promise<void> {
  const remove = () => rm(path, { recursive: true, force: true });
  try {
    await remove();
  } catch {
    await promisify(execFile)('chmod', ['-R', 'u+rwX', path]).catch(() => {});
    await remove().catch(() => {});
  }
}
