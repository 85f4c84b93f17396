import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';

/** A command whose arguments have the types that its builder declares. */
export function defineCommand<Arguments>(command: {
  readonly command: string;
  readonly describe: string;
  readonly builder: (yargs: Argv) => Argv<Arguments>;
  readonly handler: (argv: ArgumentsCamelCase<Arguments>) => Promise<void>;
}): CommandModule<object, Arguments> {
  return { ...command, builder: (yargs) => command.builder(yargs as Argv) };
}
