import { findGpu } from '../jail/gpu.ts';
import { isDiskFull } from '../native/doubt.ts';
import { type Ended, OverseenJail } from '../native/overseen-jail.ts';
import type { Order } from '../native/overseer.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import type { RepositoryPlan } from './plan.ts';

/** What a command may print, in bytes. */
const outputBytes = 16_000_000;
/** Open files and sockets of one process. */
const descriptors = 4096;
/** Candidates that may run at once under one user, for whose processes together the kernel has a limit. */
const atOnce = 64;
/** Where commands may write besides their space. */
const memory = ['/tmp', '/dev/shm'];

/** How a command ended, and whether the disk was full then. */
export type CommandEnd = Ended & { readonly full: boolean };

/**
 * Runs commands in a space, one after another. A jail serves as many of them as leave it as they found it, since one takes
 * longer to start than many a command; nothing but the space carries from one command to the next.
 */
export class Shell {
  readonly #copy: CleanCopy;
  readonly #space: Space;
  readonly #plan: Pick<RepositoryPlan, 'limits'>;
  #jail: OverseenJail | undefined;

  constructor(copy: CleanCopy, space: Space, plan: Pick<RepositoryPlan, 'limits'>) {
    this.#copy = copy;
    this.#space = space;
    this.#plan = plan;
  }

  /** Starts a jail where none waits. */
  async start(): Promise<OverseenJail> {
    if (this.#jail?.waits) return this.#jail;
    await this[Symbol.asyncDispose]();
    const { limits } = this.#plan;
    const { scratchMegabytes, gpu } = limits;
    const entrance = await this.#copy.enter(this.#space, { scratchMegabytes, gpu: gpu ? findGpu() : [] });
    this.#jail = new OverseenJail(entrance, {
      cell: { folder: this.#copy.pathIn(this.#space), writable: true, scratchMegabytes },
      ...{ environment: this.#copy.tools.environment, filter: 'repository', outputBytes, memory },
      limits: kernelLimits(limits),
      wallMilliseconds: 10_000 + 5 * limits.milliseconds,
    });
    await entrance.begin();
    return this.#jail;
  }

  /** Runs a command, and resolves when it and all that it started have ended. */
  async run(order: Order, signal?: AbortSignal): Promise<CommandEnd> {
    const ended = await (await this.start()).run(order, signal);
    return { ...ended, full: await isDiskFull(this.#copy.folder) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#jail?.end();
    this.#jail = undefined;
  }
}

function kernelLimits({ milliseconds, megabytes, scratchMegabytes, processes }: RepositoryPlan['limits']) {
  return {
    ...{ cpuSeconds: Math.ceil(milliseconds / 1000) + 1, dataBytes: megabytes * 2 ** 20, reserves: true },
    ...{ fileBytes: scratchMegabytes * 2 ** 20, processes, together: atOnce * processes, descriptors },
  };
}

/** Runs one command in a space, in a jail of its own. */
export async function runCommand(
  copy: CleanCopy,
  space: Space,
  plan: Pick<RepositoryPlan, 'words' | 'limits'>,
  signal?: AbortSignal,
): Promise<CommandEnd> {
  await using shell = new Shell(copy, space, plan);
  return await shell.run(plan, signal);
}

/** Runs a command that does nothing; returns what went wrong, or undefined. */
export async function tryCommand(copy: CleanCopy, plan: Pick<RepositoryPlan, 'limits'>): Promise<string | undefined> {
  const nothing = { limits: plan.limits, words: ['/bin/sh', '-c', ':'] };
  const { report, complaint } = await copy.within(copy.clean, { heldBack: false }, (space) =>
    runCommand(copy, space, nothing),
  );
  return report?.exitCode === 0 ? undefined : complaint.trim() || 'a command did not start';
}
