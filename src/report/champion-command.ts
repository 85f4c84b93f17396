import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgsStringToArgv } from 'string-argv';
import type { Attempt, TellResult } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import { plain } from '../plain.ts';
import type { Reporter } from '../run/engine.ts';
import { championEvent, type RunEvent } from './events.ts';

/** Milliseconds that the command may take for one event. */
const patience = 60_000;

/**
 * The words of a command: spaces part them, single and double quotes keep them together. There are no variables, no
 * patterns and no backslashes, since no shell runs it.
 *
 * @throws {UsageError} when a quote is left open, or there is no word.
 */
export function splitCommand(text: string): [program: string, ...args: string[]] {
  const words = parseArgsStringToArgv(`${text} .`); // the last word stands alone unless a quote is open
  if (words.pop() !== '.') throw new UsageError(`A quote is left open in the command: ${text}`);
  const [program, ...args] = words;
  if (!program) throw new UsageError('--on-champion names no program.');
  return [program, ...args];
}

/**
 * Runs a command of the user's for new champions and at the end, with the event as JSON on its standard input. One at a
 * time: of the champions that come while it runs, only the latest is told.
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

  /** Tells the last champion, where it waits, and then how the run ended; resolves when the command has. */
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
      // The same failure each time is said once.
      if (failure && failure !== this.#complaint) this.#complain(`--on-champion ${this.#program}: ${failure}`);
      this.#complaint = failure ?? '';
    }
  }

  #take(): RunEvent | undefined {
    const event = this.#next;
    this.#next = undefined;
    return event;
  }

  /** What went wrong, if anything. */
  async #run(event: RunEvent): Promise<string | undefined> {
    const options = { timeout: patience, killSignal: 'SIGKILL' } as const;
    const child = spawn(this.#program, this.#args, { stdio: ['pipe', 'ignore', 'pipe'], ...options });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      said = (said + part).slice(-300);
    });
    child.once('exit', () => setTimeout(() => child.stderr.destroy(), 500).unref()); // what it left behind may hold it
    child.stdin.on('error', () => {}); // it need not read
    child.stdin.end(`${JSON.stringify(event)}\n`);
    try {
      const [code, signal] = await once(child, 'close');
      return code === 0 ? undefined : `${signal ?? `exit code ${code}`} ${plain(said.trim())}`.trim();
    } catch (error) {
      return (error as Error).message;
    }
  }
}
