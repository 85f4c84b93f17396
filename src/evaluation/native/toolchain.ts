import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, sep } from 'node:path';
import { EnvironmentError } from '../../api/errors.ts';
import { isExecutable } from '../jail/find-jail.ts';
import { adviceFor } from './install-advice.ts';

/** A program of the system, resolved past the scripts and links that stand for it. */
export interface Tool {
  /** Absolute path of the program itself. */
  readonly path: string;
  /** Folders that it needs and that are no part of the system. */
  readonly folders: readonly string[];
}

const tools = new Map<string, Tool>();

/**
 * Finds a program on the PATH, once. A `.venv` of the problem comes first.
 *
 * @throws {EnvironmentError} where the machine lacks it, with what to install.
 */
export function findTool(name: string, folder: string): Tool {
  const key = join(folder, name);
  const tool = tools.get(key) ?? locate(name, folder);
  tools.set(key, tool);
  return tool;
}

/** What is found of a program, in a list; empty where the machine lacks it. */
export function ifThere<Found>(find: () => Found): readonly Found[] {
  try {
    return [find()];
  } catch (error) {
    if (error instanceof EnvironmentError) return [];
    throw error;
  }
}

function locate(name: string, folder: string): Tool {
  const places = [join(folder, '.venv', 'bin'), ...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin'];
  const found = places
    .filter((place) => place.startsWith(sep))
    .map((place) => join(place, name))
    .find(isExecutable);
  if (found === undefined) throw new EnvironmentError(`This machine has no program ${name}. ${adviceFor(name)}`);
  return toolAt(found, name);
}

/** How to ask a program for the place of itself and of what it needs: its own words, one path a line. */
const questions: readonly (readonly [
  name: RegExp,
  words: readonly string[],
  program: (root: string, name: string) => string,
])[] = [
  [
    /^(python|pypy)[\d.]*$/,
    ['-c', 'import sys; print(sys.prefix, sys.base_prefix, sys.executable, sep="\\n")'],
    (executable) => executable,
  ],
  [/^(rustc|cargo)$/, ['--print', 'sysroot'], (sysroot, name) => join(sysroot, 'bin', name)],
  [/^(go|gofmt)$/, ['env', 'GOROOT'], (root, name) => join(root, 'bin', name)],
  [
    /^Rscript$/,
    [
      '-e',
      // Its settings, which some systems keep in /etc, and its libraries of packages, of which some are the user's own.
      'cat(unique(dirname(normalizePath(list.files(R.home("etc"), full.names = TRUE)))), .libPaths(), R.home(), sep = "\\n")',
    ],
    (root, name) => join(root, 'bin', name),
  ],
];

/** A program at a place, whose name says how to ask it what it needs. */
export function toolAt(found: string, name: string): Tool {
  const question = questions.find(([pattern]) => pattern.test(name));
  if (!question) return { path: plainPath(found), folders: foldersOf([rootOf(realpathSync(found))]) };
  const [, words, program] = question;
  const asked = { cargo: 'rustc', gofmt: 'go' }[name];
  const answers = ask(asked ? join(dirname(found), asked) : found, words);
  const folders = foldersOf(answers.filter((path) => !path.endsWith(name)));
  return { path: program(answers.at(-1)!, name), folders };
}

function ask(program: string, words: readonly string[]): string[] {
  try {
    return execFileSync(program, words, { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'] })
      .trim()
      .split('\n');
  } catch (cause) {
    throw new EnvironmentError(`${program} does not work: ${(cause as Error).message}`, { cause });
  }
}

/** A name below the system's folders stays, as some programs look at the name by which they are called. */
function plainPath(found: string): string {
  return isSystem(found) ? found : realpathSync(found);
}

/** The folder of a program with all that belongs to it: above its `bin`, unless that is somebody's home. */
function rootOf(program: string): string {
  const folder = dirname(program);
  const root = dirname(folder);
  const isOwn =
    folder.endsWith(`${sep}bin`) && root.split(sep).length > 2 && !`${homedir()}${sep}`.startsWith(root + sep);
  return isOwn && !root.endsWith('.local') ? root : program;
}

const isSystem = (path: string) => /^\/(usr|bin|lib|lib64)\//.test(path);

/** Both the given and the real path of each folder that the system's own do not hold. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const all = paths.flatMap((path) => (existsSync(path) ? [path, realpathSync(path)] : []));
  return [...new Set(all)].filter((path) => !isSystem(path + sep) && path !== sep);
}
