import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { EnvironmentError } from '../api/errors.ts';
import { withStreams } from '../with-streams.ts';
import { gitEnvironment } from './git.ts';

/** A pending answer: the lines up to the checkpoint's token. */
interface Waiting {
  readonly token: string;
  readonly lines: string[];
  readonly resolve: (lines: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

/** Passed on the command line, since a cloned population has lost its configuration. Hooks never run. */
const gitSettings = { 'core.fsync': 'all', 'core.hooksPath': '/dev/null', 'fastimport.unpackLimit': '1' };

/**
 * One long-lived `git fast-import`. Nothing counts as written until git has answered the token after a checkpoint.
 * A closed pipe or an exit is a failure, whatever the exit code.
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
    const configuration = Object.entries(gitSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    // --force: an island's best may move to a candidate that does not descend from the one before.
    const options = ['fast-import', '--quiet', '--done', '--date-format=raw', '--force'];
    this.#child = withStreams(
      spawn('git', ['-C', path, ...configuration, ...options], { env: gitEnvironment(), detached: true }),
    );
    // A broken pipe also shows as the child's exit; by then its stderr has been read.
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

  /** Sends commands and a checkpoint; resolves to the answers of `get-mark` once everything is on disk. */
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

  /** Kills the child, so that it changes nothing more. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Ends the child. Call it only when no checkpoint is pending. */
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
        'Every attempt that was reported as recorded is safe. Check whether the disk is full, then resume the run.',
      { cause },
    );
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }
}
