import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parentsOf, systemOptions } from './cell.ts';
import { gpuOptions } from './gpu.ts';
import type { Layers, Room } from './jail.ts';

/** The home of commands in a room. */
export const home = '/germline';

/** Files of /etc that say nothing of the machine's people. */
const plainFiles = ['/etc/ssl/certs', '/etc/mime.types', '/etc/protocols', '/etc/services'];

/**
 * The file system of a command in a repository, for bubblewrap: the system, the copy at the repository's own path with
 * the user's dependencies in it, a home, and /tmp, of limited size. Unlike candidates that are programs, it has /proc and
 * all plain devices, as tests need them; what /proc shows cannot be written to.
 */
export function roomOptions(room: Room): string[] {
  const { root, start, etc, shown, scratchMegabytes, gpu } = room;
  const copy = typeof room.copy === 'string' ? room.copy : room.copy.mount;
  const scratch = ['--perms', '1777', '--size', String(scratchMegabytes * 2 ** 20), '--tmpfs'];
  const readable = [...shown, ...plainFiles.filter((path) => existsSync(path))];
  const [inside, outside] = [readable.filter(isBelow(root)), readable.filter((path) => !isBelow(root)(path))];
  return [
    ...parentsOf(['/dev/null', '/etc/any']),
    ...systemOptions(),
    ...['--dev', '/dev', ...scratch, '/dev/shm'],
    ...(gpu.length > 0 ? gpuOptions(gpu) : ['--proc', '/proc', '--remount-ro', '/proc']),
    ...['--remount-ro', '/dev'],
    ...[...scratch, '/tmp'],
    ...['passwd', 'group', 'hosts', 'nsswitch.conf'].flatMap((name) => ['--ro-bind', join(etc, name), `/etc/${name}`]),
    ...parentsOf([root, ...outside]),
    ...outside.flatMap((path) => ['--ro-bind', path, path]),
    ...['--bind', join(copy, 'repository'), root, '--bind', join(copy, 'home'), home],
    ...inside.flatMap((path) => ['--ro-bind', path, path]),
    ...['--remount-ro', '/', '--chdir', start],
  ];
}

const isBelow = (root: string) => (path: string) => path.startsWith(`${root}/`);

/**
 * The words that lay folders over one another, in a namespace of mounts that ends with the command, before those of the
 * command. They start in the base folder, so that no name of a layer needs to be quoted for the kernel.
 */
export function layered({ below, top, work, mount }: Layers, line: readonly string[]): readonly string[] {
  const isRoot = process.getuid?.() === 0;
  const options = [`lowerdir=${below.join(':')}`, `upperdir=${top}`, `workdir=${work}`, 'index=off'];
  const script = '/usr/bin/mount -t overlay overlay -o "$1" "$2" && shift 2 && exec "$@"';
  const own = isRoot ? ['/usr/bin/unshare', '-m'] : ['/usr/bin/unshare', '-Urm'];
  const all = [...options, ...(isRoot ? [] : ['userxattr'])].join();
  return [...own, '/bin/sh', '-c', script, 'sh', all, mount, ...line];
}
