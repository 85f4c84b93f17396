import { realpathSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { cellOptions, growingOf } from './cell.ts';
import type { Cell, Entrance, Inmate, Room, Start } from './jail.ts';
import { home, layered, roomOptions } from './room.ts';
import { seccompFilter } from './seccomp.ts';
import { confined, newUser, sharedUsers, userFor } from './user-of-its-own.ts';

/** Places of shared libraries on Linux systems; a place that this system lacks is left out. */
const libraries = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/etc/ld.so.cache', '/nix/store', '/gnu/store'];

/**
 * The jail of Linux: its own namespaces of every kind, no network, a few read-only places as its file system, no /proc
 * (some files there obey the superuser of any namespace), no capabilities, no new processes, limited memory.
 */
export function bubblewrap(command: string) {
  return {
    name: 'bubblewrap' as const,
    async enter(cell: Cell): Promise<Entrance> {
      const user = userFor(command, cell);
      if (user !== undefined && cell.writable) await chown(cell.folder, user, user);
      const rights = user === undefined ? unshared : sharedUsers;
      const growing = growingOf(cell);
      const words = [command, ...rights, '--as-pid-1', ...cellOptions({ ...cell, growing }), '--'];
      const places = { cwd: '/', stdin: '/stdin', folder: '/program', scratch: '/tmp', growing };
      return { words, user, ...places, begin: nothing, leave: nothing };
    },
    ownerFor: (shown: readonly string[]) => newUser(command, shown),
    async enterRoom(room: Room): Promise<Entrance> {
      const rights = room.user === undefined ? [...unshared, ...sameUser()] : sharedUsers;
      const line = [command, ...rights, '--as-pid-1', ...roomOptions(room), ...servingOptions(room), '--'];
      const words = typeof room.copy === 'string' ? line : layered(room.copy, line);
      const places = {
        cwd: room.base,
        stdin: '/dev/null',
        folder: room.start,
        scratch: home,
        temporary: '/tmp',
        growing: [],
      };
      return { words, user: room.user, ...places, begin: nothing, leave: nothing };
    },
    start(inmate: Inmate): Start {
      const filter = seccompFilter(process.arch);
      const line = [command, ...options(inmate, filter !== undefined)];
      return limited(inmate.megabytes, line, filter ? [filter] : []);
    },
  };
}

/** Only the superuser of its network may listen at low ports, which an ordinary user is not there. */
function servingOptions({ serves = false }: Room): readonly string[] {
  if (!serves) return [];
  const filter = seccompFilter(process.arch) ? ['--seccomp', '4'] : [];
  return [...(process.getuid?.() === 0 ? ['--cap-add', 'CAP_NET_BIND_SERVICE'] : []), ...filter];
}

async function nothing(): Promise<void> {}

/** The user's own numbers, where a namespace of users would make the superuser of it. */
function sameUser(): readonly string[] {
  return ['--uid', String(process.getuid!()), '--gid', String(process.getgid!())];
}

const unshared = ['--unshare-all', ...confined];

function options({ program, args, cwd, readable }: Inmate, isFiltered: boolean): string[] {
  return [
    ...unshared,
    ...libraries.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--dev', '/dev'],
    ...[program, ...readable].flatMap((path) => ['--ro-bind', realpathSync(path), path]),
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', cwd],
    ...(isFiltered ? ['--seccomp', '4'] : []),
    ...['--', program, ...args],
  ];
}

/**
 * Limits the size of files and memory, and allows no core dumps; the shell is replaced by the program that it starts.
 */
function limited(megabytes: number, line: readonly string[], channels: readonly Buffer[]): Start {
  const script = `ulimit -c 0 && ulimit -f 0 && ulimit -d "$1" && shift && exec "$@"`;
  return { command: '/bin/sh', args: ['-c', script, 'sh', String(megabytes * 1024), ...line], channels };
}
