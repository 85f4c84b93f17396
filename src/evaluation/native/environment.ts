import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { EnvironmentError } from '../../api/errors.ts';
import { messageOf } from '../../fault.ts';
import { findTool, type Tool } from './toolchain.ts';

/** What the programs of a command need from the machine. */
export interface Surroundings {
  /** The command with the program's own path in place of its name. */
  readonly words: readonly string[];
  /** Folders outside the system that they see. */
  readonly toolchains: readonly string[];
  /** Folders in which compilers keep what they built. */
  readonly caches: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What every program sees. */
export const common = {
  TZ: 'UTC',
  LANG: 'C.UTF-8',
  // One thread each: the limits allow no more, and times do not depend on the number of cores.
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  PYTHONHASHSEED: '0',
  PYTHONDONTWRITEBYTECODE: '1',
};

/**
 * What some compilers need besides: folders below the user's cache, to stay away from the network, and to be told where
 * they are, as they cannot look at /proc; and where packages are that lie in the user's home.
 */
const compilers: readonly (readonly [
  name: RegExp,
  caches: readonly string[],
  (cache: string, root: string, folders: readonly string[]) => Record<string, string>,
])[] = [
  [
    /^(go|gofmt)$/,
    ['go-build'],
    (cache, root) => ({
      ...{ GOROOT: root, GOCACHE: join(cache, 'go-build'), GOPATH: '/tmp/go', GOTOOLCHAIN: 'local', GOPROXY: 'off' },
      ...{ GOFLAGS: '-buildvcs=false', GOTELEMETRY: 'off' },
    }),
  ],
  [
    /^(cargo|rustc)$/,
    ['cargo'],
    (cache, root) => ({
      ...{ CARGO_HOME: join(cache, 'cargo'), CARGO_NET_OFFLINE: 'true', LD_LIBRARY_PATH: join(root, 'lib') },
      RUSTFLAGS: rustLinker(join(root, 'bin', 'rustc')).join(' '),
    }),
  ],
  [/^Rscript$/, [], (_cache, _root, folders) => ({ R_LIBS: folders.join(':') })],
];

/** Some versions of Rust link with a program that has to find itself by /proc; these can be asked to use the system's. */
function rustLinker(rustc: string): readonly string[] {
  const words = ['-Clinker-features=-lld'];
  return spawnSync(rustc, [...words, '--print', 'sysroot'], { stdio: 'ignore' }).status === 0 ? words : [];
}

/** Where the user's own Cargo keeps its settings, its keys and what it has fetched. */
export const cargoHome = () => process.env.CARGO_HOME ?? join(homedir(), '.cargo');

/**
 * Lets a folder that stands for Cargo's home show crates that the user has fetched before, as no program can fetch one,
 * but not the keys that lie beside them. Returns the folders that programs must see for that.
 */
export function shareCrates(home: string, crates: string): readonly string[] {
  const link = join(home, 'registry');
  if (existsSync(crates) && !lstatSync(link, { throwIfNoEntry: false })) symlinkSync(crates, link);
  return lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && existsSync(link) ? [realpathSync(link)] : [];
}

const known = new Map<string, Surroundings>();

/**
 * Resolves the program of a command that starts in a problem's folder, once.
 *
 * @throws {EnvironmentError} where the machine lacks it.
 */
export function surround(words: readonly string[], folder: string): Surroundings {
  const key = JSON.stringify([words, folder]);
  const found = known.get(key) ?? resolve(words, folder);
  known.set(key, found);
  return found;
}

/** @throws {EnvironmentError} where it cannot be made, with what to do. */
function makeCache(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    const why = `${messageOf(error)} Pass the path of a folder of yours by XDG_CACHE_HOME.`;
    throw new EnvironmentError(`Compilers cannot keep files between builds: ${why}`, { cause: error });
  }
}

function resolve(words: readonly string[], folder: string): Surroundings {
  const [name = '', ...rest] = words;
  const tool: Tool = name.includes('/') ? { path: name, folders: [] } : findTool(name, folder);
  const own = compilers.filter(([pattern]) => pattern.test(name));
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'germline');
  const caches = own.flatMap(([, names]) => names.map((one) => join(cache, one)));
  for (const path of caches) makeCache(path);
  const crates = caches.flatMap((path) =>
    basename(path) === 'cargo' ? shareCrates(path, join(cargoHome(), 'registry')) : [],
  );
  const places = [...(tool.path.includes('/') ? [dirname(tool.path)] : []), '/usr/local/bin', '/usr/bin', '/bin'];
  return {
    words: [tool.path, ...(name === 'rustc' ? rustLinker(tool.path) : []), ...rest],
    toolchains: [...tool.folders, ...crates],
    caches,
    environment: Object.assign(
      { ...common, PATH: [...new Set(places)].join(':') },
      ...own.map(([, , more]) => more(cache, dirname(dirname(tool.path)), tool.folders)),
    ),
  };
}
