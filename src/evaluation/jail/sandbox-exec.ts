import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Confining, Inmate } from './jail.ts';

/** Places that every program on macOS reads to start: the loader, the libraries and facts about the system. */
const system = ['/usr/lib', '/System/Library', '/System/Volumes/Preboot/Cryptexes', '/private/var/db/dyld'];

/**
 * The jail of macOS: it forbids everything but reading a few places and starting the one program. It follows the
 * profiles in /System/Library/Sandbox/Profiles; a test checks its text, but it has never run on a Mac.
 */
export function sandboxExec(command: string): Confining {
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
