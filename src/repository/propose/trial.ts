import { join } from 'node:path';
import { checkOut } from '../../evaluation/repository/checkout.ts';
import { countTests } from '../../evaluation/repository/count-tests.ts';
import { dependenciesOf, linkDependency } from '../../evaluation/repository/dependencies.ts';
import { makeTemporaryFolder, removeFolder } from '../../evaluation/temporary-folder.ts';
import type { Commit } from '../commit.ts';
import type { Command } from './proposal.ts';
import { type Tried, tryCommand } from './try-command.ts';

/** Longest that all commands may take together, and one of them, in milliseconds. */
const [longest, longestOfOne] = [240_000, 120_000];

/** A copy of a commit, with links to the user's dependencies, in which commands are tried as the user would run them. */
export class Trial implements AsyncDisposable {
  readonly #base: string;
  readonly #folder: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #end = performance.now() + longest;

  private constructor(base: string, folder: string, environment: Readonly<Record<string, string>>) {
    this.#base = base;
    this.#folder = folder;
    this.#environment = environment;
  }

  static async open({ root, folder, id }: Commit, environment: Readonly<Record<string, string>>): Promise<Trial> {
    const base = await makeTemporaryFolder('trial');
    const copy = join(base, 'repository');
    const tracked = await checkOut(root, id, copy);
    for (const name of await dependenciesOf(root)) {
      if (tracked.has(name)) continue;
      await linkDependency(name, root, copy);
    }
    // Crates that others made are compiled already there.
    const cargo = tracked.has('Cargo.toml') ? { CARGO_TARGET_DIR: join(root, 'target') } : {};
    return new Trial(base, join(copy, folder), { ...cargo, ...environment });
  }

  /** Runs a command; `file` is one that it writes. */
  async run(command: Command, file?: string): Promise<Tried> {
    const patience = Math.max(1000, Math.min(longestOfOne, this.#end - performance.now()));
    return await tryCommand(command, { folder: this.#folder, environment: this.#environment, patience, file });
  }

  /** The same for tests: a run without any test is a fault. */
  async test(command: Command): Promise<Tried> {
    const tried = await this.run(command);
    const isEmpty = tried.fault === undefined && countTests(tried) === 0;
    return isEmpty ? { ...tried, fault: 'it runs no test' } : tried;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeFolder(this.#base);
  }
}
