import yargs from 'yargs';
import { type CommandEntry, commands } from '../../src/cli/commands.ts';

/** A page of all commands: the text of `--help` of each. */
export async function describeCommands(): Promise<string> {
  const sections: string[] = [];
  for (const entry of commands) sections.push(`## ${nameOf(entry)}\n\n\`\`\`text\n${await helpOf(entry)}\n\`\`\``);
  return `# Commands\n\n${sections.join('\n\n')}\n`;
}

const nameOf = ({ usage }: CommandEntry) => usage.split(' ', 1)[0]!;

async function helpOf({ usage, describe, load }: CommandEntry): Promise<string> {
  const { command } = await load();
  const parser = yargs([]).scriptName('germline').usage(`$0 ${usage}\n\n${describe}`).version(false).wrap(100);
  return (await command.builder(parser).getHelp()).trim();
}
