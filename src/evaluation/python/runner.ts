import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LoadedProblem } from '../../api/problem.ts';
import type { Program } from '../../api/program.ts';
import type { Jail } from '../jail/jail.ts';
import { runDoubting } from '../native/doubt.ts';
import type { Failed } from '../native/outcome.ts';
import { Turns } from '../native/turns.ts';
import { makeTemporaryFolder } from '../temporary-folder.ts';
import { findInterpreter } from './interpreter.ts';
import { outcomeOf, type PythonEvidence } from './outcome.ts';
import { Pair } from './pair.ts';
import type { PythonPlan } from './plan.ts';

export interface PythonRunnerOptions {
  readonly problem: LoadedProblem;
  readonly plans: readonly PythonPlan[];
  readonly seed: number;
  /** Whether held-back stages run, too. */
  readonly audit: boolean;
  /** Candidates that are evaluated at once. */
  readonly threads: number;
  readonly jail: Required<Pick<Jail, 'enter'>>;
}

/** Calls a user's evaluator. */
export class PythonRunner {
  readonly #options: PythonRunnerOptions;
  readonly #base: string;
  readonly #turns: Turns;
  readonly #free: Pair[] = [];
  #count = 0;

  private constructor(options: PythonRunnerOptions, base: string) {
    this.#options = options;
    this.#base = base;
    this.#turns = new Turns(options.threads);
  }

  /** Loads the evaluator. @throws {UsageError} | {EnvironmentError} where that fails, with what to do. */
  static async open(options: PythonRunnerOptions): Promise<PythonRunner> {
    const base = await makeTemporaryFolder('python');
    const runner = new PythonRunner(options, base);
    try {
      runner.#free.push(await runner.#open());
      return runner;
    } catch (error) {
      await runner.close();
      throw error;
    }
  }

  /** Rejects with the signal's reason when aborted. */
  async drive(stage: number, program: Program, signal?: AbortSignal): Promise<PythonEvidence | Failed> {
    const plan = this.#options.plans[stage]!;
    const work = () => this.#drive(plan, program, signal);
    return await runDoubting({ turns: this.#turns, folder: this.#base, jail: this.#options.jail }, work);
  }

  async close(): Promise<void> {
    await Promise.all(this.#free.map((pair) => pair.close()));
    await rm(this.#base, { recursive: true, force: true });
  }

  async #drive(plan: PythonPlan, program: Program, signal: AbortSignal | undefined): Promise<PythonEvidence | Failed> {
    signal?.throwIfAborted();
    const pair = this.#free.pop() ?? (await this.#open());
    try {
      return outcomeOf(await pair.run(plan, program, signal), plan);
    } finally {
      if (pair.isBroken) await pair.close();
      else this.#free.push(pair);
    }
  }

  async #open(): Promise<Pair> {
    const { problem, plans } = this.#options;
    const interpreter = findInterpreter(plans[0]!.python.interpreter, dirname(problem.path));
    const base = join(this.#base, String(this.#count++));
    return await Pair.open({ ...this.#options, interpreter, base });
  }
}
