import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell } from '../jail/jail.ts';
import type { FilterKind } from '../jail/seccomp.ts';
import type { ProcessLimits } from './overseer.ts';
import type { Stop } from './stop.ts';

/** Milliseconds between two looks. */
const pause = 50;

/** What of a cell is watched: the folder where it may write. */
export type Watched = Pick<Cell, 'writable' | 'folder' | 'scratchMegabytes'>;

/**
 * Looks at a program that may start threads or processes again and again, and ends it when they are too many or use too
 * much together: the kernel counts neither for the superuser, and memory only process by process. Returns the function
 * that ends the watch.
 */
export function watch(
  pid: number,
  { limits, cell, filter }: { limits: ProcessLimits; cell: Watched; filter: FilterKind },
  end: (why: Stop) => void,
): () => void {
  const look = () => {
    const { threads, bytes } = sumOf(pid);
    // Its jail and its overseer count as four.
    if (threads > limits.processes + 4) end('processes');
    if ((filter === 'processes' || limits.reserves) && bytes > limits.dataBytes + 2 ** 27) end('memory');
    if (cell.writable && sizeOf(cell.folder) > cell.scratchMegabytes * 2 ** 20) end('files');
  };
  const timer = setInterval(look, pause);
  return () => clearInterval(timer);
}

/** Threads and resident memory of a process and all below it; what has ended meanwhile counts as nothing. */
function sumOf(pid: number): { readonly threads: number; readonly bytes: number } {
  const status = read(`/proc/${pid}/status`);
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  const below = childrenOf(pid).map(sumOf);
  return {
    threads: below.reduce((sum, { threads }) => sum + threads, field('Threads')),
    bytes: below.reduce((sum, { bytes }) => sum + bytes, 1024 * (field('RssAnon') + field('RssShmem'))),
  };
}

/** The processes below one, those that started last first. */
export function descendantsOf(pid: number): readonly number[] {
  return childrenOf(pid).flatMap((child) => [...descendantsOf(child), child]);
}

function childrenOf(pid: number): readonly number[] {
  const text = tasksOf(pid).map((task) => read(`/proc/${pid}/task/${task}/children`));
  return text.join(' ').split(' ').filter(Boolean).map(Number);
}

function tasksOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Bytes of the files in a folder. */
function sizeOf(folder: string): number {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.reduce((sum, entry) => {
      const path = join(folder, entry.name);
      return sum + (entry.isDirectory() ? sizeOf(path) : entry.isFile() ? statSync(path).size : 0);
    }, 0);
  } catch {
    return 0; // it changes while it is read
  }
}
