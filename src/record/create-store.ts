import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RunFacts, Store } from '../api/store.ts';
import { environmentError } from '../environment-error.ts';
import { makeFolder } from '../make-folder.ts';
import { commitCommand, date } from './commit-command.ts';
import { FastImport } from './fast-import.ts';
import { checkGit, gitAt } from './git.ts';
import { recordFormat } from './git-reader.ts';
import { openStore, type StoreOptions } from './git-store.ts';
import { syncFolder, syncTree } from './sync.ts';
import { TakenError } from './taken-error.ts';

/** Configuration for people's git commands on a population; our own commands do not depend on it. */
const repositorySettings = {
  'core.fsync': 'all',
  'fastimport.unpackLimit': '1',
  'gc.auto': '0',
  'core.logAllRefUpdates': 'false',
};

/**
 * Makes a new population; its path must not exist. It is made beside its path and then renamed: it exists whole or
 * not at all, and if two processes make the same one, the second is refused.
 */
export async function createStore(path: string, facts: RunFacts, options: StoreOptions): Promise<Store> {
  await checkGit();
  if (existsSync(path)) throw existing(path);
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    await makeFolder(dirname(draft));
    await mkdir(draft);
    await writeGenesis(draft, facts);
    await syncTree(draft);
    await rename(draft, path).catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === 'ENOTEMPTY' || cause.code === 'EEXIST' ? existing(path) : cause;
    });
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(draft, { recursive: true, force: true }).catch(() => {}); // the first error says more
    throw environmentError(`The population ${path} could not be made`, cause);
  }
  return await openStore(path, options);
}

function existing(path: string): TakenError {
  return new TakenError(`${path} exists already. Go on with it by "germline resume", or choose another --population.`);
}

/** Writes an empty population; its first journal commit holds the facts of the run. */
async function writeGenesis(path: string, facts: RunFacts): Promise<void> {
  await gitAt(path).raw('init', '--bare', '--quiet', '--initial-branch=champion', '--template=');
  for (const [name, value] of Object.entries(repositorySettings)) await gitAt(path).raw('config', name, value);
  const text = `${JSON.stringify({ ...facts, format: recordFormat }, null, 2)}\n`;
  const message = `run: ${facts.problem.name}, seed ${facts.seed}\n`;
  const child = new FastImport(path);
  try {
    await child.checkpoint(commitCommand(1, [], { 'run.json': text }, message, date(facts, 0)));
  } finally {
    await child.end();
  }
}
