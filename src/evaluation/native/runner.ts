import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../../api/errors.ts';
import type { LoadedProblem } from '../../api/problem.ts';
import type { Files, Program } from '../../api/program.ts';
import { findGpu } from '../jail/gpu.ts';
import type { Jail } from '../jail/jail.ts';
import { makeTemporaryFolder, removeFolder } from '../temporary-folder.ts';
import { checkOverseer } from './check-overseer.ts';
import { runDoubting } from './doubt.ts';
import { surround } from './environment.ts';
import { writeFeed, writeFiles } from './feeds.ts';
import type { Failed } from './outcome.ts';
import type { CommandPlan } from './plan.ts';
import { type Ready, type RunEvidence, Session } from './session.ts';
import { Turns } from './turns.ts';
import { type Building, Workshop } from './workshop.ts';

/** Builds and runs candidates. */
export interface Runner {
  /** Rejects with the signal's reason when aborted. */
  drive(stage: number, program: Program, signal?: AbortSignal, urgent?: boolean): Promise<RunEvidence | Failed>;
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
  const base = await makeTemporaryFolder('programs');
  const close = async () => await removeFolder(base);
  try {
    await writeFiles(base, { nothing: '' });
    return await NativeRunner.open(options, base, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** All commands that a stage may need: what the machine lacks is found before the search begins. */
function linesOf({ recipe, explanation, run }: CommandPlan): readonly (readonly string[])[] {
  return [recipe.check, recipe.build, explanation?.check, run].filter((line) => line !== undefined);
}

class NativeRunner implements Runner {
  readonly #options: RunnerOptions;
  readonly #home: string;
  readonly #base: string;
  /** For programs of the problem itself, and for candidates. */
  readonly #own: Workshop;
  readonly #workshop: Workshop;
  readonly #turns: Turns;
  readonly #stages: Ready[] = [];
  readonly close: () => Promise<void>;

  private constructor(options: RunnerOptions, base: string, close: () => Promise<void>) {
    this.#options = options;
    this.#home = realpathSync(dirname(options.problem.path));
    this.#base = base;
    const rooms = { jail: options.jail, home: this.#home, base };
    this.#own = new Workshop({ ...rooms, trusts: true });
    this.#workshop = new Workshop({ ...rooms, trusts: false });
    this.#turns = new Turns(options.threads);
    this.close = async () => {
      await this.#workshop.close();
      await close();
    };
  }

  static async open(options: RunnerOptions, base: string, close: () => Promise<void>): Promise<NativeRunner> {
    const runner = new NativeRunner(options, base, close);
    for (const [index, plan] of options.plans.entries()) {
      for (const line of linesOf(plan)) surround(line, runner.#home);
      if (plan.limits.gpu) findGpu();
      await runner.#build(plan, options.problem.initial.files, 'the initial program');
      const feeds = plan.feeds.map((feed, number) => writeFeed(feed, join(base, 'feeds', `${index}-${number}`)));
      const reference = plan.timing && (await runner.#reference(plan));
      runner.#stages.push({ plan, feeds: await Promise.all(feeds), reference });
    }
    return runner;
  }

  async drive(stage: number, program: Program, signal?: AbortSignal, urgent = false): Promise<RunEvidence | Failed> {
    const work = (core: number | undefined) => this.#drive(this.#stages[stage]!, program, core, signal);
    return await runDoubting({ turns: this.#turns, folder: this.#base, jail: this.#options.jail }, work, urgent);
  }

  async #drive(ready: Ready, program: Program, core: number | undefined, signal: AbortSignal | undefined) {
    signal?.throwIfAborted();
    const { recipe, explanation, limits } = ready.plan;
    const session = new Session(ready, { home: this.#home, jail: this.#options.jail, core, signal });
    const drive = (building: Building) => session.drive(building);
    const outcome = await this.#workshop.use(program.files, recipe, limits, drive, signal);
    if (!explanation?.check || outcome.status !== 'failed' || outcome.reason !== 'threw') return outcome;
    const failed = await this.#workshop.use(program.files, explanation, limits, ({ failure }) => failure, signal);
    return failed ?? outcome;
  }

  async #reference(plan: CommandPlan): Promise<string> {
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

  /** Builds a program of the problem itself, which stays; returns its folder. */
  async #build({ name, recipe, limits }: CommandPlan, files: Files, what: string): Promise<string> {
    const { folder, failure } = await this.#own.build(files, recipe, limits);
    const failed = await failure;
    if (!failed) return folder;
    const beside = recipe.files.length > 0 ? ` with ${recipe.files.join(', ')}` : '';
    throw new UsageError(
      `${what[0]!.toUpperCase()}${what.slice(1)} of ${this.#options.problem.problem.name} cannot be built${beside} for stage ${name}: ${failed.message}`,
    );
  }
}
