import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Jail } from './jail/jail.ts';
import { kill, launch } from './jail/launch.ts';
import { workerFile } from './worker-file.ts';

/** Starts an evaluator host, in a jail if there is one. `megabytes` limits its data there. */
export function startHost(jail: Jail | undefined, megabytes: number): ChildProcess {
  const script = realpathSync(fileURLToPath(workerFile('host')));
  const root = dirname(dirname(script));
  const packages = ['piscina', 'tinybench'].flatMap((name) => [installed(name, root), packageFolder(name)]);
  const readable = [dirname(script), join(root, 'package.json'), ...new Set(packages)];
  return startConfined({ script, flags: hostFlags(readable), readable, jail, megabytes });
}

/** A script to run in a process of its own. `megabytes` limits its data in a jail. */
export interface Confined {
  readonly script: string;
  readonly flags: readonly string[];
  readonly readable: readonly string[];
  readonly jail: Jail | undefined;
  readonly megabytes: number;
}

export function startConfined({ script, flags, readable, jail, megabytes }: Confined): ChildProcess {
  const args = [...flags, script];
  // Node lets threads read the working directory of their process, whatever their permissions.
  const cwd = dirname(script);
  if (!jail?.start) return launch({ command: process.execPath, args, channels: [] }, cwd);
  return launch(jail.start({ program: process.execPath, args, cwd, readable, megabytes }), '/');
}

/** The process layer: no code from strings, and permission only to start threads and to read these paths. */
export function hostFlags(readable: readonly string[]): string[] {
  return [
    '--permission',
    '--allow-worker',
    ...readable.map((path) => `--allow-fs-read=${statSync(path).isDirectory() ? join(path, '*') : path}`),
    '--disallow-code-generation-from-strings',
    // Concurrent compilation leaves the hot loop of about every third program unoptimised for good: 15 times slower.
    '--no-concurrent-recompilation',
    '--no-warnings',
  ];
}

/** The place where Node looks for a package; some package managers put a link there. */
function installed(name: string, from: string): string {
  const folder = join(from, 'node_modules', name);
  return existsSync(folder) || dirname(from) === from ? folder : installed(name, dirname(from));
}

/** The package's real folder. */
function packageFolder(name: string): string {
  const entry = realpathSync(createRequire(import.meta.url).resolve(name));
  const marker = `${sep}node_modules${sep}${name}`;
  return entry.slice(0, entry.lastIndexOf(marker) + marker.length);
}

/** Ends a host and everything it runs, at once. */
export async function endHost(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null || host.signalCode !== null) return;
  const ended = once(host, 'exit');
  kill(host);
  await ended;
}
