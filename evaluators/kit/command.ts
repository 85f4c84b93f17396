import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJail } from '../../src/evaluation/jail/find-jail.ts';
import type { Confining, Jail, Start } from '../../src/evaluation/jail/jail.ts';
import { runSync } from '../../src/evaluation/jail/run-sync.ts';
import { WrongEvidence } from './evidence.ts';

/**
 * A program in any language that the machine has. It is built and run inside the operating system's sandbox only:
 * without network and without the user's files, and the run also without further processes.
 */
export interface Recipe {
  /** Texts by file name; they lie together in a folder. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * The command that builds the program in the folder; it may start programs of the system. Absent where nothing is
   * built.
   */
  readonly build?: readonly string[];
  /** The command that runs it: a program of the system, or `./name` for one that was built. */
  readonly run: readonly string[];
  /** Longest the build, and each run, may take, in milliseconds. It decides valid or invalid only. */
  readonly milliseconds: number;
  /** Most memory for data, in MiB. */
  readonly megabytes: number;
}

/** A run's standard output, and the time from its start to its end in milliseconds. */
export interface Ran {
  readonly output: Buffer;
  readonly milliseconds: number;
}

/** Why such programs cannot be run on this machine, or undefined. */
export function whyNoCommands(...programs: readonly string[]): string | undefined {
  const jail = findBuildingJail();
  if ('missing' in jail) return jail.missing;
  const missing = programs.find((program) => whereIs(program) === undefined);
  return missing && hasNo(missing);
}

/**
 * Builds a program and lets `use` run it; its folder is removed afterwards.
 *
 * @throws {WrongEvidence} when it cannot be built, or a run fails, takes too long or writes too much.
 * @throws {Error} where there is no sandbox of the operating system, or no such program: the machine's fault.
 */
export function withProgram<T>(recipe: Recipe, use: (run: (input: Buffer, mostOutput: number) => Ran) => T): T {
  const { files, milliseconds, megabytes } = recipe;
  const jail = findBuildingJail();
  if ('missing' in jail) throw new Error(jail.missing);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'germline-command-')));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    if (recipe.build) {
      const start = jail.build({ ...commandIn(folder, recipe.build), folder, megabytes });
      run('it cannot be built', start, Buffer.alloc(0), { milliseconds, mostOutput: 1_000_000 });
    }
    const start = jail.start({ ...commandIn(folder, recipe.run), cwd: folder, readable: [folder], megabytes });
    return use((input, mostOutput) => run('it fails', start, input, { milliseconds, mostOutput }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The machine's jail if it can also build, or why there is none. */
function findBuildingJail(): (Confining & Required<Pick<Jail, 'build'>>) | { readonly missing: string } {
  const found = findJail();
  if ('missing' in found)
    return { missing: `commands run only inside the operating system's sandbox. ${found.missing}` };
  const { build, ...jail } = found.jail;
  return build
    ? { ...jail, build }
    : { missing: `the sandbox of this system (${jail.name}) cannot build programs yet` };
}

function commandIn(folder: string, [command, ...args]: readonly string[]) {
  if (command === undefined) throw new Error('a command without words cannot be run');
  const program = command.startsWith('./') ? join(folder, command) : whereIs(command);
  if (program === undefined) throw new Error(hasNo(command));
  return { program, args };
}

/** Programs of the system only, as the sandbox does not show the user's folder. */
function whereIs(program: string): string | undefined {
  const places = ['/usr/local/bin', '/usr/bin', '/bin'].map((folder) => join(folder, program));
  const found = places.find((place) => existsSync(place));
  return found && realpathSync(found);
}

const hasNo = (program: string) => `this machine has no program ${program}`;

interface Bounds {
  readonly milliseconds: number;
  readonly mostOutput: number;
}

/** Runs a program to its end. `failure` begins the message where it fails. */
function run(failure: string, start: Start, input: Buffer, { milliseconds, mostOutput }: Bounds): Ran {
  const ran = runSync(start, { input, milliseconds, mostOutput });
  const code = (ran.error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ETIMEDOUT') throw new WrongEvidence(`${failure}: it ran longer than ${milliseconds} ms`);
  if (code === 'ENOBUFS') throw new WrongEvidence(`${failure}: it wrote more than ${mostOutput} bytes`);
  // A program that does not read all of its input has not failed.
  if (ran.error && code !== 'EPIPE') throw ran.error;
  if (ran.status !== 0) {
    const complaint = ran.stderr.toString('utf8').trim().slice(0, 1000);
    throw new WrongEvidence(`${failure}: ${ran.signal ?? `exit code ${ran.status}`}${complaint && `\n${complaint}`}`);
  }
  return { output: ran.stdout, milliseconds: ran.milliseconds };
}
