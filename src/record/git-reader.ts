import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Entry } from '../api/attempt.ts';
import { EnvironmentError, UsageError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';
import type { Batch, RunFacts } from '../api/store.ts';
import { didYouMean } from '../did-you-mean.ts';
import { environmentError } from '../environment-error.ts';
import { expectReadable } from '../expect-readable.ts';
import { CatFile, filesInOrder } from './cat-file.ts';
import { decodeLines } from './codec.ts';
import { checkGit, gitAt } from './git.ts';
import { type Notes, readNotes } from './notes.ts';

/** Version of the record's format that this engine writes and reads. */
export const recordFormat = 2;

/** Journal files read at once. */
const ahead = 8;
/** Journal commits listed at once where the newest are wanted. */
const pageSize = 256;

/** Reads a population. Any number of readers may work beside the writer. */
export interface Reader extends AsyncDisposable {
  readonly facts: RunFacts;
  /** Every durable batch in order, or those after a journal commit. The first batch of a run holds no attempts. */
  batches(after?: string): AsyncIterable<Batch>;
  /** Every durable batch, the newest first; only as many are read as are asked for. */
  newestFirst(): AsyncIterable<Batch>;
  /** The newest batches that together hold at least so many attempts, or all of them; the oldest first. */
  latest(attempts: number): Promise<readonly Batch[]>;
  /** What people noted about candidates; `known` itself where nothing has changed since. */
  notes(known?: Notes): Promise<Notes>;
  /** Commit ids by branch name. */
  branches(): Promise<Readonly<Record<string, string>>>;
  /** The attempts of one journal commit, whole. */
  entries(journal: string): Promise<readonly Entry[]>;
  /** The files of a candidate, in the order of the initial program's files. */
  files(commit: string): Promise<Files>;
  /** The patch that makes one candidate of another, with `context` unchanged lines around each change (default 3). */
  patch(from: string, to: string, context?: number): Promise<string>;
  /** The commit that wrote each line of a candidate's file. */
  blame(commit: string, file: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A population beside this path that was probably meant. */
async function meant(path: string): Promise<string> {
  const beside = await readdir(dirname(path)).catch(() => []);
  const names = beside.filter((name) => name.endsWith('.git')).map((name) => basename(name, '.git'));
  return didYouMean(basename(path, '.git'), names);
}

/** Opens a population for reading. */
export async function openReader(path: string): Promise<Reader> {
  await checkGit();
  await expectReadable(path);
  await expectReadable(join(path, 'objects'));
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw new UsageError(`There is no population at ${path}.${await meant(path)} List them with: germline runs`);
  const cat = new CatFile(path);
  try {
    const facts = await readFacts(path, cat);
    return {
      facts,
      batches: (after) => readBatches(path, cat, after),
      newestFirst: () => readNewestFirst(path, cat),
      latest: (attempts) => readLatest(path, cat, attempts),
      notes: (known) => readNotes(path, cat, known),
      branches: () => readBranches(path),
      entries: async (journal) => (await readBatch(cat, await withParents(path, journal))).entries,
      patch: (from, to, context = 3) => diffCommits(path, from, to, context),
      blame: (commit, file) => blame(path, commit, file),
      files: async (commit) => filesInOrder(await cat.files(`${commit}^{tree}`), facts.program.files),
      close: () => cat.close(),
      [Symbol.asyncDispose]: () => cat.close(),
    };
  } catch (error) {
    await cat.close();
    throw error;
  }
}

async function readFacts(path: string, cat: CatFile): Promise<RunFacts> {
  const [genesis] = await journal(path, '--max-parents=0', 'refs/heads/journal').catch((cause: unknown) =>
    notPopulation(path, cause),
  );
  const text = genesis && (await cat.contents(`${genesis[0]}:run.json`))?.toString('utf8');
  if (!text) return notPopulation(path);
  const facts = JSON.parse(text) as RunFacts;
  if (facts.format === recordFormat) return facts;
  throw new UsageError(
    `${path} was written by germline ${facts.engine} in format ${facts.format}; this version reads format ${recordFormat}. ` +
      `Use germline ${facts.engine} for it, or start a new population.`,
  );
}

function notPopulation(path: string, cause?: unknown): never {
  const said = cause instanceof Error ? `\n(${cause.message.trim()})` : '';
  if (said.includes('dubious ownership'))
    throw new UsageError(
      `${path} belongs to another user, and git does not touch such a repository. ` +
        'Run germline as that user, or make it yours (chown -R).',
    );
  throw new UsageError(
    `${path} is not a population of germline: it has no journal that begins with run.json. ` +
      `Name a population made by "germline run", such as one in the folder populations.${said}`,
  );
}

/** Journal commits with their parents, as options of `git rev-list` select and order them. */
async function journal(path: string, ...selection: readonly string[]): Promise<string[][]> {
  const text = await gitAt(path).raw('rev-list', '--first-parent', '--parents', ...selection, '--');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ')]));
}

async function* readBatches(path: string, cat: CatFile, after: string | undefined): AsyncGenerator<Batch> {
  const known = after === undefined ? [] : [`^${after}`];
  const commits = await journal(path, '--reverse', 'refs/heads/journal', ...known).catch((cause: unknown) =>
    unreadable(path, cause),
  );
  yield* readEach(cat, commits);
}

/** Reads batches in the order of their commits, some of them ahead. */
async function* readEach(cat: CatFile, commits: readonly (readonly string[])[]): AsyncGenerator<Batch> {
  const read = (commit: readonly string[]) => {
    const reading = readBatch(cat, commit);
    reading.catch(() => {}); // reported when its turn comes
    return reading;
  };
  const reads = commits.slice(0, ahead).map(read);
  for (let index = 0; index < commits.length; index++) {
    const batch = await reads.shift();
    const next = commits[index + ahead];
    if (next) reads.push(read(next));
    if (batch) yield batch;
  }
}

async function* readNewestFirst(path: string, cat: CatFile): AsyncGenerator<Batch> {
  for (let newest: string | undefined = 'refs/heads/journal'; newest !== undefined; ) {
    const page: string[][] = await journal(path, `--max-count=${pageSize}`, newest).catch((cause: unknown) =>
      unreadable(path, cause),
    );
    yield* readEach(cat, page);
    newest = page.at(-1)?.[1];
  }
}

async function readLatest(path: string, cat: CatFile, attempts: number): Promise<readonly Batch[]> {
  const found: Batch[] = [];
  let held = 0;
  for await (const batch of readNewestFirst(path, cat)) {
    if (held >= attempts) break;
    found.unshift(batch);
    held += batch.entries.length;
  }
  return found;
}

function unreadable(path: string, cause: unknown): never {
  throw new EnvironmentError(`The journal of ${path} cannot be read; "git fsck" tells more.`, { cause });
}

/** A commit and its parents. */
async function withParents(path: string, commit: string): Promise<string[]> {
  return (await gitAt(path).raw('rev-list', '--parents', '--max-count=1', commit, '--')).trim().split(' ');
}

/**
 * The batch of a journal commit, given with its parents: the first one is the journal before, which only the first
 * commit lacks; the others are the children's commits, and each attempt's line says which one is its own.
 */
async function readBatch(cat: CatFile, [commit, ...parents]: readonly string[]): Promise<Batch> {
  const journal = commit as string;
  if (parents.length === 0) return { entries: [], journal };
  const lines = decodeLines((await cat.required(`${journal}:attempts.jsonl`)).toString('utf8'));
  const entries = lines.map(({ attempt, commit }) => ({
    attempt,
    commit: commit === undefined ? undefined : parents[commit],
  }));
  return { entries, journal };
}

async function readBranches(path: string): Promise<Readonly<Record<string, string>>> {
  const text = await gitAt(path).raw('for-each-ref', '--format=%(refname:lstrip=2) %(objectname)', 'refs/heads');
  return Object.fromEntries(text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ')])));
}

async function diffCommits(path: string, from: string, to: string, context: number): Promise<string> {
  try {
    return await gitAt(path).raw('diff', '--histogram', `-U${context}`, from, to, '--');
  } catch (cause) {
    throw environmentError(`git cannot compare ${from} with ${to}`, cause);
  }
}

async function blame(path: string, commit: string, file: string): Promise<readonly string[]> {
  const text = await gitAt(path).raw('blame', '-l', '-s', '--root', commit, '--', file);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(0, 40));
}
