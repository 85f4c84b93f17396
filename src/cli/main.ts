import { inspect, isDeepStrictEqual } from 'node:util';
import yargs, { type Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { UsageError } from '../api/errors.ts';
import { version } from '../version.ts';
import { commands, introductionOf, listCommands } from './commands.ts';
import { clearer, describeError } from './describe-error.ts';
import { ownStandardOutput } from './standard-output.ts';

/** Runs the command of the command line. Known errors print their message, bugs their stack. */
export async function main(): Promise<void> {
  process.stdout.on('error', endQuietlyOnBrokenPipe);
  process.stderr.on('error', () => {}); // nobody reads it any longer
  process.on('uncaughtException', endByFault);
  const words = hideBin(process.argv);
  if (isDeepStrictEqual(new Set(words), new Set(['--help', '--all']))) return await printAllHelp();
  if (words[0] === '--get-yargs-completions') return await printCompletions(words.slice(2));
  const parser = parserOf(words);
  try {
    await parser.parseAsync();
  } catch (error) {
    const described = describeError(error);
    if (!described) throw error;
    const typed = {
      words,
      usages: commands.map(({ usage }) => usage),
      help: await parser.getHelp(),
    };
    const message = clearer(described.message, typed);
    // Where the machine has failed, closing may have failed, too: what is still open must not hold this process.
    process.stderr.write(`germline: ${message}\n`, () => process.exit(described.code));
  }
}

function parserOf(words: readonly string[]): Argv {
  const parser = yargs(words);
  for (const entry of commands)
    parser.command(
      entry.usage,
      false, // listed by purpose, below
      async (argv) => (await entry.load()).command.builder(argv.usage(introductionOf(entry))),
      async (argv) => {
        if (argv.json) ownStandardOutput();
        await (await entry.load()).command.handler(argv);
      },
    );
  return parser
    .scriptName('germline')
    .usage(
      `$0 <command>\n\nImproves programs by evolutionary search, and records every attempt in git.\n\n${listCommands()}`,
    )
    .epilogue(
      'germline <command> --help has the options of a command, with examples; germline --help --all has all of them.',
    )
    .demandCommand(1, 'No command given. Try: germline run circle-packing-26 --for 2m')
    .strict()
    .completion('completion', false) // prints a script for bash, zsh or fish; the words that it asks for are found above
    .version(version)
    .wrap(width())
    .fail((message, error) => {
      throw error ?? new UsageError(`${message}\nSee germline --help.`);
    });
}

async function printAllHelp(): Promise<void> {
  const { helpOfEach } = await import('./command-help.ts');
  console.log((await helpOfEach(width())).map(([, help]) => help).join('\n\n'));
}

const width = () => Math.min(110, process.stdout.columns ?? 100);

/** The words that may stand at the end of a command line, for a shell. */
async function printCompletions(words: readonly string[]): Promise<void> {
  const { complete } = await import('./completion.ts');
  for (const word of await complete(words)) console.log(word);
}

/** The machine may fail where nothing waits for the answer, such as in a thread that does not start. */
function endByFault(error: Error): never {
  const described = describeError(error);
  process.stderr.write(`${described ? `germline: ${described.message}` : inspect(error)}\n`);
  process.exit(described?.code ?? 1);
}

function endQuietlyOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EIO') return; // the terminal was closed: a run finishes what is under way
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}
