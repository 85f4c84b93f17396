import type { Immigrant } from '../api/attempt.ts';
import { EnvironmentError } from '../api/errors.ts';
import { makeTemporaryFolder, removeFolder } from '../evaluation/temporary-folder.ts';
import { plainLine } from '../plain.ts';
import { shownAddress } from './address.ts';
import { type Answered, callGit } from './git.ts';
import { readFiles } from './read-files.ts';

/** The run that exchanges its winner with others. */
export interface RemoteOptions {
  /** The address of the remote, as `readAddress` returns it. */
  readonly address: string;
  /** Path of the population. */
  readonly population: string;
  /** Programs of problems with another fingerprint are never looked at. */
  readonly fingerprint: string;
  /** The names of a program's files, in order. */
  readonly files: readonly string[];
}

/** The winner of another run. */
export interface Offer {
  readonly run: string;
  readonly commit: string;
}

/** Longest list of offers that is read, in bytes: some ten thousand of them. */
const longestList = 1 << 20;
/** Characters of a fingerprint, and of the id of a run, in names of refs. */
const [fingerprintLength, runLength] = [16, 12];

/** The winners of runs on a git remote: `refs/germline/FINGERPRINT/RUN/champion`, which only that run writes. */
export class Remote {
  /** The run's own id: it does not change when the run is resumed. */
  readonly run: string;
  readonly #options: RemoteOptions;
  readonly #folder: string;

  private constructor(run: string, options: RemoteOptions) {
    this.run = run;
    this.#options = options;
    this.#folder = `refs/germline/${options.fingerprint.slice(0, fingerprintLength)}`;
  }

  static async open(options: RemoteOptions, signal: AbortSignal): Promise<Remote> {
    const words = ['rev-list', '--first-parent', '--max-parents=0', 'refs/heads/journal', '--'];
    const { output, fault } = await callGit(options.population, words, { signal });
    if (fault !== undefined) throw new EnvironmentError(`git cannot read ${options.population}: ${fault}`);
    return new Remote(output.toString().slice(0, runLength), options);
  }

  /** The address without a password, for people. */
  get name(): string {
    return shownAddress(this.#options.address);
  }

  /** Offers a candidate of the population in place of an earlier one. @throws {EnvironmentError} where that fails. */
  async publish(commit: string, signal: AbortSignal): Promise<void> {
    const { address, population } = this.#options;
    const words = ['push', '--quiet', '--no-verify', '--no-signed', '--', address];
    this.#expect(await callGit(population, [...words, `+${commit}:${this.#refOf(this.run)}`], { signal }));
  }

  /** What other runs offer; of a list that is too long, its beginning. @throws {EnvironmentError} where there is no list. */
  async offers(signal: AbortSignal): Promise<readonly Offer[]> {
    const words = ['ls-remote', '--quiet', '--refs', '--', this.#options.address, `${this.#folder}/*`];
    const listed = await callGit(this.#options.population, words, { most: longestList, signal });
    if (!listed.isCut) this.#expect(listed);
    const lines = listed.output.toString().split('\n').slice(0, -1);
    return lines.flatMap((line) => this.#offerIn(line) ?? []);
  }

  #offerIn(line: string): Offer | undefined {
    const [, commit, ref, run] = /^([0-9a-f]{40})\t(.+\/([0-9a-f]{12})\/champion)$/.exec(line) ?? [];
    return commit && run && run !== this.run && ref === this.#refOf(run) ? { run, commit } : undefined;
  }

  /** The program of an offer; undefined where it is none of this problem, too large, or gone. */
  async fetch({ run, commit }: Offer, signal: AbortSignal): Promise<Immigrant | undefined> {
    const folder = await makeTemporaryFolder('exchange');
    try {
      await callGit(folder, ['init', '--bare', '--quiet', '--template='], { signal });
      const words = [
        'fetch',
        '--quiet',
        '--depth=1',
        '--no-tags',
        '--no-write-fetch-head',
        '--',
        this.#options.address,
      ];
      await callGit(folder, [...words, `+${this.#refOf(run)}:refs/heads/offered`], { signal });
      const files = await readFiles(folder, commit, this.#options.files, signal);
      return files && { files, origin: { run, commit } };
    } finally {
      await removeFolder(folder);
    }
  }

  #refOf(run: string): string {
    return `${this.#folder}/${run}/champion`;
  }

  #expect({ fault }: Answered): void {
    if (fault === undefined) return;
    const said = plainLine(fault.replaceAll(this.#options.address, this.name));
    throw new EnvironmentError(`${this.name} cannot be used: ${said}`);
  }
}
