import { execa } from 'execa';
import { parseArgsStringToArgv } from 'string-argv';
import type { Attempt, TellResult } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import { formatDuration } from '../format.ts';
import { plain } from '../plain.ts';
import type { Reporter } from '../run/engine.ts';
import { championEvent, type RunEvent } from './events.ts';

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

/**
 * Runs a command of the user for new champions and at the end of a run, with the event as JSON on its standard input. One
 * instance runs at a time: of the champions found meanwhile, it gets only the latest.
 */
export class ChampionCommand implements Reporter {
  readonly #program: string;
  readonly #args: readonly string[];
  readonly #complain: (text: string) => void;
  #next: RunEvent | undefined;
  #running: Promise<void> | undefined;
  #complaint = '';

  constructor(command: string, complain: (text: string) => void) {
    [this.#program, ...this.#args] = splitCommand(command);
    this.#complain = complain;
  }

  attempted(attempt: Attempt, result: TellResult): void {
    const event = championEvent(attempt, result);
    if (event) this.#tell(event);
  }

  /** Reports the last champion, if it waits, and then the end of the run; resolves when the command has ended. */
  async end(event: RunEvent): Promise<void> {
    await this.#running;
    this.#tell(event);
    await this.#running;
  }

  #tell(event: RunEvent): void {
    this.#next = event;
    this.#running ??= this.#runAll().finally(() => {
      this.#running = undefined;
    });
  }

  async #runAll(): Promise<void> {
    for (let event = this.#take(); event; event = this.#take()) {
      const failure = await this.#run(event);
      // A repeated failure is reported once.
      if (failure && failure !== this.#complaint) this.#complain(`--on-champion ${this.#program}: ${failure}`);
      this.#complaint = failure ?? '';
    }
  }

  #take(): RunEvent | undefined {
    const event = this.#next;
    this.#next = undefined;
    return event;
  }

  /** The failure in words, if the command failed. */
  async #run(event: RunEvent): Promise<string | undefined> {
    const { failed, timedOut, exitCode, signal, stderr, originalMessage } = await execa(this.#program, this.#args, {
      ...{ input: `${JSON.stringify(event)}\n`, stdout: 'ignore', reject: false },
      ...{ timeout: patience, killSignal: 'SIGKILL', killDescendants: true },
    });
    if (!failed) return undefined;
    if (timedOut) return `ended after ${formatDuration(patience)}`;
    const ending = signal ?? (exitCode === undefined ? originalMessage : `exit code ${exitCode}`);
    return `${ending} ${plain(stderr.slice(-300))}`.trim();
  }
}
