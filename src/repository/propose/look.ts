import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit } from '../commit.ts';

/** A folder of a repository, as far as proposals need it. */
export interface Look {
  /** Absolute path of the folder that gets the germline.yaml. */
  readonly folder: string;
  /** The files of the last commit below the folder, by paths relative to it. */
  readonly files: readonly string[];
  /** Whether a file or folder is there, in version control or not. */
  has(name: string): boolean;
  /** The text of a file; empty where it is not there. */
  read(name: string): string;
  /** The way to a file in the folder or, as workspaces share programs, in those around it up to the top of the repository. */
  above(name: string): string | undefined;
}

/** Longest file that is read, in characters. */
const most = 500_000;

export function lookAt(commit: Commit, files: readonly string[]): Look {
  const folder = join(commit.root, commit.folder);
  const levels = commit.folder.split('/').filter(Boolean).length;
  const ways = Array.from({ length: levels + 1 }, (_, level) => '../'.repeat(level));
  const has = (name: string) => existsSync(join(folder, name));
  return {
    ...{ folder, files, has },
    read: (name) => (has(name) ? readFileSync(join(folder, name), 'utf8').slice(0, most) : ''),
    above: (name) => ways.map((way) => `${way}${name}`).find(has),
  };
}

/** Whether a path is that of a test, by the habits of most languages. */
export const isTest = (path: string) =>
  /(^|\/)(tests?|__tests__|spec|testing)\/|(^|\/)test[-_][^/]*$|[._-](test|spec)s?\.\w+$|(^|\/)(test|conftest)\.\w+$/i.test(
    path,
  );

/** Whether a path is that of a benchmark. */
export const isBenchmark = (path: string) =>
  /(^|\/)(bench(es|mark|marks)?|perf(ormance)?)\/|(^|\/)(bench|perf)[^/]*$|[._-]bench(mark)?s?\.\w+$|(^|\/)test_[^/]*bench[^/]*\.py$/i.test(
    path,
  );
