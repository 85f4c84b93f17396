import type { Redis } from 'ioredis';
import { prefix } from './server.ts';

const key = (id: string) => `${prefix}:cancelled:${id}`;

/** Why a job failed that nobody waits for any longer. */
export const cancelled = 'cancelled';

/** Seconds for which it is known that a job was cancelled. */
const remembered = 86_400;

/** Lets workers stop a job that runs. */
export async function cancel(connection: Redis, id: string): Promise<void> {
  await connection.set(key(id), 1, 'EX', remembered);
}

/** Takes that back, as the job is wanted again. */
export async function want(connection: Redis, id: string): Promise<void> {
  await connection.del(key(id));
}

/** Those of the jobs that were cancelled. */
export async function cancelledOf(connection: Redis, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const marks = await connection.mget(ids.map(key));
  return ids.filter((_, index) => marks[index] !== null);
}
