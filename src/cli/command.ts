import type { ArgumentsCamelCase, Argv } from 'yargs';

/** The options of a command, and what it does. */
export interface CliCommand {
  builder(yargs: Argv): Argv;
  handler(argv: ArgumentsCamelCase): Promise<void>;
}

/** A command whose arguments have the types that its builder declares. */
export function defineCommand<Arguments>(command: {
  readonly builder: (yargs: Argv) => Argv<Arguments>;
  readonly handler: (argv: ArgumentsCamelCase<Arguments>) => Promise<void>;
}): CliCommand {
  return command;
}
