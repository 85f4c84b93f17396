import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { bubblewrap } from './bubblewrap.ts';
import type { Confining } from './jail.ts';
import { runSync } from './run-sync.ts';
import { sandboxExec } from './sandbox-exec.ts';

/** The operating system's layer of the sandbox, or why there is none and what to do. */
export type FoundJail = { readonly jail: Confining } | { readonly missing: string };

let found: FoundJail | undefined;

/** Looks for the machine's jail and tries it on a real program, the first time that it is called. */
export function findJail(): FoundJail {
  found ??= look();
  return found;
}

function look(): FoundJail {
  const [make, program, advice] = kind();
  const command = make && which(program);
  if (!command) return { missing: advice };
  const jail = make(command);
  const complaint = tryJail(jail);
  return complaint === undefined ? { jail } : { missing: `${program} does not work here (${complaint}). ${whyNot}` };
}

const whyNot =
  'It needs user namespaces: if this is a container, start it with fewer restrictions; on Ubuntu 24.04 and later, ' +
  'give bubblewrap an AppArmor profile that allows userns.';

function kind(): readonly [((command: string) => Confining) | undefined, string, string] {
  if (process.platform === 'linux')
    return [bubblewrap, 'bwrap', 'Install bubblewrap: the package has this name on Debian, Ubuntu, Fedora and Arch.'];
  if (process.platform === 'darwin')
    return [sandboxExec, 'sandbox-exec', 'sandbox-exec, which comes with macOS, is not on the PATH.'];
  return [undefined, '', `On ${process.platform} germline knows no sandbox of the operating system.`];
}

function which(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin'].filter(Boolean);
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** Whether there is a program that this process may start. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts Node in the jail; returns what went wrong, or undefined. */
function tryJail(jail: Confining): string | undefined {
  const inmate = { program: process.execPath, args: ['--version'], cwd: '/', readable: [], megabytes: 4096 };
  const options = { input: Buffer.alloc(0), milliseconds: 30_000, mostOutput: 100_000 };
  const { error, status, signal, stderr } = runSync(jail.start(inmate), options);
  if (status === 0) return undefined;
  return error?.message ?? (stderr.toString('utf8').trim().slice(0, 300) || `exit code ${status}, signal ${signal}`);
}
