import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Files } from '../api/program.ts';
import { gitEnvironment } from './git.ts';

/** The patch between two programs outside any repository, for `git apply`; empty if they are the same. */
export async function diffFiles(before: Files, after: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'germline-diff-'));
  try {
    for (const [side, files] of [['a', before] as const, ['b', after] as const])
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, side, name)), { recursive: true });
        await writeFile(join(folder, side, name), text);
      }
    return await diff(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function diff(folder: string): Promise<string> {
  const result = await execa('git', ['diff', '--no-index', '--no-prefix', '--histogram', 'a', 'b'], {
    ...{ cwd: folder, env: gitEnvironment(), extendEnv: false },
    ...{ maxBuffer: 2 ** 28, stripFinalNewline: false, reject: false },
  });
  if (result.failed && result.exitCode !== 1) throw result; // 1: the folders differ
  return result.stdout;
}
