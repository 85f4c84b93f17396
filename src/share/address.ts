import { chmod, lstat, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { EnvironmentError } from '../api/errors.ts';

/** Longest path of a Unix socket that every system takes, in bytes. */
const maxSocketPath = 100;
const prefix = 'germline-clients-';

/** The folder of a population that only its user can enter: to enter it is to take part in the run. */
function privateFolder(population: string): string {
  return join(population, 'clients');
}

/** Prepares the place where a run listens; returns the path of its socket. What a killed owner left is removed. */
export async function prepareAddress(population: string): Promise<string> {
  const folder = privateFolder(population);
  await removeAddress(population);
  await mkdir(folder, { mode: 0o700 });
  await chmod(folder, 0o700); // whatever the umask is
  const socket = await socketPath(folder);
  await writeFile(join(folder, 'address'), socket, { mode: 0o600 });
  return socket;
}

/**
 * The socket of the run's owner; undefined where there is none.
 *
 * @throws {EnvironmentError} where others can enter one of the folders that lead to it.
 */
export async function findAddress(population: string): Promise<string | undefined> {
  const folder = privateFolder(population);
  const socket = await readSocketPath(folder);
  if (socket === undefined) return undefined;
  if (process.platform === 'win32') return socket;
  for (const one of new Set([folder, dirname(socket)])) await checkPrivate(one);
  return socket;
}

export async function removeAddress(population: string): Promise<void> {
  const folder = privateFolder(population);
  const socket = await readSocketPath(folder);
  if (socket !== undefined && isTemporary(dirname(socket))) await rm(dirname(socket), { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

/** The path in the file, if `socketPath` could have chosen it: the population may come from anywhere. */
async function readSocketPath(folder: string): Promise<string | undefined> {
  const socket = await readFile(join(folder, 'address'), 'utf8').catch(() => undefined);
  if (socket === undefined || process.platform === 'win32') return socket;
  const isOurs = socket === join(folder, 'socket') || isTemporary(dirname(socket));
  return isOurs && basename(socket) === 'socket' ? socket : undefined;
}

function isTemporary(folder: string): boolean {
  return dirname(folder) === tmpdir() && basename(folder).startsWith(prefix);
}

async function checkPrivate(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined); // the owner may just have gone
  if (!found || (found.uid === process.getuid!() && (found.mode & 0o077) === 0)) return;
  throw new EnvironmentError(
    `${folder} belongs to another user or can be entered by others, so it cannot lead to a run. ` +
      'Make it yours alone (chown, chmod 700), or end the run and remove it.',
  );
}

/** Windows has named pipes; a path that is too long for a socket moves to a private folder of its own. */
async function socketPath(folder: string): Promise<string> {
  if (process.platform === 'win32') return join('\\\\.\\pipe', folder);
  const inside = join(folder, 'socket');
  if (Buffer.byteLength(inside) <= maxSocketPath) return inside;
  return join(await mkdtemp(join(tmpdir(), prefix)), 'socket');
}
