import yargs from 'yargs';
import { type CommandEntry, commands, introductionOf } from './commands.ts';

export const nameOf = ({ usage }: Pick<CommandEntry, 'usage'>): string => usage.split(' ', 1)[0]!;

/** The text of `--help` of a command, in lines of so many characters. */
export async function helpOf(entry: CommandEntry, width = 100): Promise<string> {
  const { command } = await entry.load();
  const parser = yargs([]).scriptName('germline').usage(introductionOf(entry)).version(false).wrap(width);
  return (await command.builder(parser).getHelp()).trim();
}

/** The names of all commands, and the help of each. */
export async function helpOfEach(width?: number): Promise<readonly (readonly [name: string, help: string])[]> {
  return await Promise.all(commands.map(async (entry) => [nameOf(entry), await helpOf(entry, width)] as const));
}
