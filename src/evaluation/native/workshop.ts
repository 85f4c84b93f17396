import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { CommandLimits } from '../../api/evaluator.ts';
import type { Files } from '../../api/program.ts';
import { Shared } from '../shared.ts';
import { removeFolder } from '../temporary-folder.ts';
import { isDiskFull, isDoubtful } from './doubt.ts';
import { writeFiles } from './feeds.ts';
import { type Failed, fail, said } from './outcome.ts';
import type { Ended } from './overseen-jail.ts';
import type { Recipe } from './plan.ts';
import { type Room, Rooms, type RoomsOptions } from './rooms.ts';

/** A program that is being built, or was. */
export interface Building {
  /** Its folder, which is there from the beginning. */
  readonly folder: string;
  /** Resolves when it is built, or to why it cannot be. */
  readonly failure: Promise<Failed | undefined>;
}

/** Programs kept, the least recently used forgotten first. */
const capacity = 128;

/** Builds programs in a folder of its own, each once. */
export class Workshop {
  readonly #rooms: Rooms;
  readonly #built = new LRUCache<string, Shared<Building>>({ max: capacity, dispose: (program) => program.leave() });

  constructor(options: RoomsOptions) {
    this.#rooms = new Rooms(options);
  }

  /** Works with a program, whose folder stays meanwhile. It is built unless an equal one is there. */
  async use<T>(
    files: Files,
    recipe: Recipe,
    limits: CommandLimits,
    work: (building: Building) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    return await (await this.#enter(files, recipe, limits, signal)).use(work);
  }

  /** Builds a program whose folder stays as long as the workshop. */
  async build(files: Files, recipe: Recipe, limits: CommandLimits): Promise<Building> {
    return await (await this.#enter(files, recipe, limits, undefined)).value;
  }

  async #enter(
    files: Files,
    recipe: Recipe,
    limits: CommandLimits,
    signal: AbortSignal | undefined,
  ): Promise<Shared<Building>> {
    const key = hash('sha256', JSON.stringify([Object.entries(files), recipe]));
    const known = this.#built.get(key)?.enter();
    // Its build may have been cancelled for somebody else.
    if (known && (await known.value.then(isWhole))) return known;
    known?.leave();
    const building = begin(this.#rooms.take(recipe, limits), files, recipe, limits, signal);
    const made = new Shared(building, remove);
    this.#built.set(key, made);
    const forget = () => this.#built.get(key) === made && this.#built.delete(key);
    made.value.then(async ({ failure }) => isDoubtful(await failure) && forget()).catch(forget);
    return made.enter();
  }

  async close(): Promise<void> {
    await this.#rooms.close();
  }
}

/** Whether a build came to an end. */
async function isWhole({ failure }: Building): Promise<boolean> {
  return await failure.then(
    () => true,
    () => false,
  );
}

/** Removes a program when its build has ended, whatever it left behind. */
async function remove(building: Building): Promise<void> {
  await isWhole(building);
  await removeFolder(building.folder);
}

async function begin(
  room: Promise<Room>,
  files: Files,
  recipe: Recipe,
  limits: CommandLimits,
  signal: AbortSignal | undefined,
): Promise<Building> {
  const place = await room;
  return { folder: place.folder, failure: make(place, files, recipe, limits, signal) };
}

async function make(
  room: Room,
  files: Files,
  recipe: Recipe,
  limits: CommandLimits,
  signal: AbortSignal | undefined,
): Promise<Failed | undefined> {
  const own = Object.entries(files).filter(([name]) => !recipe.files.includes(name));
  await writeFiles(room.folder, Object.fromEntries(own));
  let left = limits.buildMilliseconds;
  for (const [index, what] of room.commands.entries()) {
    const ended = await room.run(index, left, signal);
    left -= ended.report?.cpuMilliseconds ?? 0;
    const failure = failureOf(ended, limits.buildMilliseconds, left, what);
    if (failure) return { ...failure, doubtful: !ended.report || (await isDiskFull(room.folder)) };
  }
  return undefined;
}

function failureOf(ended: Ended, most: number, left: number, what: 'check' | 'build'): Failed | undefined {
  const { report, stop } = ended;
  if (stop === 'clock') return fail('stalled', `its ${what} ran far longer than its CPU time allows`);
  if (stop) return fail('build-failed', `its ${what} used too much: ${stop}`);
  if (left < 0) return fail('build-failed', `it took more than ${most} ms of CPU time to build`);
  if (report?.exitCode === 0 && report.signal === 0) return undefined;
  return fail('build-failed', `${what === 'check' ? 'the check refuses it' : 'it does not build'}${said(ended)}`);
}
