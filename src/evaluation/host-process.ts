import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workerFile } from './worker-file.ts';

/**
 * Starts an evaluator host: an empty environment (but for the time zone), no code from strings, and the permission to
 * read its own files and to start threads, nothing else.
 */
export function startHost(): ChildProcess {
  return fork(fileURLToPath(workerFile('host')), {
    execArgv: hostFlags(readable()),
    env: { TZ: 'UTC' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** The flags of a host that may read these paths. */
export function hostFlags(paths: readonly string[]): string[] {
  return [
    '--permission',
    '--allow-worker',
    ...paths.map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    '--unhandled-rejections=none',
    '--no-warnings',
  ];
}

function readable(): string[] {
  const workers = dirname(realpathSync(fileURLToPath(workerFile('host'))));
  const packages = ['piscina', 'tinybench'].map((name) => join(packageFolder(name), '*'));
  return [join(workers, '*'), join(dirname(workers), 'package.json'), ...packages];
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
