import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '../../api/errors.ts';
import { withStreams } from '../../with-streams.ts';
import type { Cell, Entrance, Jail } from '../jail/jail.ts';
import { endProcess, kill } from '../jail/launch.ts';
import { seccompFilter } from '../jail/seccomp.ts';
import { common } from '../native/environment.ts';
import { descendantsOf } from '../native/watch.ts';
import type { Interpreter } from './interpreter.ts';

/** Our own side of the programs in Python. */
const workers = realpathSync(fileURLToPath(new URL('../../../workers/python', import.meta.url)));

/** Limits of one process of a zygote's, and of its processes at once. */
interface ZygoteLimits {
  readonly megabytes: number;
  readonly scratchMegabytes: number;
  readonly processes: number;
}

export interface ZygoteOptions {
  readonly role: 'evaluator' | 'program';
  readonly jail: Required<Pick<Jail, 'enter'>>;
  readonly interpreter: Interpreter;
  /** The folder of the candidate's files, or of what stands for them. */
  readonly folder: string;
  /** Folders that it sees besides, those of them that take new files, and those that it must not see. */
  readonly shown: readonly string[];
  readonly growing: readonly string[];
  readonly hidden: readonly string[];
  /** An empty file. */
  readonly nothing: string;
  readonly limits: ZygoteLimits;
  /** What the Python side gets to know besides; `program` is the name of the candidate's file. */
  readonly settings: Readonly<Record<string, string | number | boolean | readonly string[]>> & {
    readonly program: string;
  };
  /** The way to the other zygote: a new one, or the end of another's. */
  readonly broker: 'pipe' | 'ignore' | Duplex;
  readonly environment: Readonly<Record<string, string>>;
}

/** Longest that a zygote may take to load what it needs, in milliseconds. */
const longestStart = 300_000;
/** Most characters of one answer. */
const mostAnswer = 1 << 25;

/** A process that has a user's modules loaded and forks one process for each task. */
export class Zygote {
  readonly #child: ChildProcess;
  readonly #entrance: Entrance;
  readonly #closed: Promise<unknown>;
  #waiting: PromiseWithResolvers<unknown> | undefined;
  #heard = '';
  #complaint = '';

  private constructor(child: ChildProcess, entrance: Entrance) {
    this.#child = child;
    this.#entrance = entrance;
    this.#closed = once(child, 'close').catch(() => {});
    const engine = child.stdio[3] as Readable;
    engine.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    engine.on('error', () => {}); // its end is known by its exit
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-4000);
    });
    void this.#closed.then(() => this.#waiting?.resolve(undefined));
  }

  /** Starts one; `first` is what it says when it is ready. @throws {EnvironmentError} where it does not start. */
  static async start<First>(options: ZygoteOptions): Promise<{ readonly zygote: Zygote; readonly first: First }> {
    const entrance = await options.jail.enter(cellOf(options));
    await entrance.begin();
    const zygote = new Zygote(launch(entrance, options), entrance);
    const timer = setTimeout(() => zygote.kill(), longestStart);
    const first = (await zygote.#next()) as First | undefined;
    clearTimeout(timer);
    if (first !== undefined) return { zygote, first };
    await zygote.end();
    throw new EnvironmentError(
      `The Python process of the ${options.role} does not start: ${zygote.#complaint.trim() || 'it ended without a word'}`,
    );
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** The way from another zygote to this one. */
  get broker(): Duplex {
    return this.#child.stdio[4] as Duplex;
  }

  /** The answer to a message; undefined where the process has ended. */
  async ask<Answer>(message: object): Promise<Answer | undefined> {
    const answer = this.#next();
    this.tell(message);
    return (await answer) as Answer | undefined;
  }

  tell(message: object): void {
    (this.#child.stdio[3] as Duplex).write(`${JSON.stringify(message)}\n`);
  }

  kill(): void {
    if (this.#child.pid === undefined) return;
    // A process that has become another user does not end with its jail.
    for (const pid of descendantsOf(this.#child.pid)) endProcess(pid);
    kill(this.#child);
  }

  async end(): Promise<void> {
    this.kill();
    await this.#closed;
    await this.#entrance.leave();
  }

  #next(): Promise<unknown> {
    this.#waiting = Promise.withResolvers();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) this.#waiting.resolve(undefined);
    return this.#waiting.promise;
  }

  #hear(text: string): void {
    this.#heard += text;
    if (this.#heard.length > mostAnswer) this.kill();
    if (!text.includes('\n')) return;
    const [line = '', ...rest] = this.#heard.split('\n');
    this.#heard = rest.join('\n');
    this.#waiting?.resolve(JSON.parse(line));
  }
}

function cellOf({ folder, nothing, interpreter, shown, growing, hidden, limits }: ZygoteOptions): Cell {
  return {
    ...{ folder, stdin: nothing, input: undefined, growing, hidden, caches: [], gpu: [], writable: false },
    toolchains: [...new Set([...interpreter.folders, workers, ...shown])],
    scratchMegabytes: limits.scratchMegabytes,
  };
}

function launch(entrance: Entrance, options: ZygoteOptions): ChildProcess {
  const { role, interpreter, limits, settings, broker, environment } = options;
  const whole = {
    ...settings,
    ...{
      role,
      user: entrance.user ?? null,
      program: join(entrance.folder, settings.program),
      growing: entrance.growing,
    },
    limits: {
      data: limits.megabytes * 2 ** 20,
      file: limits.scratchMegabytes * 2 ** 20,
      processes: limits.processes,
    },
    filter: seccompFilter(process.arch, 'processes')?.toString('hex') ?? '',
  };
  const [command = '', ...args] = [
    ...entrance.words,
    ...[interpreter.path, '-B', join(workers, 'germline_zygote.py'), JSON.stringify(whole)],
  ];
  const own = environmentOf(interpreter, entrance.scratch);
  const path = [own.PATH, environment.PATH].filter(Boolean).join(':');
  const env = { ...own, ...environment, PATH: path };
  const stdio: StdioOptions = ['ignore', 'ignore', 'pipe', 'pipe', broker];
  const child = withStreams(spawn(command, args, { cwd: entrance.cwd, env, stdio, detached: true }));
  child.once('error', () => {}); // its end is known by its closing
  return child;
}

function environmentOf({ path, packages }: Interpreter, scratch: string): Record<string, string> {
  return {
    ...common,
    PATH: [dirname(path), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    PYTHONPATH: [workers, join(workers, 'peers'), ...packages].join(':'),
    PYTHONNOUSERSITE: '1', // its folder is among the packages
    ...{ HOME: scratch, TMPDIR: scratch, USER: 'germline', LOGNAME: 'germline', MPLBACKEND: 'Agg' },
    XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false',
  };
}
