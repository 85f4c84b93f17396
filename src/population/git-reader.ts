import { stat } from 'node:fs/promises';
import { EnvironmentError, UsageError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';
import type { Batch, RunFacts } from '../api/store.ts';
import { CatFile, inOrder } from './cat-file.ts';
import { checkGit, gitAt } from './git.ts';
import { decodeAttempts } from './record.ts';

/** Version of the record's format that this engine writes and reads. */
export const recordFormat = 1;

/** Reads of journal files under way at once. */
const ahead = 32;

/** Reads a population; any number of them, beside its writer too. */
export interface Reader {
  readonly facts: RunFacts;
  /** Every durable batch in order; the first holds no attempts. */
  batches(): AsyncIterable<Batch>;
  /** Commit ids by branch name. */
  branches(): Promise<Readonly<Record<string, string>>>;
  /** The files of a candidate, in the order of the initial program's. */
  files(commit: string): Promise<Files>;
  close(): Promise<void>;
}

/** Opens a population for reading. */
export async function openReader(path: string): Promise<Reader> {
  await checkGit();
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UsageError(`There is no population at ${path}. "ls populations" shows what there is.`);
  const cat = new CatFile(path);
  try {
    const facts = await readFacts(path, cat);
    return {
      facts,
      batches: () => readBatches(path, cat),
      branches: () => readBranches(path),
      files: async (commit) => inOrder(await cat.files(`${commit}^{tree}`), facts.files),
      close: async () => cat.close(),
    };
  } catch (error) {
    cat.close();
    throw error;
  }
}

async function readFacts(path: string, cat: CatFile): Promise<RunFacts> {
  const [genesis] = await journal(path).catch(() => []);
  const text = genesis && (await cat.contents(`${genesis[0]}:run.json`))?.toString('utf8');
  if (!text)
    throw new UsageError(
      `${path} is not a population of germline: it has no journal that begins with run.json. ` +
        'Name a population made by "germline run", such as one in the folder populations.',
    );
  const facts = JSON.parse(text) as RunFacts;
  if (facts.format === recordFormat) return facts;
  throw new UsageError(
    `${path} was written by germline ${facts.engine} in format ${facts.format}; this version reads format ${recordFormat}. ` +
      `Use germline ${facts.engine} for it, or start a new population.`,
  );
}

/** Each journal commit with its parents, the oldest first. */
async function journal(path: string): Promise<string[][]> {
  const text = await gitAt(path).raw(
    'rev-list',
    '--first-parent',
    '--reverse',
    '--parents',
    'refs/heads/journal',
    '--',
  );
  return text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ')]));
}

async function* readBatches(path: string, cat: CatFile): AsyncGenerator<Batch> {
  const commits = await journal(path).catch((cause: unknown) => {
    throw new EnvironmentError(`The journal of ${path} cannot be read; "git fsck" says more.`, { cause });
  });
  const read = ([commit]: string[]) => cat.contents(`${commit}:attempts.jsonl`);
  const reads = commits.slice(0, ahead).map(read);
  for (const [index, [commit, , ...candidates]] of commits.entries()) {
    const content = await reads[index];
    reads[index] = Promise.resolve(undefined); // what was read need not be kept
    const next = commits[index + ahead];
    if (next) reads.push(read(next));
    yield batchOf(commit as string, candidates, content?.toString('utf8') ?? '');
  }
}

/** The candidates of a batch are the further parents of its journal commit, in the order of their attempts. */
function batchOf(commit: string, candidates: string[], text: string): Batch {
  const attempts = decodeAttempts(text);
  const ids = candidates.values();
  const commits = attempts.map(({ outcome }) => (outcome.status === 'refused' ? undefined : ids.next().value));
  return { attempts, commits, journal: commit };
}

async function readBranches(path: string): Promise<Readonly<Record<string, string>>> {
  const text = await gitAt(path).raw('for-each-ref', '--format=%(refname:lstrip=2) %(objectname)', 'refs/heads');
  return Object.fromEntries(text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ')])));
}
