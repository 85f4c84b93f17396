import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workerFile } from './worker-file.ts';

/** Starts an evaluator host. */
export function startHost(): ChildProcess {
  const script = realpathSync(fileURLToPath(workerFile('host')));
  const packages = ['piscina', 'tinybench'].map((name) => join(packageFolder(name), '*'));
  return fork(script, hostOptions(script, [join(dirname(dirname(script)), 'package.json'), ...packages]));
}

/**
 * How a host is confined: an empty environment (but for the time zone), no code from strings, and the permission to
 * start threads and to read the folder of its script and these paths, nothing else.
 */
export function hostOptions(script: string, readable: readonly string[]): ForkOptions {
  const folder = dirname(script);
  const flags = [
    '--permission',
    '--allow-worker',
    ...[join(folder, '*'), ...readable].map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    // Concurrent, it leaves the hot loop of about every third program unoptimised for good: 15 times slower, by chance.
    '--no-concurrent-recompilation',
    '--no-warnings',
  ];
  // Node lets threads read the working directory of their process, whatever their own permissions say.
  const cwd = folder;
  return {
    execArgv: flags,
    cwd,
    env: { TZ: 'UTC' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  };
}

function packageFolder(name: string): string {
  const entry = realpathSync(createRequire(import.meta.url).resolve(name));
  const marker = `${sep}node_modules${sep}${name}`;
  return entry.slice(0, entry.lastIndexOf(marker) + marker.length);
}

/** Ends a host and everything it runs, at once. */
export async function endHost(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null || host.signalCode !== null) return;
  const ended = once(host, 'exit');
  host.kill('SIGKILL');
  await ended;
}
