import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Inmate, Jail } from './jail.ts';

/** What every program on macOS needs to start: its loader, its libraries, and the system's own facts. */
const system = ['/usr/lib', '/System/Library', '/System/Volumes/Preboot/Cryptexes', '/private/var/db/dyld'];

/**
 * macOS: everything is forbidden but reading a few places and starting the one program. Written from the profile
 * language's own files in /System/Library/Sandbox/Profiles; its text is tested, but it was never run on a Mac here.
 */
export function sandboxExec(command: string): Jail {
  return {
    name: 'sandbox-exec',
    start: (inmate) => ({
      command,
      args: ['-p', seatbeltProfile(inmate), inmate.program, ...inmate.args],
      channels: [],
    }),
  };
}

/** The profile in Apple's sandbox language (SBPL, version 1). */
export function seatbeltProfile({ program, readable }: Pick<Inmate, 'program' | 'readable'>): string {
  const real = [...new Set([program, ...readable].flatMap((path) => [path, realpathSync(path)]))];
  const above = new Set(real.flatMap(foldersAbove));
  return [
    '(version 1)',
    '(deny default)',
    `(allow process-exec (literal ${quoted(realpathSync(program))}))`,
    `(allow file-read* ${[...system, ...real].map((path) => `(subpath ${quoted(path)})`).join(' ')})`,
    `(allow file-read-metadata ${[...above].map((path) => `(literal ${quoted(path)})`).join(' ')})`,
    '(allow file-read* (literal "/") (literal "/dev/null") (literal "/dev/urandom") (literal "/dev/random"))',
    '(allow file-write-data (literal "/dev/null"))',
    '(allow sysctl-read)',
    '(allow mach-lookup (global-name "com.apple.system.logger"))',
    '(allow signal (target self))',
  ].join('\n');
}

function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
