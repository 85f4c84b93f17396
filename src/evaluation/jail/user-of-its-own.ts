import { statSync } from 'node:fs';
import type { Cell } from './jail.ts';
import { runSync } from './run-sync.ts';

/**
 * The kernel counts no processes of the superuser, so where the engine is the superuser, a program becomes a user of its
 * own: nobody else has that number, and the limit of processes is exact. It owns nothing.
 */

/** Options of bubblewrap for all programs: no capabilities, no terminal, and an end with the engine. */
export const confined = ['--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--hostname', 'germline'];

/** Options of bubblewrap for a cell whose overseer may change its user. A namespace of users would have no other users. */
export const sharedUsers = [
  ...['ipc', 'pid', 'net', 'uts'].map((kind) => `--unshare-${kind}`),
  ...['--unshare-cgroup-try', ...confined, '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID'],
];

/** Users of real people and services have smaller numbers. */
const first = 2 ** 31;
let made = 0;

/** The number of a new user, or undefined where the engine is not the superuser or the cell is not open to others. */
export function userFor(bubblewrap: string, { caches, folder, stdin, input, toolchains }: Cell): number | undefined {
  // What fills a cache of the user's is the user's own.
  const isTrusted = caches.some((cache) => cache.writable);
  const places = [folder, stdin, ...(input === undefined ? [] : [input]), ...toolchains];
  return isTrusted ? undefined : newUser(bubblewrap, places);
}

/** The number of a new user, or undefined where the engine is not the superuser or a place is not open to others. */
export function newUser(bubblewrap: string, places: readonly string[]): number | undefined {
  if (process.getuid?.() !== 0 || !places.every(isOpen) || !canSwitch(bubblewrap)) return undefined;
  return first + (process.pid % 2 ** 17) * 2 ** 12 + (made++ % 2 ** 12);
}

/** Whether everybody may read a file or enter a folder. */
function isOpen(path: string): boolean {
  const status = statSync(path);
  const wanted = status.isDirectory() ? 0o5 : 0o4;
  return (status.mode & wanted) === wanted;
}

let switches: boolean | undefined;

/** Whether this superuser has all rights: one of a container may have few. Tried once. */
function canSwitch(bubblewrap: string): boolean {
  switches ??= trySwitch(bubblewrap);
  return switches;
}

function trySwitch(command: string): boolean {
  const become = '$) = $( = 65534; $< = $> = 65534; exit($< == 65534 && $> == 65534 ? 0 : 1)';
  const args = [...sharedUsers, '--ro-bind', '/', '/', '--dev', '/dev', '--', '/usr/bin/perl', '-e', become];
  const options = { input: Buffer.alloc(0), milliseconds: 30_000, mostOutput: 10_000 };
  return runSync({ command, args, channels: [] }, options).status === 0;
}
