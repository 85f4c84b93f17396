import { execa } from 'execa';
import { parseArgsStringToArgv } from 'string-argv';
import { UsageError } from '../api/errors.ts';
import { formatDuration } from '../format.ts';
import { plain } from '../plain.ts';
import type { Receiver, RunEvent } from './events.ts';

/** Milliseconds per event, after which the command and everything it started are ended. */
const patience = 60_000;

/**
 * The words of a command. There is no shell: quotes keep words together, and nothing else is special.
 *
 * @throws {UsageError} if a quote is left open, or there is no word.
 */
function splitCommand(text: string): [program: string, ...args: string[]] {
  const words = parseArgsStringToArgv(`${text} .`); // the last word stands alone unless a quote is open
  if (words.pop() !== '.') throw new UsageError(`A quote is left open in the command: ${text}`);
  const [program, ...args] = words;
  if (!program) throw new UsageError('--on-champion names no program.');
  return [program, ...args];
}

/** Runs a command of the user with an event as JSON on its standard input. @throws {UsageError} if it names no program. */
export function championCommand(command: string): Receiver {
  const [program, ...args] = splitCommand(command);
  return { name: program, deliver: (event) => tell(program, args, event) };
}

async function tell(program: string, args: readonly string[], event: RunEvent): Promise<string | undefined> {
  const { failed, timedOut, exitCode, signal, stderr, originalMessage } = await execa(program, args, {
    ...{ input: `${JSON.stringify(event)}\n`, stdout: 'ignore', reject: false },
    ...{ timeout: patience, killSignal: 'SIGKILL', killDescendants: true },
  });
  if (!failed) return undefined;
  if (timedOut) return `ended after ${formatDuration(patience)}`;
  const ending = signal ?? (exitCode === undefined ? originalMessage : `exit code ${exitCode}`);
  return `${ending} ${plain(stderr.slice(-300))}`.trim();
}
