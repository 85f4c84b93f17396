import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadProblem } from '../load-problem.ts';

/** A file of recorded answers: the one named, or else the one of that name in the problem's folder. */
export async function findAnswers(problem: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined || existsSync(file)) return file;
  const beside = join(dirname((await loadProblem(problem)).path), file);
  return existsSync(beside) ? beside : file;
}
