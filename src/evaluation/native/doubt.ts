import { statfs } from 'node:fs/promises';
import { EnvironmentError } from '../../api/errors.ts';
import { faultOf } from '../../fault.ts';
import type { Jail } from '../jail/jail.ts';
import type { Failed } from './outcome.ts';
import { tryPrograms } from './try-programs.ts';
import type { Turns } from './turns.ts';

/** Bytes that must be left on a disk; with less, what fails there may fail for that. */
const leastRoom = 2 ** 20;

/** Whether a failure may say nothing of the program: the clock alone says little on a busy machine. */
export function isDoubtful(result: Failed | { readonly status: 'evidence' | 'passed' } | undefined): boolean {
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
export async function runDoubting<Result extends Failed | { readonly status: 'evidence' }>(
  { turns, folder, jail }: Premises,
  work: (core: number | undefined) => Promise<Result>,
  urgent?: boolean,
): Promise<Result> {
  const first = await turns.shared(work, urgent);
  if (!isDoubtful(first)) return first;
  const second = await turns.alone(work);
  if (isDoubtful(second)) await expectMachine(folder, jail);
  return second;
}

/** Whether a folder's disk has no room left for files, or for their names. */
export async function isDiskFull(folder: string): Promise<boolean> {
  const { bavail, bsize, files, ffree } = await statfs(folder);
  return bavail * bsize < leastRoom || (files > 0 && ffree === 0);
}

/** Looks for the reason of a doubtful failure in the machine. @throws {EnvironmentError} where it is there. */
async function expectMachine(folder: string, jail: Required<Pick<Jail, 'enter'>>): Promise<void> {
  if (await isDiskFull(folder)) throw new EnvironmentError(`${folder}: ${faultOf({ code: 'ENOSPC' })!.says}.`);
  const complaint = await tryPrograms(jail);
  if (complaint !== undefined)
    throw new EnvironmentError(`Programs no longer start in the sandbox of this machine: ${complaint}`);
}
