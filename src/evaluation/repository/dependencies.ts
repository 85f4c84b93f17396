import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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

/** Makes a dependency of the user's appear in a copy of the repository. */
export async function linkDependency(name: string, root: string, copy: string): Promise<void> {
  await mkdir(join(copy, dirname(name)), { recursive: true });
  await symlink(join(root, name), join(copy, name));
}
