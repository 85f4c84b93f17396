import { hash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import type { CommandLimits } from '../../api/evaluator.ts';
import type { Files } from '../../api/program.ts';
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
  readonly #built = new LRUCache<string, Building>({ max: capacity, dispose: (building) => void remove(building) });

  constructor(options: RoomsOptions) {
    this.#rooms = new Rooms(options);
  }

  /** Builds a program; an equal one that was built before is there already. */
  async build(files: Files, recipe: Recipe, limits: CommandLimits, signal?: AbortSignal): Promise<Building> {
    const key = hash('sha256', JSON.stringify([Object.entries(files), recipe]));
    const known = this.#built.get(key);
    // Its build may have been cancelled for somebody else.
    if (known && (await settled(known))) return known;
    const room = await this.#rooms.take(recipe, limits);
    const building = { folder: room.folder, failure: make(room, files, recipe, limits, signal) };
    this.#built.set(key, building);
    building.failure.then(
      (failure) => failure?.reason === 'stalled' && this.#built.delete(key),
      () => this.#built.delete(key),
    );
    return building;
  }

  async close(): Promise<void> {
    await this.#rooms.close();
  }
}

async function settled({ failure }: Building): Promise<boolean> {
  return await failure.then(
    () => true,
    () => false,
  );
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
    if (failure) return failure;
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

/** Removes a program when its build has ended, whatever it left behind. */
async function remove(building: Building): Promise<void> {
  await settled(building);
  await rm(building.folder, { recursive: true, force: true }).catch(() => {});
}
