import yargs from 'yargs';
import { type CommandEntry, commands } from './commands.ts';

export const nameOf = ({ usage }: Pick<CommandEntry, 'usage'>): string => usage.split(' ', 1)[0]!;

/** The text of `--help` of a command, in lines of so many characters. */
export async function helpOf({ usage, describe, load }: CommandEntry, width = 100): Promise<string> {
  const { command } = await load();
  const parser = yargs([]).scriptName('germline').usage(`$0 ${usage}\n\n${describe}`).version(false).wrap(width);
  return (await command.builder(parser).getHelp()).trim();
}

/** The names of all commands, and the help of each. */
export async function helpOfEach(width?: number): Promise<readonly (readonly [name: string, help: string])[]> {
  return await Promise.all(commands.map(async (entry) => [nameOf(entry), await helpOf(entry, width)] as const));
}
