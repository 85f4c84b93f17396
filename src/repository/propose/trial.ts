import { join } from 'node:path';
import { checkOut } from '../../evaluation/repository/checkout.ts';
import { countTests } from '../../evaluation/repository/count-tests.ts';
import { dependenciesOf, linkDependency } from '../../evaluation/repository/dependencies.ts';
import { makeTemporaryFolder, removeFolder } from '../../evaluation/temporary-folder.ts';
import type { Commit } from '../commit.ts';
import type { Command } from './proposal.ts';
import { type Tried, tryCommand } from './try-command.ts';

/** Longest that all commands may take together, and one of them, and what each may take in any case, in milliseconds. */
const [longest, longestOfOne, leastOfOne] = [240_000, 120_000, 20_000];

interface RunOptions {
  readonly file?: string | undefined;
  readonly patience?: number;
}

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

  /** Runs a command; `file` is one that it writes, `patience` the longest that it may take, in milliseconds. */
  async run(command: Command, { file, patience = longestOfOne }: RunOptions = {}): Promise<Tried> {
    const left = Math.max(leastOfOne, Math.min(patience, this.#end - performance.now()));
    return await tryCommand(command, { folder: this.#folder, environment: this.#environment, patience: left, file });
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
