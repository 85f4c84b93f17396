import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../scratch.ts';
import { command, germline } from './germline.ts';

/** What bash proposes for the last of these words, where `germline` is on the path. */
function proposed(folder: string, script: string, ...words: readonly string[]): readonly string[] {
  const line = ['germline', ...words].join(' ');
  const call =
    `source ${script}; COMP_WORDS=(germline ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; ` +
    `COMP_LINE='${line}'; COMP_POINT=${line.length}; _germline_yargs_completions; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  return execFileSync('bash', ['-c', call], { cwd: folder, env, encoding: 'utf8' }).split('\n').filter(Boolean);
}

test('bash completes commands, options, problems and runs', async () => {
  const folder = scratch();
  writeFileSync(join(folder, 'germline'), `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`);
  chmodSync(join(folder, 'germline'), 0o755);
  const script = join(folder, 'completion.bash');
  writeFileSync(script, (await germline(folder, 'completion')).out);
  await germline(folder, 'run', 'circle-packing-26', '--attempts', '1', '--population', 'mine');

  expect(proposed(folder, script, 'rep')).toEqual(['replay', 'report']);
  expect(proposed(folder, script, 'run', 'circle-packing-3')).toEqual(['circle-packing-32']);
  expect(proposed(folder, script, 'run', 'x', '--unt')).toEqual(['--until']);
  expect(proposed(folder, script, 'best', '')).toEqual(['mine']);
});

test('the help of all commands is one text', async () => {
  const { out } = await germline(scratch(), '--help', '--all');
  for (const usage of ['germline run <problem>', 'germline doctor', 'germline export <population> [candidate]'])
    expect(out.split('\n')).toContain(usage);
});
