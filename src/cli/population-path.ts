import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where runs are kept: in the folder the command is run in. */
const populationsFolder = 'populations';

/** The path of a population: a name stands for `populations/NAME.git`, anything with a slash for itself. */
export function populationPath(name: string): string {
  if (/[\\/]/.test(name) || name.startsWith('.')) return resolve(name);
  return resolve(populationsFolder, name.endsWith('.git') ? name : `${name}.git`);
}

/** The first of `PROBLEM-1`, `PROBLEM-2`, … that does not exist. */
export function freePopulation(problem: string): string {
  const slug =
    problem
      .replace(/[\\/]+$/, '')
      .replace(/.*[\\/]/, '')
      .replace(/\.ts$/, '') || 'problem';
  for (let number = 1; ; number++) {
    const name = `${slug}-${number}`;
    if (!existsSync(join(populationsFolder, `${name}.git`))) return name;
  }
}
