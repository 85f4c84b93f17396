import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const packages = ['openevolve==0.4.1', 'shinka-evolve==0.0.7'];

/** Installs the peers into a virtual environment in the user's cache folder (0.9 GB), once. Returns the folder of its programs. */
export async function installPeers(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'germline', 'peers');
  const programs = join(folder, 'venv', 'bin');
  const done = join(folder, 'installed.txt');
  if (existsSync(done)) return programs;
  console.error(`installing ${packages.join(' and ')} into ${folder}`);
  mkdirSync(folder, { recursive: true });
  await execa('python3', ['-m', 'venv', '--clear', join(folder, 'venv')]);
  await execa(join(programs, 'python'), ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...packages]);
  writeFileSync(done, packages.join('\n'));
  return programs;
}
