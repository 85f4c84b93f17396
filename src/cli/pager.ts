import { styleText } from 'node:util';
import { gitEnvironment } from '../record/git.ts';
import type { Paint } from '../report/describe.ts';

const styles = { commit: 'yellow', number: 'bold', good: 'green', bad: 'red', quiet: 'dim' } as const;

/** Colours text on a terminal, unless NO_COLOR is set. */
export const paint: Paint = (kind, text) => styleText(styles[kind], text, { stream: process.stdout });

/** Prints text through the user's git pager on a terminal, plainly elsewhere. */
export async function printPaged(text: string): Promise<void> {
  if (text === '') return;
  if (!process.stdout.isTTY) return console.log(text);
  const { execa } = await import('execa');
  const { stdout: pager } = await execa('git', ['var', 'GIT_PAGER'], { env: { GIT_DIR: undefined }, reject: false });
  // git has the same defaults: less quits if the text fits one screen, and passes colours through.
  const env = { LESS: 'FRX', LV: '-c', ...process.env };
  await execa(pager || 'less', {
    shell: true,
    input: `${text}\n`,
    stdout: 'inherit',
    stderr: 'inherit',
    env,
    reject: false,
  });
}

/** The output of a git command in a population, coloured where `paint` colours. */
export async function gitText(path: string, [command = '', ...args]: readonly string[]): Promise<string> {
  const { execa } = await import('execa');
  const colour = paint('quiet', '') === '' ? '--color=never' : '--color=always';
  const options = { env: gitEnvironment(), extendEnv: false, maxBuffer: 2 ** 28 } as const;
  const { stdout } = await execa('git', ['--git-dir', path, command, colour, ...args], options);
  return stdout;
}
