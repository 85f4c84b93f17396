import { realpathSync } from 'node:fs';
import type { Builder, Inmate, Jail, Start } from './jail.ts';
import { seccompFilter } from './seccomp.ts';

/** Where Linux systems keep what programs are linked with; those that are not there are left out. */
const libraries = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/etc/ld.so.cache', '/nix/store', '/gnu/store'];

/**
 * Linux: namespaces of its own for everything, no network, a file system of a few read-only places, no /proc (some of
 * its files obey the superuser whatever its namespace), no capabilities, no new processes, an end to its memory.
 */
export function bubblewrap(command: string): Jail {
  return {
    name: 'bubblewrap',
    start(inmate) {
      const filter = seccompFilter(process.arch);
      const line = [command, ...options(inmate, filter !== undefined)];
      return limited('ulimit -f 0', inmate.megabytes, line, filter ? [filter] : []);
    },
    build: (builder) => limited('ulimit -f 65536', builder.megabytes, [command, ...buildOptions(builder)], []),
  };
}

const unshared = ['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--hostname', 'germline'];

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

/** The system's programs and headers, a folder for temporary files that nobody else sees, and the folder of the work. */
function buildOptions({ program, args, folder }: Builder): string[] {
  const places = [
    ...libraries,
    '/bin',
    '/usr/bin',
    '/usr/libexec',
    '/usr/include',
    '/usr/local',
    '/usr/share/zoneinfo',
  ];
  return [
    ...unshared,
    ...places.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--dev', '/dev', '--tmpfs', '/tmp', '--bind', folder, folder],
    ...[
      '--remount-ro',
      '/dev',
      '--remount-ro',
      '/',
      '--chdir',
      folder,
      '--setenv',
      'PATH',
      '/usr/local/bin:/usr/bin:/bin',
    ],
    ...['--', program, ...args],
  ];
}

/** No core dumps, an end to the size of files and to memory; the shell is replaced by what it starts. */
function limited(files: string, megabytes: number, line: readonly string[], channels: readonly Buffer[]): Start {
  const script = `ulimit -c 0 && ${files} && ulimit -d "$1" && shift && exec "$@"`;
  return { command: '/bin/sh', args: ['-c', script, 'sh', String(megabytes * 1024), ...line], channels };
}
