import type { Files } from '../api/program.ts';
import type { RunFacts } from '../api/store.ts';

/** Author and committer of all commits of a population. */
export const identity = 'germline <germline@localhost>';

/** A moment of the run as a git date; `at` is in milliseconds since the run began. */
export function date({ started }: RunFacts, at: number): string {
  return `${Math.floor((started + at) / 1000)} +0000`;
}

/** A `commit` command of `git fast-import`. All commits go to the journal's branch, so that only one branch moves. */
export function commitCommand(
  mark: number,
  parents: readonly string[],
  files: Files,
  message: string,
  date: string,
): (string | Uint8Array)[] {
  const [from, ...merges] = parents;
  return [
    // A commit without parents needs an empty branch.
    ...(from === undefined ? ['reset refs/heads/journal\n\n'] : []),
    `commit refs/heads/journal\nmark :${mark}\nauthor ${identity} ${date}\ncommitter ${identity} ${date}\n`,
    ...data(message),
    ...(from === undefined ? [] : [`from ${from}\n`]),
    ...merges.map((parent) => `merge ${parent}\n`),
    'deleteall\n',
    ...Object.entries(files).flatMap(([name, text]) => [`M 100644 inline ${quotePath(name)}\n`, ...data(text)]),
    '\n',
  ];
}

function data(text: string): (string | Uint8Array)[] {
  const bytes = Buffer.from(text, 'utf8');
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

function quotePath(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
