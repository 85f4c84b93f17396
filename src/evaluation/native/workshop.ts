import { hash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { CommandLimits } from '../../api/evaluator.ts';
import type { Files } from '../../api/program.ts';
import type { Jail } from '../jail/jail.ts';
import { type Surroundings, surround } from './environment.ts';
import { writeFiles } from './feeds.ts';
import { type Failed, fail, said } from './outcome.ts';
import type { Recipe } from './plan.ts';
import { type Ended, prepare } from './start-program.ts';

/** A folder with a built program. */
export interface Built {
  readonly folder: string;
}

/** Memory of one process that builds, in MiB, its processes at once, and files that they may write, in MiB. */
const building = { megabytes: 4096, processes: 256, scratchMegabytes: 1024, outputBytes: 4_000_000 };

/** Programs kept, the least recently used forgotten first. */
const capacity = 128;

/** Builds programs in a folder of its own, each once. */
export class Workshop {
  readonly #jail: Required<Pick<Jail, 'enter'>>;
  /** The problem's folder, and the folder where programs are built. */
  readonly #home: string;
  readonly #folder: string;
  readonly #built: LRUCache<string, Promise<Built | Failed>>;
  #count = 0;
  /** Whether compilers may add to their caches: for programs of the problem itself. */
  #trusts = true;

  constructor(jail: Required<Pick<Jail, 'enter'>>, home: string, folder: string) {
    this.#jail = jail;
    this.#home = home;
    this.#folder = folder;
    const dispose = async (built: Promise<Built | Failed>) => {
      const made = await built.catch(() => undefined);
      if (made && 'folder' in made) await removeFolder(made.folder);
    };
    this.#built = new LRUCache({ max: capacity, dispose: (built) => void dispose(built) });
  }

  /** From now on, programs are those of candidates. */
  distrust(): void {
    this.#trusts = false;
  }

  /** Builds a program; an equal one that was built before is there already. */
  async build(files: Files, recipe: Recipe, limits: CommandLimits, signal?: AbortSignal): Promise<Built | Failed> {
    const key = hash('sha256', JSON.stringify([Object.entries(files), recipe]));
    const known = this.#built.get(key);
    if (known) return await known;
    const making = this.#make(files, recipe, limits, signal);
    this.#built.set(key, making);
    making.catch(() => this.#built.peek(key) === making && this.#built.delete(key));
    return await making;
  }

  async #make(files: Files, recipe: Recipe, limits: CommandLimits, signal: AbortSignal | undefined) {
    const folder = join(this.#folder, String(this.#count++));
    await writeFiles(folder, { ...files, ...(await this.#fixed(recipe.files)) });
    await writeFiles(join(folder, 'input'), {});
    let left = limits.buildMilliseconds;
    for (const words of [recipe.check, recipe.build]) {
      if (!words) continue;
      const ended = await this.#run(surround(words, this.#home), folder, left, signal);
      left -= ended.report?.cpuMilliseconds ?? 0;
      const failure = failureOf(ended, limits.buildMilliseconds, left, words === recipe.check);
      if (!failure) continue;
      await removeFolder(folder);
      return failure;
    }
    return { folder };
  }

  async #fixed(names: readonly string[]): Promise<Record<string, Buffer>> {
    const read = names.map(async (name) => [name, await readFile(join(this.#home, name))] as const);
    return Object.fromEntries(await Promise.all(read));
  }

  async #run(
    { words, toolchains, caches, environment }: Surroundings,
    folder: string,
    milliseconds: number,
    signal: AbortSignal | undefined,
  ): Promise<Ended> {
    const { megabytes, processes, scratchMegabytes, outputBytes } = building;
    const waiting = await prepare(
      {
        cell: {
          ...{
            folder,
            writable: true,
            stdin: join(this.#folder, 'nothing'),
            input: undefined,
            toolchains,
            hidden: [this.#home],
          },
          caches: caches.map((path) => ({ folder: path, writable: this.#trusts })),
          scratchMegabytes,
        },
        ...{ words, environment, filter: 'processes', outputBytes },
        limits: {
          cpuSeconds: Math.ceil(milliseconds / 1000) + 1,
          dataBytes: megabytes * 2 ** 20,
          fileBytes: scratchMegabytes * 2 ** 20,
          processes,
        },
        wallMilliseconds: 10_000 + 5 * milliseconds,
      },
      this.#jail,
    );
    return await waiting.go(signal);
  }
}

function failureOf(ended: Ended, most: number, left: number, isCheck: boolean): Failed | undefined {
  const { report, stop } = ended;
  if (stop === 'clock')
    return fail('stalled', `${isCheck ? 'its check' : 'its build'} ran far longer than its CPU time allows`);
  if (stop)
    return fail(
      'build-failed',
      `its ${isCheck ? 'check' : 'build'} used too many ${stop === 'output' ? 'lines of output' : stop}`,
    );
  if (left < 0) return fail('build-failed', `it took more than ${most} ms of CPU time to build`);
  if (report?.exitCode === 0 && report.signal === 0) return undefined;
  return fail('build-failed', `${isCheck ? 'the check refuses it' : 'it does not build'}${said(ended)}`);
}

/** Whatever a build left behind, its rights included. */
async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => {});
}
