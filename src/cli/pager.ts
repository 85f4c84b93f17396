import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { styleText } from 'node:util';
import type { Paint } from '../report/describe.ts';

const styles = { commit: 'yellow', number: 'bold', good: 'green', bad: 'red', quiet: 'dim' } as const;

/** Colours for a terminal; none elsewhere, nor where NO_COLOR says so. */
export const paint: Paint = (kind, text) => styleText(styles[kind], text, { stream: process.stdout });

/** Prints lines as git does: by the user's pager on a terminal, plainly elsewhere. */
export async function printPaged(text: string): Promise<void> {
  if (text === '') return;
  if (!process.stdout.isTTY) return console.log(text);
  const pager = execFileSync('git', ['var', 'GIT_PAGER'], { encoding: 'utf8' }).trim();
  // The defaults that git gives to less: end at once where one screen holds it all, and let colours through.
  const env = { LESS: 'FRX', LV: '-c', ...process.env };
  const child = spawn(pager, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env });
  child.stdin.on('error', () => {}); // who closes the pager early has seen enough
  child.stdin.end(`${text}\n`);
  await once(child, 'close');
}

/** What git prints about a population, with its colours where `paint` has some. */
export function gitText(path: string, args: readonly string[]): string {
  const colour = paint('quiet', '') === '' ? '--color=never' : '--color=always';
  const [command = '', ...rest] = args;
  return execFileSync('git', ['-C', path, command, colour, ...rest], { encoding: 'utf8', maxBuffer: 2 ** 28 });
}
