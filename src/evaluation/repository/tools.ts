import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Repository } from '../../api/problem.ts';
import { cargoHome } from '../native/environment.ts';
import { findTool, ifThere, type Tool } from '../native/toolchain.ts';

/** What commands of a repository need from the machine. */
export interface Tools {
  /** Folders outside the system and the repository that they see, read-only. */
  readonly shown: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Programs that a repository with such a file uses, whatever its commands call first. */
const runtimes: readonly (readonly [file: string, ...programs: readonly string[]])[] = [
  ['package.json', 'node'],
  ['Cargo.toml', 'cargo', 'rustc'],
  ['go.mod', 'go'],
  ['pyproject.toml', 'python3'],
  ['setup.py', 'python3'],
  ['.venv', 'python3'],
];

/** Variables from which programs take a time zone, a date, a language or a seed of hashes; the user's own values win. */
export function fixedVariables({ date, environment }: Repository): Readonly<Record<string, string>> {
  const fixed = {
    ...{ TZ: 'UTC', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', SOURCE_DATE_EPOCH: String(date) },
    ...{ PYTHONHASHSEED: '0', PERL_HASH_SEED: '0' },
  };
  return Object.fromEntries(Object.entries(fixed).map(([name, value]) => [name, environment[name] ?? value]));
}

/** The same on every machine, and for programs that would ask, colour or count for people. */
const common = {
  ...{
    USER: 'germline',
    CI: '1',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
  },
  ...{
    PYTHONDONTWRITEBYTECODE: '1',
    NO_UPDATE_NOTIFIER: '1',
    npm_config_update_notifier: 'false',
  },
};

/** Finds the programs that commands begin with, and those that they use. @throws {EnvironmentError} where one is missing. */
export function toolsFor(repository: Repository, lines: readonly (readonly string[])[]): Tools {
  const { root, folder, environment } = repository;
  const start = join(root, folder);
  const own = [join(start, 'node_modules', '.bin'), join(root, 'node_modules', '.bin'), join(start, '.venv', 'bin')];
  const first = [...new Set(lines.map(([name = '']) => name))].filter((name) => !isThere(name, own));
  const used = runtimes.flatMap(([file, ...names]) => (existsSync(join(start, file)) ? names : []));
  const needed = first.map((name) => findTool(name, start));
  const found = [...needed, ...used.flatMap((name) => ifThere(() => findTool(name, start)))];
  const folders = found.flatMap(({ path }) => (path.includes('/') ? [dirname(path)] : []));
  const names = new Set([...first, ...used]);
  const places = [...own, ...folders, '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  const caches = cachesOf(names, start);
  return {
    shown: [...new Set([...found.flatMap((tool) => tool.folders), ...caches.shown])],
    environment: {
      ...common,
      ...fixedVariables(repository),
      PATH: [...new Set(places)].join(':'),
      ...caches.environment,
      ...environment,
    },
  };
}

/** A path of the repository's own, or a program of its dependencies. */
function isThere(name: string, own: readonly string[]): boolean {
  return name.includes('/') || own.some((place) => existsSync(join(place, name)));
}

/** What package managers downloaded before, for use without a network. */
function cachesOf(names: ReadonlySet<string>, start: string): Tools {
  const cargo = cargoHome();
  const rust = ['registry', 'git', 'config.toml'].map((name) => join(cargo, name)).filter((path) => existsSync(path));
  const go = names.has('go') ? goCache(findTool('go', start), start) : '';
  return {
    shown: [...(names.has('cargo') ? rust : []), ...(existsSync(go) ? [go] : [])],
    environment: {
      ...(names.has('cargo') && { CARGO_HOME: cargo, CARGO_NET_OFFLINE: 'true', CARGO_TERM_COLOR: 'never' }),
      ...(names.has('go') && { GOFLAGS: '-buildvcs=false', GOPROXY: 'off', GOTOOLCHAIN: 'local', GOMODCACHE: go }),
    },
  };
}

function goCache({ path }: Tool, start: string): string {
  return execFileSync(path, ['env', 'GOMODCACHE'], { cwd: start, encoding: 'utf8' }).trim();
}
