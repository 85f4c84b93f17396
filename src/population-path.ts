import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from './api/errors.ts';
import { TakenError } from './record/taken-error.ts';

/** The folder of runs, in the current folder. */
const populationsFolder = 'populations';

/** Runs that come with germline. */
const shipped = fileURLToPath(new URL('../populations', import.meta.url));

/**
 * The path of a population: a name means `populations/NAME.git`, anything with a slash is a path. A bundle in its place,
 * made by `germline export --bundle`, is unpacked there first, as is a run of that name that comes with germline.
 */
export async function populationPath(name: string): Promise<string> {
  const stem = name.replace(/\.(git|bundle)$/, '');
  if (stem === '') throw new UsageError('The name of a population is missing, such as circle-packing-26-1.');
  const named = !/[\\/]/.test(name) && !name.startsWith('.');
  const plain = named || name.endsWith('.bundle') ? `${named ? join(populationsFolder, stem) : stem}.git` : name;
  const path = resolve(plain);
  const beside = path.replace(/\.git$/, '.bundle');
  const bundles = beside === path ? [] : [beside, ...(named ? [join(shipped, `${stem}.bundle`)] : [])];
  const bundle = bundles.find((file) => existsSync(file));
  if (existsSync(path) || bundle === undefined) return path;
  const { unpackBundle } = await import('./record/bundle.ts');
  await unpackBundle(bundle, path);
  return path;
}

/** The name under which `populationPath` finds a population in the folder of runs. */
export function populationName(path: string): string {
  return basename(path, '.git');
}

/**
 * Makes something new under the given name, or under the first free one of a problem. Where another process takes that
 * one meanwhile, the next one is tried.
 */
export async function underFreeName<T>(
  problem: string,
  given: string | undefined,
  make: (path: string) => Promise<T>,
): Promise<T> {
  if (given !== undefined) return await ignored(await populationPath(given), make);
  for (;;) {
    const path = await populationPath(freePopulation(problem));
    try {
      return await ignored(path, make);
    } catch (error) {
      if (!(error instanceof TakenError) || !existsSync(path)) throw error;
    }
  }
}

/** Makes something new; where that begins the folder of runs, a repository around it ignores them: they have their own. */
async function ignored<T>(path: string, make: (path: string) => Promise<T>): Promise<T> {
  const folder = dirname(path);
  const isFirst = folder === resolve(populationsFolder) && !existsSync(folder);
  const made = await make(path);
  if (isFirst) await writeFile(join(folder, '.gitignore'), '*\n').catch(() => {}); // a convenience
  return made;
}

/** The names of all runs. */
export async function listPopulations(): Promise<readonly string[]> {
  const files = await readdir(populationsFolder).catch(() => []);
  return files.filter((file) => /^[^.].*\.git$/.test(file)).map((file) => basename(file, '.git'));
}

/** The first free name of `PROBLEM-1`, `PROBLEM-2`, … */
export function freePopulation(problem: string): string {
  const path = problem.replace(/\[.*\]$/s, ''); // without the inputs of a specification
  const slug = basename(resolve(path)).replace(/\.(ts|py|txt)$/, '') || 'problem';
  for (let number = 1; ; number++) {
    const name = `${slug}-${number}`;
    if (!existsSync(join(populationsFolder, `${name}.git`))) return name;
  }
}
