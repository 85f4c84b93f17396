import { hash } from 'node:crypto';
import type { LoadedProblem } from '../api/problem.ts';
import { version } from '../version.ts';
import type { Job } from './messages.ts';

/** Machines meet in one queue only where problem, version and label are the same. */
export function queueName({ fingerprint }: LoadedProblem, label: string | undefined): string {
  const [major, minor] = version.split('.');
  return ['eval', fingerprint.slice(0, 32), `${major}.${minor}`, ...(label === undefined ? [] : [label])].join('-');
}

/** A queue of the jobs for one machine. No label holds this sign. */
export function queueOf(machine: string, queue: string): string {
  return `${queue}@${machine}`;
}

/**
 * Equal jobs have one id, so that a run that starts over finds what was done; `nonce` makes another one of it. What was
 * passed before follows from the rest, but for its times.
 */
export function jobId({ terms, files, task }: Job, nonce = ''): string {
  return `k${hash('sha256', JSON.stringify([{ terms, files, task }, nonce]), 'hex')}`;
}
