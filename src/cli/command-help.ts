import yargs from 'yargs';
import { type CommandEntry, commands, introductionOf } from './commands.ts';

export const nameOf = ({ usage }: Pick<CommandEntry, 'usage'>): string => usage.split(' ', 1)[0]!;

/** The text of `--help` of a command, in lines of so many characters. */
export async function helpOf(entry: CommandEntry, width = 100): Promise<string> {
  const { command } = await entry.load();
  const parser = yargs([]).scriptName('germline').usage(introductionOf(entry)).version(false).wrap(width);
  return (await command.builder(parser).getHelp()).trim();
}

/** The help of all commands, each after its title. */
export async function helpOfAll(title: (name: string) => string, width?: number): Promise<string> {
  const sections: string[] = [];
  for (const entry of commands) sections.push(`${title(nameOf(entry))}${await helpOf(entry, width)}`);
  return sections.join('\n\n');
}
