import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { EnvironmentError } from '../api/errors.ts';
import { gitEnvironment } from './git.ts';

/** An answer that is waited for: the lines up to the checkpoint's token. */
interface Waiting {
  readonly token: string;
  readonly lines: string[];
  readonly resolve: (lines: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

/** Given with the command, since a population that was cloned has lost its configuration; hooks never run. */
const settings = { 'core.fsync': 'all', 'core.hooksPath': '/dev/null', 'fastimport.unpackLimit': '1' };

/**
 * One long-lived `git fast-import`. Nothing counts as written before git has answered the token that follows a
 * checkpoint: a pipe that closes or a child that exits is a failure, whatever the exit code.
 */
export class FastImport {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exited: Promise<unknown>;
  #waiting: Waiting | undefined;
  #failure: EnvironmentError | undefined;
  #complaint = '';
  #ending = false;
  #tokens = 0;

  constructor(path: string) {
    const configuration = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    // --force: an island's best may move to a candidate that does not descend from the one before.
    const options = ['fast-import', '--quiet', '--done', '--date-format=raw', '--force'];
    this.#child = spawn('git', ['-C', path, ...configuration, ...options], { env: gitEnvironment(), detached: true });
    // A broken pipe is told by the end of the child too, which has heard its complaint by then.
    this.#child.stdin.on('error', () => {});
    this.#child.on('error', (error) => this.#fail(error));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-2000);
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#hear(line));
    this.#exited = once(this.#child, 'close').catch(() => {});
    this.#child.on('close', () => {
      if (!this.#ending) this.#fail(undefined);
    });
  }

  /** Sends commands and a checkpoint; gives what `get-mark` answered, once all of it is on disk. */
  async checkpoint(commands: readonly (string | Uint8Array)[]): Promise<readonly string[]> {
    if (this.#failure) throw this.#failure;
    const token = `recorded ${++this.#tokens}`;
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    this.#waiting = { token: `progress ${token}`, lines: [], resolve, reject };
    this.#child.stdin.cork();
    for (const command of commands) this.#child.stdin.write(command);
    this.#child.stdin.write(`checkpoint\nprogress ${token}\n`);
    this.#child.stdin.uncork();
    return await promise;
  }

  /** Ends the child without letting it put anything more in place. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Ends the child; nothing may be under way. */
  async end(): Promise<void> {
    this.#ending = true;
    if (!this.#failure) this.#child.stdin.end('done\n');
    await this.#exited;
  }

  #hear(line: string): void {
    const waiting = this.#waiting;
    if (waiting && line === waiting.token) {
      this.#waiting = undefined;
      waiting.resolve(waiting.lines);
    } else waiting?.lines.push(line);
  }

  #fail(cause: Error | undefined): void {
    const said = this.#complaint.trim();
    this.#failure ??= new EnvironmentError(
      `git fast-import, which writes the record, ended unexpectedly${said ? `: ${said}` : '.'}\n` +
        'Every attempt that was reported as recorded is safe. Look whether the disk is full, then resume the run.',
      { cause },
    );
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }
}
