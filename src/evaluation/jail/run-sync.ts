import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Start } from './jail.ts';

export interface RunOptions {
  /** Its standard input. */
  readonly input: Buffer;
  /** Longest it may run, in milliseconds. */
  readonly milliseconds: number;
  /** Most bytes that it may write to standard output or standard error. */
  readonly mostOutput: number;
}

/** How a program ended, and the time from its start to its end in milliseconds. */
export type RanSync = SpawnSyncReturns<Buffer> & { readonly milliseconds: number };

/** Runs a program to its end. Its environment is empty but for the time zone. */
export function runSync({ command, args, channels }: Start, options: RunOptions): RanSync {
  const descriptors = channels.map(asFile);
  const began = process.hrtime.bigint();
  try {
    const ran = spawnSync(command, args, {
      cwd: '/',
      env: { TZ: 'UTC' },
      input: options.input,
      stdio: ['pipe', 'pipe', 'pipe', 'ignore', ...descriptors],
      timeout: options.milliseconds,
      killSignal: 'SIGKILL',
      maxBuffer: options.mostOutput,
    });
    return { ...ran, milliseconds: Number(process.hrtime.bigint() - began) / 1e6 };
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}

/** A descriptor that reads the bytes, of a file that no longer has a name. */
function asFile(bytes: Buffer): number {
  const folder = mkdtempSync(join(tmpdir(), 'germline-channel-'));
  const path = join(folder, 'bytes');
  writeFileSync(path, bytes);
  const descriptor = openSync(path, 'r');
  rmSync(folder, { recursive: true });
  return descriptor;
}
