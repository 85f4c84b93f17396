import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RepositoryOutput } from '../../api/evaluator.ts';
import { kill } from '../../evaluation/jail/launch.ts';
import { adviceFor } from '../../evaluation/native/install-advice.ts';
import { wordsOf } from '../../evaluation/native/words.ts';
import { formatDuration } from '../../format.ts';
import type { Command } from './proposal.ts';

/** How a command of the user's ended. */
export interface Tried extends RepositoryOutput {
  /** Where it ran. */
  readonly folder: string;
  readonly milliseconds: number;
  /** Why it did not end well; undefined where it did. */
  readonly fault: string | undefined;
  /** It was ended because it took too long. */
  readonly isLate: boolean;
}

interface TryOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Longest that it may take, in milliseconds. */
  readonly patience: number;
  /** A file that it writes. */
  readonly file?: string | undefined;
}

/** Runs a command of the user's as the user would. */
export async function tryCommand(command: Command, options: TryOptions): Promise<Tried> {
  const begin = performance.now();
  const ended = await run(command, options);
  const milliseconds = performance.now() - begin;
  return {
    ...ended,
    milliseconds,
    folder: options.folder,
    file: options.file && readIfThere(join(options.folder, options.file)),
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Its own process group, so that none of its processes outlives its time. */
function run(
  command: Command,
  { folder, environment, patience }: TryOptions,
): Promise<Omit<Tried, 'milliseconds' | 'folder'>> {
  const [program = '', ...args] = wordsOf(command).map((word) => word.replaceAll('{seed}', '1'));
  const child = spawn(program, args, {
    ...{ cwd: folder, env: { ...process.env, ...environment }, detached: true },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    kill(child);
  }, patience);
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  child.on('error', (error) => resolve(`it does not start: ${whyNot(program, error)}`));
  child.on('close', (code, signal) =>
    resolve(code === 0 ? undefined : `it ended with ${signal ?? `exit code ${code}`}`),
  );
  return promise.then((fault) => {
    clearTimeout(timer);
    const late = isLate ? `it takes longer than ${formatDuration(patience)}` : undefined;
    return { stdout: stdout(), stderr: stderr(), fault: late ?? fault, isLate };
  });
}

function whyNot(program: string, { code, message }: NodeJS.ErrnoException): string {
  return code === 'ENOENT' ? `there is no program ${program}. ${adviceFor(program).replace(/\.$/, '')}` : message;
}

/** What is kept of an output, in bytes: its end, where results stand. */
const most = 16_000_000;

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    while (size - chunks[0]!.length >= most) size -= chunks.shift()!.length;
  });
  return () => Buffer.concat(chunks).subarray(-most).toString();
}
