import { realpathSync } from 'node:fs';
import type { Inmate, Jail, Start } from './jail.ts';
import { seccompFilter } from './seccomp.ts';

/** Where Linux systems keep what programs are linked with; those that are not there are left out. */
const libraries = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/etc/ld.so.cache', '/nix/store', '/gnu/store'];

/**
 * Linux: namespaces of its own for everything, no network, a file system of a few read-only places, no /proc (some of
 * its files obey the superuser whatever its namespace), no capabilities, no new processes, an end to its memory.
 */
export function bubblewrap(command: string): Jail {
  return { name: 'bubblewrap', start: (inmate) => limited(inmate, [command, ...options(inmate)]) };
}

function options({ program, args, cwd, readable }: Inmate): string[] {
  return [
    ...['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--hostname', 'germline'],
    ...libraries.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--dev', '/dev'],
    ...[program, ...readable].flatMap((path) => ['--ro-bind', realpathSync(path), path]),
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', cwd],
    ...(seccompFilter(process.arch) ? ['--seccomp', '4'] : []),
    ...['--', program, ...args],
  ];
}

/** No core dumps, no files written, and an end to memory; the shell is replaced by what it starts. */
function limited({ megabytes }: Inmate, line: readonly string[]): Start {
  const script = 'ulimit -c 0 && ulimit -f 0 && ulimit -d "$1" && shift && exec "$@"';
  const filter = seccompFilter(process.arch);
  return {
    command: '/bin/sh',
    args: ['-c', script, 'sh', String(megabytes * 1024), ...line],
    channels: filter ? [filter] : [],
  };
}
