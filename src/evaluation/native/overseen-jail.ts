import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex, Readable } from 'node:stream';
import { messageOf } from '../../fault.ts';
import { withStreams } from '../../with-streams.ts';
import type { Entrance } from '../jail/jail.ts';
import { endProcess, kill } from '../jail/launch.ts';
import type { FilterKind } from '../jail/seccomp.ts';
import { Collected } from './collected.ts';
import { type Order, overseer, type ProcessLimits, type Report, readReport, writeOrder } from './overseer.ts';
import type { Stop } from './stop.ts';
import { type Watched, watch } from './watch.ts';

/** How programs run where an entrance leads. */
export interface Confined {
  /** Where they may write. */
  readonly cell: Watched;
  readonly environment: Readonly<Record<string, string>>;
  readonly filter: FilterKind;
  readonly limits: ProcessLimits;
  /** The core on which they run; undefined: any. */
  readonly core?: number | undefined;
  readonly instructions?: boolean;
  /** Most bytes on standard output, and on standard error. */
  readonly outputBytes: number;
  /** Longest wall time of a program, in milliseconds: a backstop. */
  readonly wallMilliseconds: number;
  /** File systems in memory where a program may leave no file if another one is to run; with none, only one runs. */
  readonly memory?: readonly string[];
}

/** How a program ended. */
export interface Ended {
  /** Absent where the engine ended it, or where its jail died. */
  readonly report: Report | undefined;
  readonly stop: Stop | undefined;
  readonly output: Uint8Array;
  /** Its standard error. */
  readonly complaint: string;
}

/** A jail that was started, whose overseer waits for programs to run, one at a time. */
export class OverseenJail {
  readonly #confined: Confined;
  readonly #leave: () => Promise<void>;
  readonly #child: ChildProcess;
  /** Standard output, standard error, and the overseer's own. */
  readonly #streams: readonly [Readable, Readable, Duplex];
  readonly #closed: Promise<unknown>;
  #waits = true;
  /** Why the system did not start it. */
  #unstarted = '';

  constructor(entrance: Entrance, confined: Confined) {
    this.#confined = confined;
    this.#leave = entrance.leave;
    this.#child = launch(entrance, confined);
    this.#streams = [this.#child.stdout!, this.#child.stderr!, this.#child.stdio[3] as Duplex];
    this.#closed = once(this.#child, 'close').catch((error: Error) => {
      this.#unstarted = messageOf(error);
    });
    // Its own process group, so that nothing of it stays where no jail ends it.
    this.#child.once('exit', () => this.#child.pid !== undefined && endProcess(-this.#child.pid));
    for (const stream of this.#streams) stream.on('error', () => {}); // its end is known by its exit
  }

  /** Whether another program may run. */
  get waits(): boolean {
    return this.#waits;
  }

  /** Runs a program, and resolves at its end. Rejects with the signal's reason when aborted. */
  async run(order: Order, signal?: AbortSignal): Promise<Ended> {
    this.#waits = false;
    let stop: Stop | undefined;
    const end = (why: Stop) => {
      stop ??= why;
      kill(this.#child);
    };
    const mark = randomBytes(16).toString('hex');
    const parts = this.#collect(mark, () => end('output'));
    await this.#underWatch(end, signal, async () => {
      this.#streams[2].write(writeOrder(order, mark));
      await Promise.race([this.#closed, Promise.all(parts.map(({ marked }) => marked))]);
    });
    const [output, complaint, line] = parts.map((part) => part.end()) as [Buffer, Buffer, Buffer];
    const report = readReport(line.toString());
    this.#waits = stop === undefined && report?.waits === true;
    return { report, stop, output, complaint: this.#unstarted || complaint.toString() };
  }

  /** Ends it at once, with all that runs there. */
  async end(): Promise<void> {
    this.#waits = false;
    kill(this.#child);
    await this.#closed;
    await this.#leave();
  }

  #collect(mark: string, overflow: () => void): readonly Collected[] {
    const { outputBytes } = this.#confined;
    const ends = [mark, mark, '\n'];
    return this.#streams.map((stream, index) => new Collected(stream, ends[index]!, outputBytes, overflow));
  }

  async #underWatch(end: (why: Stop) => void, signal: AbortSignal | undefined, work: () => Promise<void>) {
    const { limits, filter, wallMilliseconds, cell } = this.#confined;
    const abort = () => kill(this.#child);
    signal?.addEventListener('abort', abort);
    const timer = setTimeout(() => end('clock'), wallMilliseconds);
    const unwatch = filter === 'alone' ? undefined : watch(this.#child.pid!, { limits, cell, filter }, end);
    try {
      signal?.throwIfAborted();
      await work();
      signal?.throwIfAborted();
    } finally {
      signal?.removeEventListener('abort', abort);
      clearTimeout(timer);
      unwatch?.();
    }
  }
}

function launch(entrance: Entrance, confined: Confined) {
  const { environment, filter, limits, core, instructions = false, memory = [] } = confined;
  const { stdin, scratch, temporary = scratch, cwd, user } = entrance;
  const overseen = overseer({ limits, filter, stdin, core, user, instructions, memory });
  const [command, ...args] = [...entrance.words, ...overseen] as readonly string[] as [string, ...string[]];
  const env = { HOME: scratch, TMPDIR: temporary, ...environment };
  const stdio = ['ignore', 'pipe', 'pipe', 'pipe'] as const;
  return withStreams(spawn(command, args, { cwd, env, stdio: [...stdio], detached: true }));
}
