import { execFile } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { chmod, chown, cp, lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../../api/errors.ts';
import type { Repository } from '../../api/problem.ts';
import type { Files } from '../../api/program.ts';
import { foldersAbove } from '../folders-above.ts';
import { writeEtc } from '../jail/etc.ts';
import type { Entrance, Room, RoomJail } from '../jail/jail.ts';
import { layered } from '../jail/room.ts';
import { makeTemporaryFolder, removeFolder } from '../temporary-folder.ts';
import { checkOut } from './checkout.ts';
import { linkDependency } from './dependencies.ts';
import { holdBack } from './held-back.ts';
import type { RepositoryPlan } from './plan.ts';
import type { Tools } from './tools.ts';

const run = promisify(execFile);

/** Folders that the end of the process removes. */
const left = new Set<string>();
process.once('exit', () => {
  for (const base of left) rmSync(base, { recursive: true, force: true });
});

/** The layer with what only audits see. */
const heldBack = 'held-back';

/** A state of the copy to work in: what it adds lies over what it was made from. */
export interface Space {
  readonly name: string;
  /** Names of the states below it, the topmost first. */
  readonly below: readonly string[];
}

/** Whether what is held back is there: files that only commands of audits see. */
type Shown = Pick<RepositoryPlan, 'heldBack'>;

interface Parts {
  readonly base: string;
  readonly repository: Repository;
  readonly tools: Tools;
  readonly jail: RoomJail;
  readonly user: number | undefined;
  readonly tracked: ReadonlySet<string>;
  /** The user's dependencies and what tools need, at their own paths. */
  readonly shown: readonly string[];
  /** Whether the kernel lays folders over one another here; otherwise spaces are whole copies. */
  readonly isLayered: boolean;
}

/**
 * The files of a repository at a commit, in a folder of our own, with the user's dependencies, and spaces over them. The
 * user's own folder is only read.
 */
export class CleanCopy {
  readonly #parts: Parts;
  #count = 0;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws {UsageError} where the commit cannot be copied whole, or a dependency is not there. */
  static async open(repository: Repository, tools: Tools, jail: RoomJail): Promise<CleanCopy> {
    const base = await makeTemporaryFolder('repository');
    left.add(base);
    const { root } = repository;
    const clean = join(base, 'clean');
    const tracked = await checkOut(root, repository.commit, join(clean, 'repository'));
    const dependencies = repository.dependencies.filter((name) => !tracked.has(name));
    expectThere(dependencies, root);
    const shown = [...dependencies.map((name) => join(root, name)), ...tools.shown];
    const user = jail.ownerFor?.(shown);
    const hidden = join(base, heldBack, 'repository');
    await Promise.all([join(clean, 'home'), hidden].map((path) => mkdir(path, { recursive: true })));
    await holdBack(repository.heldBack, join(clean, 'repository'), hidden);
    await Promise.all(['mount', 'etc'].map((name) => mkdir(join(base, name))));
    const owner = user ?? process.getuid!();
    await writeEtc(join(base, 'etc'), { user: owner, group: owner, hosts: ['127.0.0.1 localhost', '::1 localhost'] });
    const isConfined = jail.name === 'bubblewrap';
    for (const name of dependencies) await place(name, root, join(clean, 'repository'), isConfined);
    if (user !== undefined) await run('chown', ['-R', `${user}:${user}`, clean, join(base, heldBack)]);
    const isLayered = isConfined && (await canLayer(base));
    return new CleanCopy({ base, repository, tools, jail, user, tracked, shown, isLayered });
  }

  get repository(): Repository {
    return this.#parts.repository;
  }

  /** The folder on whose disk all spaces are. */
  get folder(): string {
    return this.#parts.base;
  }

  get tools(): Tools {
    return this.#parts.tools;
  }

  /** Files and folders of the commit, relative to the root. */
  get tracked(): ReadonlySet<string> {
    return this.#parts.tracked;
  }

  /** The copy itself. What commands leave there, all spaces see; none must be in use. */
  readonly clean: Space = { name: 'clean', below: [] };

  /** Makes a space over another one, which must not change while it is used, and shows there what is held back. */
  async over(space: Space, shown: Shown = { heldBack: false }): Promise<Space> {
    const { base, user, isLayered } = this.#parts;
    const added = [space.name, ...(shown.heldBack ? [heldBack] : [])];
    const made = { name: `space-${this.#count++}`, below: [...added.toReversed(), ...space.below] };
    const path = join(base, made.name);
    if (isLayered) await makeOwn(path, user);
    else for (const name of added) await copyOver(join(base, name), path);
    if (!isLayered && user !== undefined) await run('chown', ['-R', '-h', `${user}:${user}`, path]);
    return made;
  }

  async remove({ name }: Space): Promise<void> {
    await removeFolder(join(this.#parts.base, name));
  }

  /** Works in a space over another one, which is removed afterwards with all that was done there. */
  async within<T>(space: Space, shown: Shown, work: (made: Space) => Promise<T>): Promise<T> {
    const made = await this.over(space, shown);
    try {
      return await work(made);
    } finally {
      await this.remove(made);
    }
  }

  /** Writes files into a space, by paths relative to where commands start. */
  async write({ name }: Space, files: Files): Promise<void> {
    const { base, user, repository } = this.#parts;
    const top = join(base, name);
    for (const [file, text] of Object.entries(files)) {
      const path = join('repository', repository.folder, file);
      for (const folder of foldersAbove(path)) await makeOwn(join(top, folder), user);
      const { mode } = await lstat(join(base, 'clean', path));
      await rm(join(top, path), { force: true });
      await writeFile(join(top, path), text, { mode });
      if (user !== undefined) await chown(join(top, path), user, user);
    }
  }

  /** The absolute path of a space: it holds `repository` and `home`. */
  folderOf({ name }: Space): string {
    return join(this.#parts.base, name);
  }

  /** The absolute path of a file of the repository that a space adds, or all of whose files it has. */
  pathIn({ name }: Space, file = ''): string {
    return join(this.#parts.base, name, 'repository', file);
  }

  /** Whether a space holds only what it adds. */
  get isLayered(): boolean {
    return this.#parts.isLayered;
  }

  /** The way into a space, for one command. */
  async enter(space: Space, room: Pick<Room, 'scratchMegabytes' | 'gpu'>): Promise<Entrance> {
    const { base, repository, jail, user, shown } = this.#parts;
    const { root, folder } = repository;
    const places = { root, start: join(root, folder), etc: join(base, 'etc'), shown };
    if (!this.isLayered || space.below.length === 0)
      return await jail.enterRoom({ base, copy: join(base, space.name), ...places, user, ...room });
    const work = `work-${this.#count++}`;
    await mkdir(join(base, work));
    const copy = { below: space.below, top: space.name, work, mount: 'mount' };
    const entrance = await jail.enterRoom({ base, copy, ...places, user, ...room });
    const leave = async () => {
      await entrance.leave();
      await removeWork(join(base, work));
    };
    return { ...entrance, leave };
  }

  async close(): Promise<void> {
    left.delete(this.#parts.base);
    await removeFolder(this.#parts.base);
  }
}

/** Copies what is in a folder into another one, as it is. */
async function copyOver(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}

/** Makes a folder of the user's, unless it is there. */
async function makeOwn(path: string, user: number | undefined): Promise<void> {
  const made = await mkdir(path, { mode: 0o755, recursive: true });
  if (made !== undefined && user !== undefined) await chown(path, user, user);
}

/** @throws {UsageError} for a dependency that is not there. */
function expectThere(dependencies: readonly string[], root: string): void {
  const missing = dependencies.find((name) => !existsSync(join(root, name)));
  if (missing !== undefined)
    throw new UsageError(`dependencies: there is no ${missing} in ${root}: install it first, or leave it out.`);
}

/** Puts an empty folder or file where a dependency will be shown or, where nothing is shown, a link to it. */
async function place(name: string, root: string, copy: string, isConfined: boolean): Promise<void> {
  const to = join(copy, name);
  if (!isConfined) await linkDependency(name, root, copy);
  else if (statSync(join(root, name)).isDirectory()) await mkdir(to, { recursive: true });
  else {
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, '');
  }
}

/** The kernel leaves a folder there that nobody may enter. */
async function removeWork(path: string): Promise<void> {
  await chmod(join(path, 'work'), 0o700).catch(() => {});
  await removeFolder(path);
}

/** Whether this machine lets us lay folders of the base over one another: a file system that is itself made so does not. */
async function canLayer(base: string): Promise<boolean> {
  await Promise.all(['try', 'try-work'].map((name) => mkdir(join(base, name))));
  const layers = { below: ['clean'], top: 'try', work: 'try-work', mount: 'mount' };
  const [command, ...args] = layered(layers, ['/bin/sh', '-c', 'echo > mount/home/tried']) as [string, ...string[]];
  try {
    await run(command, args, { cwd: base, timeout: 30_000 });
    return true;
  } catch {
    return false;
  } finally {
    await Promise.all([removeWork(join(base, 'try-work')), removeFolder(join(base, 'try'))]);
  }
}
