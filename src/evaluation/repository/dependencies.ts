import { type Dirent, existsSync } from 'node:fs';
import { mkdir, readdir, realpath, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { listGit } from './git.ts';

/** Names of folders in which package managers keep what a repository needs. */
const usual = new Set([
  ...['node_modules', 'bower_components', 'jspm_packages', '.yarn', '.pnpm-store'],
  ...['.venv', 'venv', '.tox', '__pypackages__', 'vendor', 'deps', 'elm-stuff', 'Pods', '.bundle'],
]);

/** Folders of dependencies that lie in a working tree and not in version control, relative to its root. */
export async function dependenciesOf(root: string): Promise<readonly string[]> {
  const words = ['ls-files', '--others', '--directory', '-z'];
  const found = (await listGit(root, words)).filter((name) => name.endsWith('/')).map((name) => name.slice(0, -1));
  const named = found.filter((name) => usual.has(basename(name)));
  const linked = ['node_modules', '.venv'].filter((name) => !named.includes(name) && existsSync(join(root, name)));
  const tracked = new Set(await listGit(root, ['ls-files', '-z', '--', ...linked]));
  return [...named, ...linked.filter((name) => ![...tracked].some((file) => file.startsWith(`${name}/`)))];
}

/**
 * Makes a dependency of the user's appear in a copy of the repository. Links in it that lead back into the repository, as
 * those to the packages of a workspace do, lead into the copy, where the candidate is.
 */
export async function linkDependency(name: string, root: string, copy: string): Promise<void> {
  await mkdir(join(copy, dirname(name)), { recursive: true });
  const [from, to] = [join(root, name), join(copy, name)];
  const isFolder = (await stat(from)).isDirectory();
  const back = isFolder ? await linksBack(from, root) : new Map<string, string>();
  if (back.size === 0) await symlink(from, to);
  else await mirror(from, to, (path) => (back.has(path) ? join(copy, back.get(path) as string) : undefined));
}

/** The links of a folder and of the scopes in it that lead to a package of the repository, by their paths, with its path below the root. */
async function linksBack(folder: string, root: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (isScope(entry)) for (const [link, target] of await linksBack(path, root)) found.set(link, target);
    if (!entry.isSymbolicLink()) continue;
    const target = relative(root, await realpath(path).catch(() => path));
    if (!target.startsWith('..') && !target.split(sep).some((part) => usual.has(part))) found.set(path, target);
  }
  return found;
}

/** Makes a folder of links to the entries of another one or, relative to it as copies are copied, to what stands for them. */
async function mirror(from: string, to: string, substitute: (path: string) => string | undefined): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const path = join(from, entry.name);
    const other = substitute(path);
    if (isScope(entry)) await mirror(path, join(to, entry.name), substitute);
    else await symlink(other === undefined ? path : relative(to, other), join(to, entry.name));
  }
}

/** A folder of packages with a common beginning of their names. */
const isScope = (entry: Dirent) => entry.isDirectory() && entry.name.startsWith('@');
