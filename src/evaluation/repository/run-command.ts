import { findGpu } from '../jail/gpu.ts';
import { type Ended, prepareIn } from '../native/start-program.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import type { RepositoryPlan } from './plan.ts';

/** What a command may print, in bytes. */
const outputBytes = 16_000_000;
/** Open files and sockets of one process. */
const descriptors = 4096;
/** Candidates that may run at once under one user, for whose processes together the kernel has a limit. */
const atOnce = 64;

/** Runs one command in a space, and resolves when it and all that it started have ended. */
export async function runCommand(
  copy: CleanCopy,
  space: Space,
  { words, limits }: Pick<RepositoryPlan, 'words' | 'limits'>,
  signal?: AbortSignal,
): Promise<Ended> {
  const { milliseconds, megabytes, processes, scratchMegabytes, gpu } = limits;
  const entrance = await copy.enter(space, { scratchMegabytes, gpu: gpu ? findGpu() : [] });
  const waiting = prepareIn(entrance, {
    cell: { folder: copy.pathIn(space), writable: true, scratchMegabytes },
    ...{ words, environment: copy.tools.environment, filter: 'repository', outputBytes },
    limits: {
      ...{ cpuSeconds: Math.ceil(milliseconds / 1000) + 1, dataBytes: megabytes * 2 ** 20, reserves: true },
      ...{
        fileBytes: scratchMegabytes * 2 ** 20,
        processes,
        together: atOnce * processes,
        descriptors,
      },
    },
    wallMilliseconds: 10_000 + 5 * milliseconds,
  });
  return await waiting.go(signal);
}
