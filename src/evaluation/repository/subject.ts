import type { Files } from '../../api/program.ts';
import { isDoubtful } from '../native/doubt.ts';
import type { Failed } from '../native/outcome.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import { failureOf } from './outcome.ts';
import type { RepositoryPlan } from './plan.ts';
import { runCommand } from './shell.ts';

/** How a command ended that had to succeed: what it took, in milliseconds, or why it failed. */
export type Gate = { readonly status: 'passed'; readonly milliseconds: number } | Failed;

/** A candidate's copy of the repository: its files, and what the checks left. No test has run in it. */
export class Subject {
  readonly space: Space;
  readonly #copy: CleanCopy;
  readonly #checks = new Map<string, Promise<Gate>>();

  private constructor(copy: CleanCopy, space: Space) {
    this.#copy = copy;
    this.space = space;
  }

  static async open(copy: CleanCopy, files: Files): Promise<Subject> {
    const space = await copy.over(copy.clean);
    await copy.write(space, copy.repository.plain(files));
    return new Subject(copy, space);
  }

  /** Runs a check, once. */
  async check(plan: RepositoryPlan, signal: AbortSignal | undefined): Promise<Gate> {
    const known = this.#checks.get(plan.name);
    if (known) return await known;
    const run = this.#run(plan, signal);
    this.#checks.set(plan.name, run);
    // One that was cancelled or failed doubtfully says nothing.
    const forget = () => this.#checks.delete(plan.name);
    run.then((gate) => isDoubtful(gate) && forget(), forget);
    return await run;
  }

  async #run(plan: RepositoryPlan, signal: AbortSignal | undefined): Promise<Gate> {
    const ended = await runCommand(this.#copy, this.space, plan, signal);
    const failed = failureOf(ended, plan, this.#copy.repository.root);
    return failed ?? { status: 'passed', milliseconds: ended.report?.cpuMilliseconds ?? 0 };
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#checks.values());
    await this.#copy.remove(this.space);
  }
}
