import { execFile } from 'node:child_process';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Surroundings, surround } from '../native/environment.ts';
import { ifThere } from '../native/toolchain.ts';

/** Programs that evaluators start for candidates of a language, by the suffix of the candidate's file. */
const tools: Readonly<Record<string, readonly string[]>> = {
  '.f90': ['gfortran'],
  '.go': ['go'],
  '.jl': ['julia'],
  '.r': ['Rscript'],
  '.rs': ['cargo', 'rustc'],
};

/** What such programs need of the machine; one that it lacks is left to the evaluator, which says so. */
export function toolsFor(entry: string, folder: string): readonly Surroundings[] {
  const names = tools[extname(entry).toLowerCase()] ?? [];
  return names.flatMap((name) => ifThere(() => surround([name], folder)));
}

/** How a compiler builds a program for nothing but its cache, by the suffix of the program's file. */
const builds: Readonly<Record<string, readonly string[]>> = { '.go': ['go', 'build', '-o', '/dev/null'] };

/**
 * Fills the caches of compilers with what the initial program needs, such as the standard library of Go, as no candidate
 * may write there. What fails is left to the evaluator, which says why.
 */
export async function warmCaches(entry: string, folder: string): Promise<void> {
  const build = builds[extname(entry).toLowerCase()];
  const [tool] = build ? toolsFor(entry, folder) : [];
  if (!build || !tool) return;
  const env = { ...process.env, ...tool.environment };
  await promisify(execFile)(tool.words[0]!, [...build.slice(1), join(folder, entry)], { cwd: folder, env }).catch(
    () => {},
  );
}
