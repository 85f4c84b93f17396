import { execFile } from 'node:child_process';
import { mkdir, open, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../api/errors.ts';
import { TakenError } from './taken-error.ts';

/** The process that holds a population. Its start time identifies it, since process ids are reused. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly started: string;
}

/** A takeover that was killed halfway expires after this many milliseconds, also where the clock was set back since. */
const takeoverMilliseconds = 10_000;

/** The lock of the record. */
const recordLock = 'germline.lock';

/**
 * Locks a population for one writer; returns the function that unlocks it. Takes over the lock of a dead writer. What is
 * written beside the record has a lock with a name of its own.
 */
export async function lock(path: string, name = recordLock): Promise<() => Promise<void>> {
  const file = join(path, name);
  const me: Holder = { pid: process.pid, host: hostname(), started: await startOf(process.pid) };
  for (let tries = 0; tries < 100; tries++) {
    if (await create(file, me)) return () => rm(file, { force: true });
    const holder = await readHolder(file);
    if (holder && (await isAlive(holder))) throw new TakenError(inUse(path, file, holder));
    if (!(await takeOver(file, me))) await new Promise((resolve) => setTimeout(resolve, 50));
    else return () => rm(file, { force: true });
  }
  throw new UsageError(`The lock ${file} cannot be taken: remove it if no germline is running on this population.`);
}

/** Whether a living process writes a population now. */
export async function isWritten(path: string): Promise<boolean> {
  const holder = await readHolder(join(path, recordLock));
  return holder !== undefined && (await isAlive(holder));
}

async function create(file: string, me: Holder): Promise<boolean> {
  const handle = await open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  try {
    await handle?.writeFile(JSON.stringify(me));
  } catch (error) {
    await rm(file, { force: true }); // a full disk: do not leave an empty lock behind
    throw error;
  } finally {
    await handle?.close();
  }
  return handle !== undefined;
}

/** Undefined while a holder is still writing its lock, or if the file is gone. */
async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

/** Replaces a dead writer's lock. If several processes try at once, the one that makes the folder decides. */
async function takeOver(file: string, me: Holder): Promise<boolean> {
  const mutex = `${file}.takeover`;
  const made = await mkdir(mutex).then(
    () => true,
    () => false,
  );
  if (!made) {
    const age = Math.abs(Date.now() - (await stat(mutex).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs);
    if (age > takeoverMilliseconds) await rmdir(mutex).catch(() => {});
    return false;
  }
  try {
    const holder = await readHolder(file);
    const untouched = Math.abs(Date.now() - (await stat(file).catch(() => ({ mtimeMs: 0 }))).mtimeMs);
    if (holder ? await isAlive(holder) : untouched < takeoverMilliseconds) return false;
    const mine = `${file}.${me.pid}`;
    await rm(mine, { force: true }); // left by a killed process of the same number
    await create(mine, me);
    await rename(mine, file);
    return true;
  } finally {
    await rmdir(mutex).catch(() => {});
  }
}

async function isAlive({ pid, host, started }: Holder): Promise<boolean> {
  if (host !== hostname()) return true; // processes of another host cannot be seen from here
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return (await startOf(pid)) === started;
}

/** When a process started, as the system writes it; empty if it is gone, a zombie, or unknown. */
async function startOf(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The command's name, in brackets, may hold anything; the start time is the 20th field after it.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    return ticks && state !== 'Z' && state !== 'X' ? `${boot.trim()} ${ticks}` : '';
  }
  const ps = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined);
  return ps?.stdout.trim() ?? '';
}

function inUse(path: string, file: string, { pid, host }: Holder): string {
  const where = host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
  const elsewhere = host === hostname() ? '' : ` If that machine no longer runs it, remove ${file}.`;
  return (
    `The population ${path} is being written by ${where}, and a population has one writer. ` +
    `Wait for it or stop it; reading (log, best, show, …) works meanwhile.${elsewhere}`
  );
}
