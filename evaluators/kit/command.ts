import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJail } from '../../src/evaluation/jail/find-jail.ts';
import type { Start } from '../../src/evaluation/jail/jail.ts';
import { WrongEvidence } from './evidence.ts';

/**
 * Programs in any language that the machine has: built and run inside the operating system's sandbox, without network,
 * without anybody's files, the run also without further processes. There is no other way to run them here.
 */
export interface Recipe {
  /** Texts by file name; they lie together in a folder. */
  readonly files: Readonly<Record<string, string>>;
  /** The command that builds the program in the folder; it may start programs of the system. Left out where nothing is built. */
  readonly build?: readonly string[];
  /** The command that runs it: a program of the system, or `./name` for one that was built. */
  readonly run: readonly string[];
  /** Milliseconds for the build, and for each run: they decide valid or invalid only. */
  readonly milliseconds: number;
  readonly megabytes: number;
}

/** What a run wrote on its standard output, and how long it took from start to end, in milliseconds. */
export interface Ran {
  readonly output: Buffer;
  readonly milliseconds: number;
}

const jailed = await findJail();

/** Why programs cannot be run on this machine, or undefined. */
export function whyNoCommands(...programs: readonly string[]): string | undefined {
  if ('missing' in jailed) return `commands run only inside the operating system's sandbox. ${jailed.missing}`;
  if (!jailed.jail.build) return `the sandbox of this system (${jailed.jail.name}) has no way to build programs yet`;
  const missing = programs.find((program) => whereIs(program) === undefined);
  return missing === undefined ? undefined : `this machine has no program ${missing}`;
}

/**
 * Builds a program and lets `use` run it; its folder is removed afterwards.
 *
 * @throws {WrongEvidence} when it cannot be built, or a run fails, takes too long or writes too much.
 * @throws {Error} where there is no sandbox of the operating system, or no such program: the machine's fault.
 */
export function withProgram<T>(recipe: Recipe, use: (run: (input: Buffer, mostOutput: number) => Ran) => T): T {
  const { files, build, run, milliseconds, megabytes } = recipe;
  const [command, ...args] = run as [string, ...string[]];
  const inside = command.startsWith('./');
  const missing = whyNoCommands(...(build?.slice(0, 1) ?? []), ...(inside ? [] : [command]));
  if (missing !== undefined || 'missing' in jailed) throw new Error(missing);
  const { jail } = jailed;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'germline-command-')));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    if (build) {
      const [builder, ...rest] = build as [string, ...string[]];
      const start = jail.build!({ program: whereIs(builder)!, args: rest, folder, megabytes });
      launchSync('it cannot be built', start, Buffer.alloc(0), { milliseconds, mostOutput: 1_000_000 });
    }
    const program = inside ? join(folder, command) : whereIs(command)!;
    const start = jail.start({ program, args, cwd: folder, readable: [folder], megabytes });
    return use((input, mostOutput) => launchSync('it fails', start, input, { milliseconds, mostOutput }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Programs of the system only: what lies in somebody's home is not in the sandbox. */
function whereIs(program: string): string | undefined {
  const places = ['/usr/local/bin', '/usr/bin', '/bin'].map((folder) => join(folder, program));
  const found = places.find((place) => existsSync(place));
  return found && realpathSync(found);
}

interface Bounds {
  readonly milliseconds: number;
  readonly mostOutput: number;
}

function launchSync(failure: string, start: Start, input: Buffer, { milliseconds, mostOutput }: Bounds): Ran {
  const channels = start.channels.map(asFile);
  const began = process.hrtime.bigint();
  const { status, signal, stdout, stderr, error } = spawnSync(start.command, start.args, {
    cwd: '/',
    env: { TZ: 'UTC' },
    input,
    stdio: ['pipe', 'pipe', 'pipe', 'ignore', ...channels],
    timeout: milliseconds,
    killSignal: 'SIGKILL',
    maxBuffer: mostOutput,
  });
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  for (const channel of channels) closeSync(channel);
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ETIMEDOUT') throw new WrongEvidence(`${failure}: it ran longer than ${milliseconds} ms`);
  if (code === 'ENOBUFS') throw new WrongEvidence(`${failure}: it wrote more than ${mostOutput} bytes`);
  // A program that does not read all of its input is no failure.
  if (error && code !== 'EPIPE') throw error;
  if (status !== 0) {
    const said = stderr.toString('utf8').trim().slice(0, 1000);
    throw new WrongEvidence(`${failure}: ${signal ?? `exit code ${status}`}${said ? `\n${said}` : ''}`);
  }
  return { output: stdout, milliseconds: took };
}

/** A descriptor to read the bytes from, of a file that has no name any more. */
function asFile(bytes: Buffer): number {
  const folder = mkdtempSync(join(tmpdir(), 'germline-channel-'));
  const path = join(folder, 'bytes');
  writeFileSync(path, bytes);
  const descriptor = openSync(path, 'r');
  rmSync(folder, { recursive: true });
  return descriptor;
}
