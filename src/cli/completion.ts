import { listProblems } from '../load-problem.ts';
import { listPopulations } from '../population-path.ts';
import { helpOf, nameOf } from './command-help.ts';
import { commands } from './commands.ts';
import { optionsIn } from './describe-error.ts';

/**
 * What may stand at the end of a command line: commands, options, runs and built-in problems. A shell completes names of
 * files where there is nothing.
 */
export async function complete(words: readonly string[]): Promise<readonly string[]> {
  const [name = '', ...rest] = words;
  const current = rest.at(-1);
  if (current === undefined) return startingWith(name, commands.map(nameOf));
  const entry = commands.find((one) => nameOf(one) === name);
  if (!entry) return [];
  if (current.startsWith('-'))
    return startingWith(
      current,
      optionsIn(await helpOf(entry)).map((option) => `--${option}`),
    );
  if (entry.usage.includes('<population')) return startingWith(current, await listPopulations());
  return /problem|\[name\]/.test(entry.usage) ? startingWith(current, await listProblems()) : [];
}

function startingWith(start: string, words: readonly string[]): readonly string[] {
  return [...new Set(words)].filter((word) => word.startsWith(start)).sort();
}
