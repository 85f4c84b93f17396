import { readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { UsageError } from '../api/errors.ts';
import { fileName } from '../problem-file/fields.ts';
import { localModules } from '../problem-file/local-modules.ts';

/** The evaluators by which folders of peers are known, and the names of their initial programs without their suffix. */
const kinds = {
  'evaluator.py': { initial: 'initial_program', peer: 'OpenEvolve' },
  'evaluate.py': { initial: 'initial', peer: 'ShinkaEvolve' },
} as const;

export type EvaluatorName = keyof typeof kinds;

export const evaluatorNames = Object.keys(kinds) as readonly EvaluatorName[];

/** What a folder holds that was made for a peer. */
export interface PeerFolder {
  readonly path: string;
  readonly name: string;
  /** The initial program's file, its text, and the evaluator's file and text. */
  readonly initial: string;
  readonly program: string;
  readonly file: EvaluatorName;
  readonly evaluator: string;
  /** Files of the folder that the initial program imports. */
  readonly helpers: readonly string[];
  /** Files of the folder that the evaluator names in its text, and so may read. */
  readonly data: readonly string[];
}

/** Reads a folder by the path of its evaluator. @throws {UsageError} where it lacks an initial program. */
export async function readFolderAt(path: string): Promise<PeerFolder> {
  const folder = dirname(path);
  const file = basename(path) as EvaluatorName;
  const initial = findInitial(folder, file);
  const [program, evaluator] = await Promise.all(
    [join(folder, initial), path].map((one) => readFile(one, 'utf8')) as [Promise<string>, Promise<string>],
  );
  const helpers = extname(initial) === '.py' ? await localModules(folder, program) : [];
  const data = namedIn(evaluator, folder).filter((one) => one !== initial);
  return { path: folder, name: nameOf(folder), initial, program, file, evaluator, helpers, data };
}

function namedIn(text: string, folder: string): readonly string[] {
  const texts = [...text.matchAll(/(["'])([^"'\n]{1,200})\1/g)].map(([, , name]) => name!);
  const names = [...new Set(texts)].filter((name) => fileName.safeParse(name).success && !name.endsWith('.py'));
  return names.filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile());
}

function findInitial(folder: string, file: EvaluatorName): string {
  const { initial, peer } = kinds[file];
  const found = readdirSync(folder).filter((name) => name.startsWith(`${initial}.`) && !name.endsWith('.pyc'));
  if (found.length === 1) return found[0]!;
  throw new UsageError(
    found.length > 1
      ? `${folder} has several initial programs: ${found.join(', ')}. Keep one.`
      : `${folder} has an ${file} as ${peer} wants it, but no ${initial}.* beside it: the program to begin with.`,
  );
}

/** The folder's name, with that of the folder above where it is a mere number. */
function nameOf(folder: string): string {
  const name = basename(folder);
  return (/^\d+$/.test(name) ? `${basename(dirname(folder))}-${name}` : name).replace(/[^\w-]+/g, '-');
}
