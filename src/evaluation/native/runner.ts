import { realpathSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EnvironmentError, UsageError } from '../../api/errors.ts';
import type { CommandOutput, TimedEvidence } from '../../api/evaluator.ts';
import type { LoadedProblem } from '../../api/problem.ts';
import type { Files, Program } from '../../api/program.ts';
import type { Jail } from '../jail/jail.ts';
import { surround } from './environment.ts';
import { type FeedFiles, writeFeed, writeFiles } from './feeds.ts';
import { type Failed, fail, outcomeOf } from './outcome.ts';
import { type CommandPlan, filterOf } from './plan.ts';
import { prepare } from './start-program.ts';
import { Turns } from './turns.ts';
import { type Built, Workshop } from './workshop.ts';

/** What the runs of a candidate in one stage wrote: for `score`. */
export interface RunEvidence {
  readonly status: 'evidence';
  readonly outputs: readonly CommandOutput[] | readonly TimedEvidence<CommandOutput>[];
  /** What the runs measured together, in milliseconds. */
  readonly milliseconds: number;
}

/** Builds and runs candidates. */
export interface Runner {
  /** Rejects with the signal's reason when aborted. */
  drive(stage: number, program: Program, signal?: AbortSignal): Promise<RunEvidence | Failed>;
  close(): Promise<void>;
}

export interface RunnerOptions {
  readonly problem: LoadedProblem;
  readonly plans: readonly CommandPlan[];
  /** Candidates that are built or run at once. */
  readonly threads: number;
  readonly jail: Required<Pick<Jail, 'enter'>>;
}

/**
 * Opens a folder for programs, and builds the initial program there.
 *
 * @throws {UsageError} when the problem's own files do not build.
 * @throws {EnvironmentError} when the machine lacks a program.
 */
export async function openRunner(options: RunnerOptions): Promise<Runner> {
  checkOverseer();
  const base = await realpath(await mkdtemp(join(tmpdir(), 'germline-programs-')));
  const close = async () => await rm(base, { recursive: true, force: true });
  try {
    await writeFiles(base, { nothing: '' });
    return await NativeRunner.open(options, base, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function checkOverseer(): void {
  if (process.platform === 'linux') surround(['/usr/bin/perl'], '/');
  else throw new EnvironmentError(`Native programs run on Linux only; this is ${process.platform}.`);
}

/** A stage that is ready to run. */
interface Ready {
  readonly plan: CommandPlan;
  readonly feeds: readonly FeedFiles[];
  readonly reference: Built | undefined;
}

class NativeRunner implements Runner {
  readonly #options: RunnerOptions;
  readonly #home: string;
  readonly #workshop: Workshop;
  readonly #turns: Turns;
  readonly #stages: Ready[] = [];
  readonly close: () => Promise<void>;

  private constructor(options: RunnerOptions, base: string, close: () => Promise<void>) {
    this.#options = options;
    this.#home = realpathSync(dirname(options.problem.path));
    this.#workshop = new Workshop(options.jail, this.#home, base);
    this.#turns = new Turns(options.threads);
    this.close = close;
  }

  static async open(options: RunnerOptions, base: string, close: () => Promise<void>): Promise<NativeRunner> {
    const runner = new NativeRunner(options, base, close);
    for (const [index, plan] of options.plans.entries()) {
      surround(plan.run, runner.#home);
      await runner.#build(plan, options.problem.initial.files, 'the initial program');
      const feeds = plan.feeds.map((feed, number) => writeFeed(feed, join(base, 'feeds', `${index}-${number}`)));
      const reference = plan.timing && (await runner.#reference(plan));
      runner.#stages.push({ plan, feeds: await Promise.all(feeds), reference });
    }
    runner.#workshop.distrust();
    return runner;
  }

  async drive(stage: number, program: Program, signal?: AbortSignal): Promise<RunEvidence | Failed> {
    const work = (core: number | undefined) => this.#drive(this.#stages[stage]!, program, core, signal);
    const first = await this.#turns.shared(work);
    // The clock alone says little on a busy machine.
    return first.status === 'failed' && first.reason === 'stalled' ? await this.#turns.alone(work) : first;
  }

  async #drive(ready: Ready, program: Program, core: number | undefined, signal: AbortSignal | undefined) {
    signal?.throwIfAborted();
    const { recipe, limits } = ready.plan;
    const built = await this.#workshop.build(program.files, recipe, limits, signal);
    if ('reason' in built) return built;
    const session = new Session(ready.plan, this.#home, this.#options.jail, core, signal);
    return ready.reference ? await race(session, built, ready.reference, ready) : await runAll(session, built, ready);
  }

  async #reference(plan: CommandPlan): Promise<Built> {
    const { initial } = this.#options.problem;
    const names = plan.timing?.reference;
    if (!names) return await this.#build(plan, initial.files, 'the initial program');
    const places = Object.keys(initial.files);
    const read = names.map(async (name, index) => [
      places[index] ?? name,
      await readFile(join(this.#home, name), 'utf8'),
    ]);
    return await this.#build(plan, Object.fromEntries(await Promise.all(read)), `the reference ${names.join(', ')}`);
  }

  /** Builds a program of the problem itself. */
  async #build({ name, recipe, limits }: CommandPlan, files: Files, what: string): Promise<Built> {
    const built = await this.#workshop.build(files, recipe, limits);
    if ('folder' in built) return built;
    const beside = recipe.files.length > 0 ? ` with ${recipe.files.join(', ')}` : '';
    throw new UsageError(
      `${what[0]!.toUpperCase()}${what.slice(1)} of ${this.#options.problem.problem.name} cannot be built${beside} for stage ${name}: ${built.message}`,
    );
  }
}

/** The runs of one evaluation of one stage, which share one budget of CPU time. */
class Session {
  readonly #plan: CommandPlan;
  readonly #home: string;
  readonly #jail: RunnerOptions['jail'];
  readonly #core: number | undefined;
  readonly #signal: AbortSignal | undefined;
  /** CPU time that is left, in milliseconds. */
  #left: number;
  #spent = 0;

  constructor(
    plan: CommandPlan,
    home: string,
    jail: RunnerOptions['jail'],
    core: number | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.#plan = plan;
    this.#home = home;
    this.#jail = jail;
    this.#core = core;
    this.#signal = signal;
    this.#left = plan.limits.milliseconds;
  }

  get spent(): number {
    return this.#spent;
  }

  /** Runs a candidate's program. */
  async run(built: Built, feed: FeedFiles): Promise<CommandOutput | Failed> {
    const outcome = await this.#runFor(built, feed, this.#left);
    if (!('status' in outcome)) {
      this.#left -= outcome.milliseconds;
      this.#spent += outcome.milliseconds;
    }
    return outcome;
  }

  /** Runs the problem's own program, which has all the time each time. */
  async runReference(built: Built, feed: FeedFiles): Promise<CommandOutput | Failed> {
    const outcome = await this.#runFor(built, feed, this.#plan.limits.milliseconds);
    return 'status' in outcome
      ? fail('evaluator-error', `the program to race against failed: ${outcome.message}`)
      : outcome;
  }

  async #runFor({ folder }: Built, { stdin, input, args }: FeedFiles, left: number): Promise<CommandOutput | Failed> {
    const { run, limits, timing } = this.#plan;
    const { words, toolchains, environment } = surround(run, this.#home);
    const { scratchMegabytes, outputBytes, megabytes, threads, processes } = limits;
    const waiting = await prepare(
      {
        cell: { folder, writable: false, stdin, input, toolchains, hidden: [this.#home], caches: [], scratchMegabytes },
        ...{ words: [...words, ...args], environment, filter: filterOf(limits), outputBytes },
        limits: {
          cpuSeconds: Math.ceil(left / 1000) + 1,
          dataBytes: megabytes * 2 ** 20,
          fileBytes: scratchMegabytes * 2 ** 20,
          processes: Math.max(threads, processes),
        },
        core: timing && processes === 1 ? this.#core : undefined,
        instructions: timing?.instructions === true,
        wallMilliseconds: 5000 + 5 * left,
      },
      this.#jail,
    );
    return outcomeOf(await waiting.go(this.#signal), limits, left);
  }
}

async function runAll(session: Session, built: Built, { feeds }: Ready): Promise<RunEvidence | Failed> {
  const outputs: CommandOutput[] = [];
  for (const feed of feeds) {
    const output = await session.run(built, feed);
    if ('status' in output) return output;
    outputs.push(output);
  }
  return { status: 'evidence', outputs, milliseconds: session.spent };
}

async function race(
  session: Session,
  built: Built,
  reference: Built,
  { feeds, plan }: Ready,
): Promise<RunEvidence | Failed> {
  const outputs: TimedEvidence<CommandOutput>[] = [];
  for (const feed of feeds) {
    const raced = await raceOn(session, built, reference, feed, plan.timing!.rounds);
    if ('status' in raced) return raced;
    outputs.push(raced);
  }
  return { status: 'evidence', outputs, milliseconds: session.spent };
}

/** Runs both in turn, each round in the other order. The first round warms up. */
async function raceOn(session: Session, built: Built, reference: Built, feed: FeedFiles, rounds: number) {
  const [own, other] = [[] as CommandOutput[], [] as CommandOutput[]];
  const runs = [
    { run: () => session.run(built, feed), outputs: own },
    { run: () => session.runReference(reference, feed), outputs: other },
  ];
  for (let round = 0; round <= rounds; round++)
    for (const { run, outputs } of round % 2 === 0 ? runs : runs.toReversed()) {
      const output = await run();
      if ('status' in output) return output;
      outputs.push(output);
    }
  const latencies = (outputs: readonly CommandOutput[]) => outputs.slice(1).map(({ milliseconds }) => milliseconds);
  return { evidence: own.slice(1), candidate: latencies(own), reference: latencies(other) };
}
