import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join, sep } from 'node:path';
import { EnvironmentError } from '../../api/errors.ts';
import { findTool, toolAt } from '../native/toolchain.ts';

/** A Python with the packages that it finds. */
export interface Interpreter {
  readonly path: string;
  /** Such as `3.11`. */
  readonly version: string;
  /** Folders that it needs and that are no part of the system. */
  readonly folders: readonly string[];
  /** Folders of packages that it would not find by itself. */
  readonly packages: readonly string[];
}

interface Answer {
  readonly version: readonly [number, number];
  readonly paths: readonly string[];
  readonly ctypes: boolean;
}

const question = `
import json, sys
try:
    import ctypes
except ImportError:
    ctypes = None
print(json.dumps({"version": sys.version_info[:2], "paths": sys.path[1:], "ctypes": ctypes is not None}))
`;

const known = new Map<string, Interpreter>();

/**
 * The interpreter that a problem names, or else that of a `.venv` in its folder, of the active virtual environment, or
 * the machine's `python3`.
 *
 * @throws {EnvironmentError} where there is none or it does not work, with what to do.
 */
export function findInterpreter(named: string | undefined, folder: string): Interpreter {
  const key = JSON.stringify([named, folder, process.env.VIRTUAL_ENV]);
  const found = known.get(key) ?? examine(locate(named, folder), folder);
  known.set(key, found);
  return found;
}

function locate(named: string | undefined, folder: string): string {
  const { VIRTUAL_ENV: active } = process.env;
  if (named?.includes('/')) return expectFile(isAbsolute(named) ? named : join(folder, named));
  const environments = [join(folder, '.venv'), join(folder, 'venv'), ...(active ? [active] : [])];
  const own = environments.map((place) => join(place, 'bin', 'python3')).find((path) => existsSync(path));
  return own && named === undefined ? own : findTool(named ?? 'python3', folder).path;
}

function expectFile(path: string): string {
  if (existsSync(path)) return path;
  throw new EnvironmentError(
    `There is no Python at ${path}. Make the virtual environment with "python3 -m venv", or correct the field python.`,
  );
}

function examine(path: string, folder: string): Interpreter {
  const tool = toolAt(path, 'python3');
  const { version, paths, ctypes } = ask(tool.path, folder);
  const [major, minor] = version;
  if (major < 3 || (major === 3 && minor < 9))
    throw new EnvironmentError(`${path} is Python ${major}.${minor}; evaluators in Python need 3.9 or newer.`);
  if (!ctypes)
    throw new EnvironmentError(
      `${path} lacks the module ctypes, by which it is confined. Use a Python that was built with libffi, such as the system's.`,
    );
  const places = paths.filter((one) => existsSync(one) && !isBelow(one, ['/usr', '/lib', ...tool.folders]));
  const packages = [...new Set(places.map((one) => realpathSync(one)))];
  return { path: tool.path, version: version.join('.'), folders: [...tool.folders, ...packages], packages };
}

const isBelow = (path: string, folders: readonly string[]) =>
  folders.some((one) => `${path}${sep}`.startsWith(one + sep));

function ask(path: string, folder: string): Answer {
  try {
    const text = execFileSync(path, ['-c', question], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      stdio: 'pipe',
    });
    return JSON.parse(text) as Answer;
  } catch (cause) {
    const said = String((cause as { stderr?: unknown }).stderr ?? '').trim() || (cause as Error).message;
    throw new EnvironmentError(`${path} does not work: ${said.slice(-500)}`, { cause });
  }
}
