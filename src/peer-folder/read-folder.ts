import { basename } from 'node:path';
import type { Problem, Suggested } from '../api/problem.ts';
import { localModules } from '../problem-file/local-modules.ts';
import { evaluatorNames, readFolderAt } from './folder.ts';
import { openevolveProblem } from './openevolve.ts';
import { shinkaProblem } from './shinka.ts';

/** A problem made of such a folder. */
export interface ReadFolder {
  readonly problem: Problem;
  /** Files of the folder that decide about scores. */
  readonly files: readonly string[];
  readonly suggested: Suggested;
}

/** Whether this is the path of an evaluator that was written for a peer. */
export const isPeerEvaluator = (path: string) => (evaluatorNames as readonly string[]).includes(basename(path));

/**
 * Makes a problem of a folder by the path of its evaluator; nothing is written there.
 *
 * @throws {UsageError} where it lacks an initial program.
 */
export async function readPeerFolder(path: string): Promise<ReadFolder> {
  const folder = await readFolderAt(path);
  const made = folder.file === 'evaluator.py' ? await openevolveProblem(folder) : await shinkaProblem(folder);
  const files = [folder.file, ...(await localModules(folder.path, folder.evaluator)), ...folder.helpers];
  return { ...made, files: [...new Set(files)] };
}
