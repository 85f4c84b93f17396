import { hash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../../api/errors.ts';
import type { LoadedProblem } from '../../api/problem.ts';
import type { Files, Program } from '../../api/program.ts';
import type { Jail } from '../jail/jail.ts';
import { writeFiles } from '../native/feeds.ts';
import { watch } from '../native/watch.ts';
import type { Interpreter } from './interpreter.ts';
import { missingModule } from './missing-module.ts';
import type { Accounts, Answer, Stopped } from './outcome.ts';
import type { PythonPlan } from './plan.ts';
import { toolsFor, warmCaches } from './tools.ts';
import { Zygote, type ZygoteOptions } from './zygote.ts';

export interface PairOptions {
  readonly problem: LoadedProblem;
  readonly plans: readonly PythonPlan[];
  readonly interpreter: Interpreter;
  readonly seed: number;
  /** Whether held-back stages run, too. */
  readonly audit: boolean;
  readonly jail: Required<Pick<Jail, 'enter'>>;
  /** A folder of its own. */
  readonly base: string;
}

/** What the evaluator's zygote says when it has loaded the evaluator, or has not. */
interface Loaded {
  readonly functions?: readonly string[];
  readonly error?: readonly [type: string, text: string];
  readonly missing?: readonly string[];
}

/** What a candidate's file holds for its evaluator. */
const stub = `"""Stands in for a candidate, which runs in a process of its own."""
import germline_candidate

germline_candidate.load(globals())
`;

/** CPU time that a process may use beyond what counts, in seconds, so that the count decides. */
const spare = 1;

/**
 * The process that holds a user's evaluator, and the one that holds candidates, each in its own jail. Without a split
 * there is only the first.
 */
export class Pair {
  readonly #options: PairOptions;
  readonly #evaluator: Zygote;
  readonly #program: Zygote | undefined;
  /** Where candidates lie, and the files there. */
  readonly #folder: string;
  #placed: Files;
  /** It can run no further candidate. */
  isBroken = false;

  private constructor(options: PairOptions, evaluator: Zygote, program: Zygote | undefined) {
    this.#options = options;
    this.#evaluator = evaluator;
    this.#program = program;
    this.#folder = join(options.base, program ? 'program' : 'stands-in');
    this.#placed = options.problem.initial.files;
  }

  /**
   * @throws {UsageError} where the evaluator cannot be loaded, with what to do.
   * @throws {EnvironmentError} where Python does not start.
   */
  static async open(options: PairOptions): Promise<Pair> {
    const { problem, plans, base } = options;
    const split = plans[0]!.split;
    await writeFiles(base, { nothing: '' });
    await writeFiles(join(base, 'stands-in'), split ? { [problem.initial.entry]: stub } : problem.initial.files);
    await warmCaches(problem.initial.entry, join(base, 'stands-in'));
    const program = split ? await startProgram(options) : undefined;
    try {
      const { zygote, first } = await startEvaluator(options, program);
      const pair = new Pair(options, zygote, program);
      await pair.#check(first);
      return pair;
    } catch (error) {
      await program?.end();
      throw error;
    }
  }

  /** Runs one call of the evaluator. Rejects with the signal's reason when aborted. */
  async run(plan: PythonPlan, program: Program, signal: AbortSignal | undefined): Promise<Answer> {
    const { seed } = this.#options;
    await this.#place(program);
    const { call, kind } = plan.python;
    const task = { call, stage: plan.name, seed, cpu: Math.ceil(plan.limits.milliseconds / 1000) + spare };
    const ended = this.#program?.ask<Accounts>({ ...task, seed: kind === 'drives' ? unrelatedSeed(seed) : seed });
    const guard = this.#guard(plan, signal);
    try {
      const answer = await this.#evaluator.ask<Answer>(task);
      signal?.throwIfAborted();
      if (!answer) return this.#broke(guard.stopped);
      const accounts = await ended;
      if (ended && !accounts) return this.#broke(guard.stopped);
      return { ...answer, ...(accounts && { program: accounts }) };
    } finally {
      guard.end();
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#evaluator.end(), this.#program?.end()]);
  }

  /** Writes those files of a candidate that differ from those of the one before. */
  async #place({ files }: Program): Promise<void> {
    const changed = Object.entries(files).filter(([name, text]) => this.#placed[name] !== text);
    await Promise.all(changed.map(([name, text]) => writeFile(join(this.#folder, name), text)));
    this.#placed = files;
  }

  #broke(stopped: Stopped = 'died'): Answer {
    this.isBroken = true;
    return { stopped };
  }

  /** Ends both where one uses too much, where the wall time runs out, or where nobody wants the answer. */
  #guard({ limits }: PythonPlan, signal: AbortSignal | undefined) {
    const guard = { stopped: undefined as Stopped | undefined, end: () => {} };
    const stop = (why: Stopped) => {
      guard.stopped ??= why;
      this.isBroken = true;
      for (const zygote of this.#zygotes) zygote.kill();
    };
    const abort = () => stop('died');
    signal?.addEventListener('abort', abort);
    const timer = setTimeout(() => stop('clock'), 5000 + 5 * limits.milliseconds);
    const most = { cpuSeconds: 0, dataBytes: limits.megabytes * 2 ** 20, fileBytes: 0, processes: limits.processes };
    const cell = { writable: false, folder: '', scratchMegabytes: 0 };
    const watches = this.#zygotes.map(({ pid }) => watch(pid, { limits: most, cell, filter: 'processes' }, stop));
    guard.end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      for (const unwatch of watches) unwatch();
    };
    return guard;
  }

  get #zygotes(): readonly Zygote[] {
    return [this.#evaluator, ...(this.#program ? [this.#program] : [])];
  }

  async #check({ error, missing = [], functions = [] }: Loaded): Promise<void> {
    const { plans, interpreter } = this.#options;
    const { file } = plans[0]!.python;
    const absent = plans.find(({ python }) => python.kind !== 'writes' && !functions.includes(python.call));
    if (!error && !absent) return;
    await this.close();
    if (!error) throw new UsageError(`${file} defines no function ${absent!.python.call}.`);
    const [type, text] = error;
    const module = type === 'ModuleNotFoundError' ? missing.at(-1) : undefined;
    if (module) throw new UsageError(missingModule(file, module, interpreter));
    throw new UsageError(`${file} cannot be loaded in the sandbox:\n${text.trim()}`);
  }
}

/** From the random numbers of a candidate nobody learns the seed that the inputs of a drive are made from. */
function unrelatedSeed(seed: number): number {
  return hash('sha256', `random ${seed}`, 'buffer').readUInt32LE(0);
}

async function startProgram(options: PairOptions): Promise<Zygote> {
  const { problem, plans, base } = options;
  const home = dirname(problem.path);
  const folder = join(base, 'program');
  const helpers = (plans[0]!.python.helpers ?? []).map(
    async (name) => [name, await readFile(join(home, name))] as const,
  );
  await writeFiles(folder, { ...problem.initial.files, ...Object.fromEntries(await Promise.all(helpers)) });
  const places = { folder, shown: [], growing: [], hidden: [home] };
  const { zygote } = await Zygote.start({ ...common(options), ...places, role: 'program', broker: 'pipe' });
  return zygote;
}

async function startEvaluator(options: PairOptions, program: Zygote | undefined) {
  const { problem, plans, seed, audit, base } = options;
  const { file, kind, evolved = [], inputs = '[]' } = plans[0]!.python;
  const stages = plans.filter(({ heldBack }) => audit || !heldBack).map(({ name }) => name);
  const home = dirname(problem.path);
  const shared = common(options);
  const tools = toolsFor(problem.initial.entry, home);
  const started = await Zygote.start<Loaded>({
    ...{ ...shared, role: 'evaluator', folder: join(base, 'stands-in'), growing: [home], hidden: [] },
    shown: [home, ...tools.flatMap(({ toolchains, caches }) => [...toolchains, ...caches])],
    environment: Object.assign({}, ...tools.map(({ environment }) => environment)),
    settings: {
      ...{ ...shared.settings, evaluator: join(home, file), kind, evolved, inputs, seed, stages },
      split: program !== undefined,
    },
    broker: program?.broker ?? 'ignore',
  });
  program?.broker.destroy(); // the evaluator has its own
  return started;
}

function common({ problem, plans, interpreter, jail, base }: PairOptions) {
  return {
    ...{ jail, interpreter, limits: plans[0]!.limits, nothing: join(base, 'nothing'), environment: {} },
    settings: { program: problem.initial.entry },
  } satisfies Partial<ZygoteOptions>;
}
