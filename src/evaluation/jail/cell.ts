import { existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { foldersAbove } from '../folders-above.ts';
import { gpuOptions } from './gpu.ts';
import type { Cell } from './jail.ts';

/** The system's programs, libraries and headers. Of /etc, only what programs need to find them. */
const system = ['/usr', '/bin', '/lib', '/lib64', '/etc/ld.so.cache', '/etc/alternatives', '/nix/store', '/gnu/store'];

/** Places below these that people keep files of their own in. */
const personal = ['/usr/src', '/usr/local/src'];

let shown: readonly string[] | undefined;

/** Read-only places of the system; the many links of today's systems stay links. Looked up once. */
export function systemOptions(): readonly string[] {
  shown ??= [
    ...system.flatMap((path) => (existsSync(path) ? show(path) : [])),
    ...personal.flatMap((path) => (existsSync(path) ? ['--tmpfs', path] : [])),
  ];
  return shown;
}

function show(path: string): readonly string[] {
  return lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
}

/** The folders above some paths, which any user may enter: those that bubblewrap makes by itself only its own may. */
export function parentsOf(paths: readonly string[]): readonly string[] {
  const folders = new Set(paths.flatMap((path) => foldersAbove(path)));
  return [...folders].filter((path) => !path.startsWith('/usr')).flatMap((path) => ['--perms', '0755', '--dir', path]);
}

/** Most files of a folder that takes new ones: each of them is a mount. */
const mostMounts = 256;

/** Those of the folders that a cell wants to take new files which can. */
export function growingOf({ growing = [] }: Cell): readonly string[] {
  return growing.filter((folder) => readdirSync(folder).length <= mostMounts);
}

/** A folder in memory that shows the files of one on the disk. */
function grow(folder: string, bytes: number): readonly string[] {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const mounts = files.filter((path) => existsSync(path)).flatMap((path) => ['--ro-bind', path, path]);
  return ['--perms', '1777', '--size', String(bytes), '--tmpfs', folder, ...mounts];
}

/**
 * The file system of a native program, for bubblewrap: /program, /stdin, the system, and /tmp, of limited size, which
 * also holds shared memory. Without a GPU it has no /proc and only the devices that use no memory.
 */
export function cellOptions(cell: Cell): string[] {
  const { folder, writable, stdin, input, toolchains, growing = [], caches, scratchMegabytes } = cell;
  const bytes = scratchMegabytes * 2 ** 20;
  return [
    ...parentsOf(['/dev/null', '/etc/any']),
    ...systemOptions(),
    ...cell.hidden.flatMap((path) => (path.startsWith('/usr/') ? ['--tmpfs', path] : [])),
    ...['/dev/null', '/dev/urandom', '/dev/random'].flatMap((path) => ['--dev-bind', path, path]),
    ...gpuOptions(cell.gpu),
    ...['--perms', '1777', '--size', String(bytes), '--tmpfs', '/tmp', '--symlink', '/tmp', '/dev/shm'],
    // After /tmp, which some of them are below.
    ...parentsOf([...toolchains, ...caches.map((cache) => cache.folder)]),
    ...toolchains.flatMap((path) => (growing.includes(path) ? grow(path, bytes) : ['--ro-bind', path, path])),
    ...caches.flatMap((cache) => [cache.writable ? '--bind' : '--ro-bind', cache.folder, cache.folder]),
    ...[writable ? '--bind' : '--ro-bind', folder, '/program', '--ro-bind', stdin, '/stdin'],
    ...(input === undefined ? [] : ['--ro-bind', input, '/program/input']),
    ...['--remount-ro', '/', '--chdir', '/program'],
  ];
}
