import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandLimits } from '../../api/evaluator.ts';
import { findGpu } from '../jail/gpu.ts';
import type { Jail } from '../jail/jail.ts';
import { surround } from './environment.ts';
import { writeFiles } from './feeds.ts';
import type { Ended } from './overseen-jail.ts';
import type { Recipe } from './plan.ts';
import { prepare, type Waiting } from './start-program.ts';

export interface RoomsOptions {
  readonly jail: Required<Pick<Jail, 'enter'>>;
  /** The problem's folder. */
  readonly home: string;
  /** The folder for rooms. */
  readonly base: string;
  /** Whether programs are the problem's own, whose compilers may add to their caches; no room waits for the next one. */
  readonly trusts: boolean;
}

/** A folder for one program, with the fixed files of its problem. */
export interface Room {
  readonly folder: string;
  readonly commands: readonly ('check' | 'build')[];
  /** Runs the command of that index with so much CPU time, in milliseconds. */
  run(index: number, milliseconds: number, signal: AbortSignal | undefined): Promise<Ended>;
  /** Ends what waits in it. */
  leave(): Promise<void>;
}

/** Memory of one process that builds, in MiB, its processes at once, and files that they may write, in MiB. */
const building = { megabytes: 4096, processes: 256, scratchMegabytes: 1024, outputBytes: 4_000_000 };

/**
 * Rooms to build in. While a program is built, the next room is made and its jail started, so that the next program does
 * not wait for them.
 */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #spare = new Map<Recipe, Promise<Room>>();
  #count = 0;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  async take(recipe: Recipe, limits: CommandLimits): Promise<Room> {
    const spare = this.#spare.get(recipe);
    if (!this.#options.trusts) this.#keep(recipe, limits);
    return await (spare ?? this.#make(recipe, limits));
  }

  async close(): Promise<void> {
    const spares = [...this.#spare.values()];
    this.#spare.clear();
    for (const spare of spares) await (await spare.catch(() => undefined))?.leave();
  }

  #keep(recipe: Recipe, limits: CommandLimits): void {
    const room = this.#make(recipe, limits);
    room.catch(() => {}); // the program that takes it reports it
    this.#spare.set(recipe, room);
  }

  async #make(recipe: Recipe, limits: CommandLimits): Promise<Room> {
    const { home, base, trusts } = this.#options;
    const gpu = limits.gpu ? findGpu() : [];
    const folder = join(base, `${trusts ? 'own' : 'candidate'}-${this.#count++}`);
    await Promise.all([writeFiles(folder, await readFixed(home, recipe.files)), writeFiles(join(folder, 'input'), {})]);
    const kinds = (['check', 'build'] as const).filter((kind) => recipe[kind]);
    const lines = kinds.map((kind) => recipe[kind]!);
    let first = lines[0] && (await this.#prepare(lines[0], folder, limits.buildMilliseconds, gpu));
    return {
      folder,
      commands: kinds,
      run: async (index, milliseconds, signal) => {
        const waiting = first ?? (await this.#prepare(lines[index]!, folder, milliseconds, gpu));
        first = undefined;
        return await waiting.go(signal);
      },
      leave: async () => await first?.end(),
    };
  }

  async #prepare(
    line: readonly string[],
    folder: string,
    milliseconds: number,
    gpu: readonly string[],
  ): Promise<Waiting> {
    const { jail, home, base, trusts } = this.#options;
    const { words, toolchains, caches, environment } = surround(line, home);
    const { megabytes, processes, scratchMegabytes, outputBytes } = building;
    const places = { folder, stdin: join(base, 'nothing'), input: undefined, toolchains, hidden: [home] };
    const kept = caches.map((path) => ({ folder: path, writable: trusts }));
    const limits = {
      cpuSeconds: Math.ceil(milliseconds / 1000) + 1,
      dataBytes: megabytes * 2 ** 20,
      fileBytes: scratchMegabytes * 2 ** 20,
      processes,
    };
    return await prepare(
      {
        ...{ words, environment, limits, outputBytes, filter: 'processes' },
        cell: { ...places, writable: true, caches: kept, scratchMegabytes, gpu },
        wallMilliseconds: 10_000 + 5 * milliseconds,
      },
      jail,
    );
  }
}

async function readFixed(home: string, names: readonly string[]): Promise<Record<string, Buffer>> {
  const read = names.map(async (name) => [name, await readFile(join(home, name))] as const);
  return Object.fromEntries(await Promise.all(read));
}
