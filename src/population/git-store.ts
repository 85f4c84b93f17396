import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Attempt, Recorded } from '../api/attempt.ts';
import { EnvironmentError, UsageError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';
import type { Branches, RunFacts, Store } from '../api/store.ts';
import { CatFile, inOrder } from './cat-file.ts';
import { FastImport } from './fast-import.ts';
import { checkGit, gitAt } from './git.ts';
import { openReader, recordFormat } from './git-reader.ts';
import { lock } from './lock.ts';
import { countPacks, removeLeftovers, repack } from './maintenance.ts';
import { commitMessage, encodeAttempt } from './record.ts';

export interface StoreOptions {
  /** Branches to move with a batch, asked when it is written: branch name to attempt number. */
  readonly branches?: () => Branches;
  /**
   * What makes a batch: `group` (default) whatever came while the last one was written, a number exactly so many
   * attempts, `manual` whatever was appended when `flush` is called.
   */
  readonly batch?: 'group' | 'manual' | number;
}

/** Most attempts of one batch: a commit with more parents is slow to read. */
const largestBatch = 128;
/** Packs that may gather before they are joined. */
const mostPacks = 64;

/** For git commands that people use on a population; our own ones do not depend on it. */
const settings = {
  'core.fsync': 'all',
  'fastimport.unpackLimit': '1',
  'gc.auto': '0',
  'core.logAllRefUpdates': 'false',
};
const identity = 'germline <germline@localhost>';

/**
 * Makes a new population; its path must not exist. It is made beside its path and then renamed, so that a population is
 * there whole or not at all, and of two who make the same one the second is refused.
 */
export async function createStore(path: string, facts: RunFacts, options: StoreOptions): Promise<Store> {
  await checkGit();
  if (existsSync(path)) throw existing(path);
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    await mkdir(draft, { recursive: true });
    await writeGenesis(draft, facts);
    await rename(draft, path).catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === 'ENOTEMPTY' || cause.code === 'EEXIST' ? existing(path) : cause;
    });
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw environmentError(`The population ${path} could not be made`, cause);
  }
  return await openStore(path, options);
}

function existing(path: string): UsageError {
  return new UsageError(`${path} exists already. Go on with it by "germline resume", or choose another --population.`);
}

/** An empty population: its first journal commit tells what the run is. */
async function writeGenesis(path: string, facts: RunFacts): Promise<void> {
  await gitAt(path).raw('init', '--bare', '--quiet', '--initial-branch=champion', '--template=');
  for (const [name, value] of Object.entries(settings)) await gitAt(path).raw('config', name, value);
  const text = `${JSON.stringify({ ...facts, format: recordFormat }, null, 2)}\n`;
  const message = `run: ${facts.problem.name}, seed ${facts.seed}\n`;
  const child = new FastImport(path);
  try {
    await child.checkpoint(command(1, [], { 'run.json': text }, message, date(facts, 0)));
  } finally {
    await child.end();
  }
}

/** Makes a rename durable, where the system lets folders be opened. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

/** What the machine did, named; what the user did stays as it is. */
function environmentError(what: string, cause: unknown): Error {
  if (cause instanceof UsageError || cause instanceof EnvironmentError) return cause;
  return new EnvironmentError(`${what}: ${(cause as Error).message.trim()}`, { cause });
}

/** Opens a population for writing: takes its lock, and removes what a killed writer left. */
export async function openStore(path: string, options: StoreOptions): Promise<Store> {
  const reader = await openReader(path);
  try {
    const unlock = await lock(path);
    try {
      await removeLeftovers(path); // before the journal is read: from here on nobody else can move it
      const store = new GitStore(path, reader.facts, options, unlock, await reader.branches());
      for await (const { attempts, commits, journal } of reader.batches()) store.remember(attempts, commits, journal);
      return store;
    } catch (error) {
      await unlock();
      throw error;
    }
  } catch (cause) {
    throw environmentError(`The population ${path} cannot be opened for writing`, cause);
  } finally {
    await reader.close();
  }
}

interface Queued extends Recorded {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The record of a run as a bare git repository, written by one `git fast-import` with group commit. */
class GitStore implements Store {
  readonly facts: RunFacts;
  readonly #path: string;
  readonly #branches: () => Branches;
  readonly #batch: number;
  readonly #grouped: boolean;
  readonly #unlock: () => Promise<void>;
  readonly #commits: (string | undefined)[] = [];
  readonly #scores: (number | undefined)[] = [];
  readonly #pending = new Map<number, Files>();
  /** Where the branches are: commit ids by name. */
  readonly #at: Map<string, string>;
  #queue: Queued[] = [];
  #import: FastImport | undefined;
  #cat: CatFile | undefined;
  #journal = '';
  #recorded = 0;
  #writing: Promise<void> | undefined;
  #scheduled = false;
  #failure: Error | undefined;
  #closed: Promise<void> | undefined;
  #packs = Number.POSITIVE_INFINITY;

  constructor(
    path: string,
    facts: RunFacts,
    options: StoreOptions,
    unlock: () => Promise<void>,
    at: Readonly<Record<string, string>>,
  ) {
    const { batch = 'group', branches = () => ({}) } = options;
    this.facts = facts;
    this.#path = path;
    this.#branches = branches;
    this.#grouped = batch === 'group';
    this.#batch = typeof batch === 'number' ? batch : batch === 'group' ? largestBatch : Number.POSITIVE_INFINITY;
    this.#unlock = unlock;
    this.#at = new Map(Object.entries(at));
  }

  get recorded(): number {
    return this.#recorded;
  }

  /** Takes in what is recorded already. */
  remember(attempts: readonly Attempt[], commits: readonly (string | undefined)[], journal: string): void {
    for (const [index, attempt] of attempts.entries()) this.#know(attempt, commits[index]);
    this.#recorded += attempts.length;
    this.#journal = journal;
  }

  append(recorded: Recorded): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#queue.push({ ...recorded, resolve, reject });
    if (recorded.files) this.#pending.set(recorded.attempt.number, recorded.files);
    this.#schedule();
    return promise;
  }

  async flush(): Promise<void> {
    while (!this.#failure && (this.#writing || this.#queue.length > 0)) await (this.#writing ?? this.#write(1));
    if (this.#failure) throw this.#failure;
  }

  async files(number: number): Promise<Files> {
    const pending = this.#pending.get(number);
    if (pending) return pending;
    const commit = this.#commits[number];
    if (!commit) throw new Error(`attempt ${number} has no files`);
    this.#cat ??= new CatFile(this.#path);
    return inOrder(await this.#cat.files(`${commit}^{tree}`), this.facts.files);
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    try {
      await this.flush();
      await this.#moveBranches();
    } finally {
      this.#failure ??= new Error('this store was closed');
      await this.#import?.end();
      await this.#cat?.close();
      await this.#unlock();
    }
  }

  /** Writing waits for the end of this turn of the event loop: the caller tells its population after appending. */
  #schedule(): void {
    const least = this.#grouped ? 1 : this.#batch;
    if (this.#scheduled || this.#writing || this.#queue.length < least) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#writing) this.#write(least).catch(() => {}); // every append was rejected with it
    });
  }

  /** Writes batches as long as there are at least so many attempts; what comes meanwhile joins the next one. */
  #write(least: number): Promise<void> {
    this.#writing = this.#drain(least).finally(() => {
      this.#writing = undefined;
      this.#schedule();
    });
    return this.#writing;
  }

  async #drain(least: number): Promise<void> {
    try {
      while (this.#queue.length >= Math.max(1, least)) {
        await this.#writeBatch(this.#queue.splice(0, this.#batch));
        await this.#moveBranches();
      }
    } catch (error) {
      this.#fail(error as Error);
      await this.#import?.kill(); // what was called lost must not come true later
      throw error;
    }
  }

  async #writeBatch(batch: readonly Queued[]): Promise<void> {
    try {
      await this.#commit(batch);
      this.#recorded += batch.length;
      for (const { attempt, resolve } of batch) {
        this.#pending.delete(attempt.number);
        resolve();
      }
    } catch (error) {
      for (const { reject } of batch) reject(error as Error);
      throw error;
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#queue.splice(0)) reject(error);
  }

  /** One durable batch: candidate commits, then the journal commit that keeps them. */
  async #commit(batch: readonly Queued[]): Promise<void> {
    await this.#boundPacks();
    const candidates = batch.flatMap(({ attempt, files }) => (files ? [{ attempt, files }] : []));
    const marks = new Map(candidates.map(({ attempt }, index) => [attempt.number, index + 1]));
    const parent = (number: number) => (marks.has(number) ? `:${marks.get(number)}` : this.#commits[number]);
    for (const { attempt } of candidates) this.#know(attempt, undefined);
    const parents = (numbers: readonly number[]) => numbers.flatMap((number) => parent(number) ?? []);
    const commits = candidates.map(({ attempt, files }, index) =>
      command(
        index + 1,
        parents(attempt.parents),
        files,
        commitMessage(attempt, (number) => this.#scores[number]),
        date(this.facts, attempt.at),
      ),
    );
    const journal = candidates.length + 1;
    const kept = [this.#journal, ...candidates.map((_, index) => `:${index + 1}`)];
    this.#import ??= new FastImport(this.#path);
    const ids = await this.#import.checkpoint([
      ...commits.flat(),
      ...this.#journalCommand(batch, journal, kept),
      ...Array.from({ length: journal }, (_, index) => `get-mark :${index + 1}\n`),
    ]);
    await this.#verify(ids[journal - 1]);
    for (const [index, { attempt }] of candidates.entries()) this.#know(attempt, ids[index]);
    this.#journal = ids[journal - 1] as string;
    this.#packs++;
  }

  #journalCommand(batch: readonly Queued[], mark: number, parents: readonly string[]) {
    const [first, last] = [batch[0]?.attempt, batch.at(-1)?.attempt];
    const lines = batch.map(({ attempt }) => `${encodeAttempt(attempt)}\n`).join('');
    const message = `attempts ${first?.number} to ${last?.number}\n`;
    return command(mark, parents, { 'attempts.jsonl': lines }, message, date(this.facts, last?.at ?? 0));
  }

  /**
   * Branches move once the journal has, so that whoever reads branches and then the journal finds what they name. One
   * that is to name an attempt that is not durable yet moves later, as does one that git could not move.
   */
  async #moveBranches(): Promise<void> {
    const moved = Object.entries(this.#branches()).flatMap(([branch, number]) => {
      const commit = this.#commits[number];
      return commit && this.#at.get(branch) !== commit ? [[branch, commit] as const] : [];
    });
    if (moved.length === 0) return;
    this.#import ??= new FastImport(this.#path);
    await this.#import.checkpoint(moved.map(([branch, commit]) => `reset refs/heads/${branch}\nfrom ${commit}\n\n`));
    for (const [branch, commit] of moved) this.#at.set(branch, commit);
  }

  /** fast-import answers a checkpoint even where it could not move a branch, so the branch itself is asked. */
  async #verify(journal: string | undefined): Promise<void> {
    const found = await readFile(join(this.#path, 'refs/heads/journal'), 'utf8').catch(() => '');
    if (journal && (found.trim() === journal || (await this.#packedJournal()) === journal)) return;
    throw new EnvironmentError(
      `git wrote a batch but could not move the journal of ${this.#path}. Look whether the disk is full or a file ` +
        'below refs/heads is locked, then resume the run; what was reported as recorded is safe.',
    );
  }

  /** Where the journal's branch is when somebody's own git has packed the branches. */
  async #packedJournal(): Promise<string> {
    const said = await gitAt(this.#path)
      .raw('rev-parse', '--verify', 'refs/heads/journal')
      .catch(() => '');
    return said.trim();
  }

  #know({ number, outcome }: Attempt, commit: string | undefined): void {
    this.#commits[number] = commit;
    if (outcome.status === 'scored') this.#scores[number] = outcome.score;
  }

  /** Joins packs between two batches, with no fast-import holding them; appends gather in the queue meanwhile. */
  async #boundPacks(): Promise<void> {
    if (this.#packs === Number.POSITIVE_INFINITY) this.#packs = await countPacks(this.#path);
    if (this.#packs < mostPacks) return;
    await this.#import?.end();
    this.#import = undefined;
    // Packs that cannot be joined now (little space, somebody's own git gc) only make reading slower: tried again later.
    this.#packs = await repack(this.#path).then(
      () => countPacks(this.#path),
      () => 0,
    );
  }
}

/** When something happened in the run, as git writes it. */
function date({ started }: RunFacts, at: number): string {
  return `${Math.floor((started + at) / 1000)} +0000`;
}

/** A `commit` command of fast-import. Everything is committed on the journal's branch, so that one branch moves. */
function command(
  mark: number,
  parents: readonly string[],
  files: Files,
  message: string,
  date: string,
): (string | Uint8Array)[] {
  const [from, ...merges] = parents;
  return [
    // A commit without parents on a branch that exists needs the branch emptied first.
    ...(from === undefined ? ['reset refs/heads/journal\n\n'] : []),
    `commit refs/heads/journal\nmark :${mark}\nauthor ${identity} ${date}\ncommitter ${identity} ${date}\n`,
    ...data(message),
    ...(from === undefined ? [] : [`from ${from}\n`]),
    ...merges.map((parent) => `merge ${parent}\n`),
    'deleteall\n',
    ...Object.entries(files).flatMap(([name, text]) => [`M 100644 inline ${quote(name)}\n`, ...data(text)]),
    '\n',
  ];
}

function data(text: string): (string | Uint8Array)[] {
  const bytes = Buffer.from(text, 'utf8');
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

function quote(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
