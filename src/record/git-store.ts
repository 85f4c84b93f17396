import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childOf, type Entry, parentsOf, type Recorded } from '../api/attempt.ts';
import { EnvironmentError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';
import type { Branches, RunFacts, Store } from '../api/store.ts';
import { environmentError } from '../environment-error.ts';
import { CatFile, filesInOrder } from './cat-file.ts';
import { commitMessage, encodeLine } from './codec.ts';
import { commitCommand, date } from './commit-command.ts';
import { FastImport } from './fast-import.ts';
import { gitAt } from './git.ts';
import { openReader } from './git-reader.ts';
import { lock } from './lock.ts';
import { countPacks, joinPacks, removeLeftovers } from './maintenance.ts';
import { syncFolder } from './sync.ts';

export interface StoreOptions {
  /**
   * The size of a batch: `group` (default) whatever came while the last one was written, a number exactly so many
   * attempts, `manual` whatever was appended when `flush` is called.
   */
  readonly batch?: 'group' | 'manual' | number;
}

/** Most attempts of one batch: a commit with more parents is slow to read. */
const largestBatch = 128;
/** A batch costs git about the same, however many attempts it holds: the store rests this many times as long as one took. */
const restRatio = 4;
/** Longest rest, in milliseconds: how much later an attempt may become durable. */
const maxRest = 200;
/** Packs that may gather before they are joined. */
const mostPacks = 64;
/** Folders in which a batch renames files: the pack, then the journal's branch that names what is in it. */
const renamedIn = ['objects/pack', 'refs/heads'] as const;

/** Opens a population for writing: takes its lock, and removes what a killed writer left. */
export async function openStore(path: string, options: StoreOptions): Promise<Store> {
  const reader = await openReader(path);
  try {
    const unlock = await lock(path);
    try {
      await removeLeftovers(path); // before the journal is read: from here on only this process can move it
      const store = new GitStore(path, reader.facts, options, unlock, await reader.branches());
      for await (const { entries, journal } of reader.batches()) store.load(entries, journal);
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
  /** Where the branches point after it. */
  readonly branches: Branches;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The record of a run as a bare git repository, written by one `git fast-import` with group commit. */
class GitStore implements Store {
  readonly facts: RunFacts;
  readonly #path: string;
  readonly #batch: number;
  readonly #grouped: boolean;
  readonly #unlock: () => Promise<void>;
  readonly #commits: (string | undefined)[] = [];
  readonly #scores: (number | undefined)[] = [];
  readonly #pending = new Map<number, Files>();
  /** Where the branches point: commit ids by name. */
  readonly #at: Map<string, string>;
  #queue: Queued[] = [];
  #import: FastImport | undefined;
  #cat: CatFile | undefined;
  #journal = '';
  #recorded = 0;
  #writing: Promise<void> | undefined;
  #scheduled = false;
  /** Flushes that wait: until they have ended, the store does not rest. */
  #flushes = 0;
  #wake: () => void = () => {};
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
    const { batch = 'group' } = options;
    this.facts = facts;
    this.#path = path;
    this.#grouped = batch === 'group';
    this.#batch = typeof batch === 'number' ? batch : batch === 'group' ? largestBatch : Number.POSITIVE_INFINITY;
    this.#unlock = unlock;
    this.#at = new Map(Object.entries(at));
  }

  get recorded(): number {
    return this.#recorded;
  }

  /** Loads a batch of the existing record. */
  load(entries: readonly Entry[], journal: string): void {
    for (const entry of entries) this.#index(entry);
    this.#recorded += entries.length;
    this.#journal = journal;
  }

  append(recorded: Recorded, branches: Branches): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#queue.push({ ...recorded, branches, resolve, reject });
    if (recorded.program) this.#pending.set(recorded.attempt.number, recorded.program.files);
    if (this.#queue.length >= this.#batch) this.#wake();
    this.#schedule();
    return promise;
  }

  async flush(branches: Branches = {}): Promise<void> {
    this.#flushes++;
    this.#wake();
    try {
      while (!this.#failure && (this.#writing || this.#queue.length > 0)) await (this.#writing ?? this.#write(1));
    } finally {
      this.#flushes--;
    }
    if (this.#failure) throw this.#failure;
    await this.#moveBranches(branches);
  }

  commitOf(number: number): string | undefined {
    return this.#commits[number];
  }

  async files(number: number): Promise<Files> {
    const pending = this.#pending.get(number);
    if (pending) return pending;
    const commit = this.#commits[number];
    if (!commit) throw new Error(`attempt ${number} has no files`);
    this.#cat ??= new CatFile(this.#path);
    return filesInOrder(await this.#cat.files(`${commit}^{tree}`), this.facts.program.files);
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    try {
      await this.flush();
    } finally {
      this.#failure ??= new Error('this store was closed');
      await this.#import?.end();
      await this.#cat?.close();
      await this.#unlock();
    }
  }

  /** Writing starts after this turn of the event loop, so that what is appended in one turn shares a batch. */
  #schedule(): void {
    const least = this.#grouped ? 1 : this.#batch;
    if (this.#scheduled || this.#writing || this.#queue.length < least) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#writing) this.#write(least).catch(() => {}); // every append was rejected with the same error
    });
  }

  /** Writes batches while at least so many attempts wait; attempts that arrive meanwhile join the next batch. */
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
        const begun = performance.now();
        const batch = this.#queue.splice(0, this.#batch);
        await this.#writeBatch(batch);
        await this.#moveBranches(batch.at(-1)!.branches);
        await this.#rest(restRatio * (performance.now() - begun));
      }
    } catch (error) {
      this.#fail(error as Error);
      await this.#import?.kill(); // what was rejected as lost must not be written later
      throw error;
    }
  }

  /** Lets attempts gather for the next batch, unless it is full or a caller waits for all of them. */
  async #rest(milliseconds: number): Promise<void> {
    if (!this.#grouped || this.#flushes > 0 || this.#queue.length >= this.#batch) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.min(milliseconds, maxRest));
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
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

  /** One durable batch: the commits of children, then the journal commit that keeps them. */
  async #commit(batch: readonly Queued[]): Promise<void> {
    await this.#boundPacks();
    const marks = marksOf(batch);
    for (const { attempt } of batch) this.#index({ attempt, commit: undefined });
    const journal = marks.size + 1;
    this.#import ??= new FastImport(this.#path);
    const ids = await this.#import.checkpoint([
      ...batch.flatMap((queued) => this.#childCommand(queued, marks)),
      ...this.#journalCommand(batch, marks),
      ...Array.from({ length: journal }, (_, index) => `get-mark :${index + 1}\n`),
    ]);
    await this.#verify(ids[journal - 1]);
    for (const folder of renamedIn) await syncFolder(join(this.#path, folder)); // git syncs files only
    for (const { attempt } of batch) this.#index({ attempt, commit: ids[(marks.get(attempt.number) ?? 0) - 1] });
    this.#journal = ids[journal - 1] as string;
    this.#packs++;
  }

  #childCommand({ attempt, program }: Queued, marks: ReadonlyMap<number, number>) {
    if (!program) return [];
    const mark = marks.get(attempt.number) as number;
    const commitOf = (number: number) => (marks.has(number) ? `:${marks.get(number)}` : this.#commits[number]);
    const parents = parentsOf(attempt).flatMap((number) => commitOf(number) ?? []);
    const message = commitMessage(attempt, (number) => this.#scores[number]);
    return commitCommand(mark, parents, program.files, message, date(this.facts, attempt.at));
  }

  #journalCommand(batch: readonly Queued[], marks: ReadonlyMap<number, number>) {
    const [first, last] = [batch[0]?.attempt, batch.at(-1)?.attempt];
    const line = ({ attempt }: Queued) => encodeLine({ attempt, commit: marks.get(attempt.number) });
    const lines = batch.map((queued) => `${line(queued)}\n`).join('');
    const message = `attempts ${first?.number} to ${last?.number}\n`;
    const parents = [this.#journal, ...[...marks.values()].map((mark) => `:${mark}`)];
    return commitCommand(
      marks.size + 1,
      parents,
      { 'attempts.jsonl': lines },
      message,
      date(this.facts, last?.at ?? 0),
    );
  }

  /**
   * Branches move once the journal has, so that a reader of branches and then of the journal finds the commits that they name. One
   * that git could not move is moved with the next batch.
   */
  async #moveBranches(branches: Branches): Promise<void> {
    const moved = Object.entries(branches).flatMap(([branch, number]) => {
      const commit = this.#commits[number];
      return commit && this.#at.get(branch) !== commit ? [[branch, commit] as const] : [];
    });
    if (moved.length === 0) return;
    this.#import ??= new FastImport(this.#path);
    await this.#import.checkpoint(moved.map(([branch, commit]) => `reset refs/heads/${branch}\nfrom ${commit}\n\n`));
    for (const [branch, commit] of moved) this.#at.set(branch, commit);
  }

  /** Reads the branch itself: fast-import answers a checkpoint even if it could not move a branch. */
  async #verify(journal: string | undefined): Promise<void> {
    const found = await readFile(join(this.#path, 'refs/heads/journal'), 'utf8').catch(() => '');
    if (journal && (found.trim() === journal || (await this.#packedJournal()) === journal)) return;
    throw new EnvironmentError(
      `git wrote a batch but could not move the journal of ${this.#path}. Look whether the disk is full or a file ` +
        'below refs/heads is locked, then resume the run; what was reported as recorded is safe.',
    );
  }

  /** Where the journal's branch points if another git process has packed the branches. */
  async #packedJournal(): Promise<string> {
    const said = await gitAt(this.#path)
      .raw('rev-parse', '--verify', 'refs/heads/journal')
      .catch(() => '');
    return said.trim();
  }

  #index({ attempt, commit }: Entry): void {
    const child = childOf(attempt);
    if (!child) return;
    this.#commits[attempt.number] = commit;
    if (child.status === 'scored') this.#scores[attempt.number] = child.score;
  }

  /** Joins packs between two batches, while no fast-import holds them; appends wait in the queue meanwhile. */
  async #boundPacks(): Promise<void> {
    if (this.#packs === Number.POSITIVE_INFINITY) this.#packs = await countPacks(this.#path);
    if (this.#packs < mostPacks) return;
    await this.#import?.end();
    this.#import = undefined;
    // If packs cannot be joined now (a full disk, a git gc of the user), reading is slower until a later try.
    this.#packs = await joinPacks(this.#path).then(
      () => countPacks(this.#path),
      () => 0,
    );
  }
}

/** Marks of the children's commits by attempt number, from 1: also their places among the journal commit's parents. */
function marksOf(batch: readonly Queued[]): ReadonlyMap<number, number> {
  const children = batch.filter(({ program }) => program);
  return new Map(children.map(({ attempt }, index) => [attempt.number, index + 1]));
}
