import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bubblewrap } from './bubblewrap.ts';
import type { Inmate, Jail } from './jail.ts';
import { launch } from './launch.ts';
import { sandboxExec } from './sandbox-exec.ts';

/** The operating system's layer of the sandbox, or why there is none and what to do. */
export type FoundJail = { readonly jail: Jail } | { readonly missing: string };

let found: Promise<FoundJail> | undefined;

/** Looks for the machine's jail and tries it on a real program, once. */
export function findJail(): Promise<FoundJail> {
  found ??= look();
  return found;
}

async function look(): Promise<FoundJail> {
  const [make, program, advice] = kind();
  if (!make) return { missing: advice };
  const command = which(program);
  if (!command) return { missing: advice };
  const jail = make(command);
  const complaint = await tryJail(jail);
  return complaint === undefined
    ? { jail }
    : { missing: `${program} is here but does not work (${complaint}). ${whyNot}` };
}

const whyNot =
  'It needs user namespaces: inside a container, start that with fewer restrictions; on Ubuntu 24.04 and later, ' +
  'give bubblewrap an AppArmor profile that allows userns.';

function kind(): readonly [((command: string) => Jail) | undefined, string, string] {
  if (process.platform === 'linux')
    return [bubblewrap, 'bwrap', 'Install bubblewrap (Debian, Ubuntu, Fedora and Arch call the package so).'];
  if (process.platform === 'darwin')
    return [sandboxExec, 'sandbox-exec', 'sandbox-exec, which comes with macOS, is not on the PATH.'];
  return [undefined, '', `On ${process.platform} germline knows no layer of the operating system.`];
}

function which(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin'].filter(Boolean);
  return folders
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Starts Node in the jail; says what went wrong, or nothing. */
async function tryJail(jail: Jail): Promise<string | undefined> {
  const inmate: Inmate = {
    program: process.execPath,
    args: ['--version'],
    cwd: '/',
    readable: [],
    megabytes: 4096,
  };
  const child = launch(jail.start(inmate), '/', false);
  const said = text(child.stderr!);
  try {
    const [code, signal] = await once(child, 'exit');
    if (code === 0) return undefined;
    return (await said).trim().slice(0, 300) || `exit code ${code}, signal ${signal}`;
  } catch (error) {
    return (error as Error).message;
  }
}
