import { statfs } from 'node:fs/promises';
import { EnvironmentError } from '../../api/errors.ts';
import { faultOf } from '../../fault.ts';
import type { Jail } from '../jail/jail.ts';
import type { Failed } from './outcome.ts';
import { tryPrograms } from './try-programs.ts';
import type { Turns } from './turns.ts';

/** Bytes that must be left on a disk; with less, what fails there may fail for that. */
const leastRoom = 2 ** 20;

/** A result of running a program. */
type Result = Failed | { readonly status: 'evidence' | 'passed' | 'raced' | 'measured' };

/** Whether a failure may say nothing of the program: the clock alone says little on a busy machine. */
export function isDoubtful(result: Result | undefined): result is Failed {
  return result?.status === 'failed' && (result.reason === 'stalled' || result.doubtful === true);
}

/** Where programs run, and when. */
interface Premises {
  readonly turns: Turns;
  readonly folder: string;
  readonly jail: Required<Pick<Jail, 'enter'>>;
}

/**
 * Runs a program, and again alone where it fails doubtfully. @throws {EnvironmentError} where the machine is at fault then.
 */
export async function runDoubting<R extends Result>(
  { turns, folder, jail }: Premises,
  work: (core: number | undefined) => Promise<R>,
  urgent?: boolean,
): Promise<R> {
  const first = await turns.shared(work, urgent);
  if (!isDoubtful(first)) return first;
  return await runAgain(() => turns.alone(work), { folder, tryOut: () => tryPrograms(jail) });
}

/** The parts of a machine that a doubtful failure may be due to. */
interface Machine {
  /** Where programs write. */
  readonly folder: string;
  /** Runs what cannot fail; returns what went wrong, or undefined. */
  tryOut(): Promise<string | undefined>;
}

/** Runs what failed doubtfully once more. @throws {EnvironmentError} where it does again, and the machine is at fault. */
export async function runAgain<R extends Result>(work: () => Promise<R>, machine: Machine): Promise<R> {
  const second = await work();
  if (isDoubtful(second)) await expectMachine(machine, second);
  return second;
}

/** Whether a folder's disk has no room left for files, or for their names. */
export async function isDiskFull(folder: string): Promise<boolean> {
  const { bavail, bsize, files, ffree } = await statfs(folder);
  return bavail * bsize < leastRoom || (files > 0 && ffree === 0);
}

/** Looks for the reason of a doubtful failure in the machine. @throws {EnvironmentError} where it is there. */
async function expectMachine({ folder, tryOut }: Machine, { full }: Failed): Promise<void> {
  if (full || (await isDiskFull(folder)))
    throw new EnvironmentError(`${folder}: ${faultOf({ code: 'ENOSPC' })!.says}.`);
  const complaint = await tryOut();
  if (complaint !== undefined)
    throw new EnvironmentError(`Programs no longer start in the sandbox of this machine: ${complaint}`);
}
