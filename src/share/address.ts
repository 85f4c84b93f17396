import { chmod, lstat, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Longest path of a Unix socket that every system takes, in bytes. */
const maxSocketPath = 100;

/** A folder of the population that only its owner can enter: whoever can, may take part in the run. */
function privateFolder(population: string): string {
  return join(population, 'clients');
}

/** Prepares the place where a run listens; returns the path of its socket. What a killed owner left is removed. */
export async function prepareAddress(population: string): Promise<string> {
  const folder = privateFolder(population);
  await removeAddress(population);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const socket = await socketPath(folder);
  await writeFile(join(folder, 'address'), socket, { mode: 0o600 });
  return socket;
}

/** The socket of the run's owner; undefined where nobody listens. @throws {Error} where others can enter the folder. */
export async function findAddress(population: string): Promise<string | undefined> {
  const folder = privateFolder(population);
  const socket = await readFile(join(folder, 'address'), 'utf8').catch(() => undefined);
  if (socket === undefined) return undefined;
  const { uid, mode } = await lstat(folder);
  const isOurs = process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);
  if (!isOurs) throw new Error(`${folder} belongs to another user or can be entered by others`);
  return socket;
}

export async function removeAddress(population: string): Promise<void> {
  const folder = privateFolder(population);
  const socket = await readFile(join(folder, 'address'), 'utf8').catch(() => undefined);
  if (socket?.startsWith(join(tmpdir(), prefix))) await rm(dirname(socket), { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

const prefix = 'germline-clients-';

/** Windows has named pipes; a path that is too long for a socket moves to a private folder of its own. */
async function socketPath(folder: string): Promise<string> {
  if (process.platform === 'win32') return join('\\\\.\\pipe', folder);
  const inside = join(folder, 'socket');
  if (Buffer.byteLength(inside) <= maxSocketPath) return inside;
  return join(await mkdtemp(join(tmpdir(), prefix)), 'socket');
}
