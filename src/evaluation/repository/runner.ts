import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Raced } from '../../api/evaluator.ts';
import type { Files, Program } from '../../api/program.ts';
import { isDoubtful, runAgain } from '../native/doubt.ts';
import type { Failed } from '../native/outcome.ts';
import { Turns } from '../native/turns.ts';
import { Shared } from '../shared.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import { Gauge } from './gauge.ts';
import { failureOf } from './outcome.ts';
import type { RepositoryPlan } from './plan.ts';
import { type RaceResult, race } from './race.ts';
import { runCommand, tryCommand } from './shell.ts';
import { type Gate, Subject } from './subject.ts';
import { describeTampering } from './tampered.ts';

/** What a command of a candidate brought: the numbers of a measure, nothing of a check or a test. */
export interface RepositoryEvidence {
  readonly status: 'evidence';
  readonly outputs: readonly Raced[];
  readonly milliseconds: number;
}

export interface RunnerOptions {
  readonly copy: CleanCopy;
  readonly plans: readonly RepositoryPlan[];
  /** The files of the unchanged code, as those of candidates are. */
  readonly unchanged: Files;
  readonly seed: number;
  /** Candidates that are checked or tested at once. */
  readonly threads: number;
  /** Races are longer. */
  readonly audit: boolean;
}

/** What is kept of candidates beside those under way. */
const spare = 16;
/** How many times as many pairs an audit may take. */
const longer = 2;

/** Checks, tests and measures candidates in copies of the repository. */
export class RepositoryRunner {
  readonly #options: RunnerOptions;
  readonly #turns: Turns;
  readonly #subjects: LRUCache<string, Shared<Subject>>;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#turns = new Turns(options.threads);
    this.#subjects = new LRUCache({
      max: 4 * options.threads + spare,
      dispose: (subject) => subject.leave(),
    });
  }

  /** Rejects with the signal's reason when aborted. */
  async drive(
    stage: number,
    { files }: Program,
    signal?: AbortSignal,
    urgent = false,
  ): Promise<RepositoryEvidence | Failed> {
    const plan = this.#options.plans[stage]!;
    const turn = { signal, urgent };
    const checks = this.#options.plans.slice(0, stage).filter(({ command }) => command.role === 'check');
    for (const check of checks) {
      const gate = await this.#gate(files, () => this.#check(check, files, signal), turn);
      if (gate.status === 'failed') return gate;
    }
    if (plan.command.role === 'measure') return await this.#measure(plan, checks, files, turn);
    const work = () =>
      plan.command.role === 'check' ? this.#check(plan, files, signal) : this.#test(plan, files, signal);
    const gate = await this.#gate(files, work, turn);
    return gate.status === 'failed' ? gate : { status: 'evidence', outputs: [], milliseconds: gate.milliseconds };
  }

  async close(): Promise<void> {
    const all = [...this.#subjects.values()];
    this.#subjects.clear();
    await Promise.all(all.map(({ ended }) => ended));
  }

  async #gate(files: Files, work: () => Promise<Gate>, { urgent, signal }: Turn): Promise<Gate> {
    signal?.throwIfAborted();
    const first = await this.#turns.shared(work, urgent);
    return isDoubtful(first) ? await this.#again(files, () => this.#turns.alone(work)) : first;
  }

  /** Works with a candidate again, in a fresh copy. @throws {EnvironmentError} where that is doubtful too, and the machine at fault. */
  async #again<R extends Gate | RaceResult>(files: Files, work: () => Promise<R>): Promise<R> {
    const { copy, plans } = this.#options;
    await this.#drop(files);
    return await runAgain(work, { folder: copy.folder, tryOut: () => tryCommand(copy, plans[0]!) });
  }

  /** Removes a candidate's copy, once nobody works with it. */
  async #drop(files: Files): Promise<void> {
    const key = keyOf(files);
    const subject = this.#subjects.get(key);
    this.#subjects.delete(key);
    await subject?.ended;
  }

  async #check(plan: RepositoryPlan, files: Files, signal: AbortSignal | undefined): Promise<Gate> {
    return await this.#use(files, (subject) => subject.check(plan, signal));
  }

  async #test(plan: RepositoryPlan, files: Files, signal: AbortSignal | undefined): Promise<Gate> {
    const { copy } = this.#options;
    return await this.#inSpace(files, plan, async (space) => {
      const ended = await runCommand(copy, space, plan, signal);
      const failed = failureOf(ended, plan, copy.repository.root) ?? (await describeTampering(copy, space, plan));
      return failed ?? { status: 'passed', milliseconds: ended.report!.cpuMilliseconds };
    });
  }

  async #measure(
    plan: RepositoryPlan,
    checks: readonly RepositoryPlan[],
    files: Files,
    { signal }: Turn,
  ): Promise<RepositoryEvidence | Failed> {
    if (this.#isUnchanged(files)) return await this.#measureAlone(plan, files, signal);
    const { copy, unchanged, audit } = this.#options;
    for (const check of checks)
      await this.#gate(unchanged, () => this.#check(check, unchanged, signal), { signal, urgent: true });
    const work = () =>
      this.#inSpace(files, plan, (candidate) =>
        this.#inSpace(unchanged, plan, (reference) =>
          race({
            ...{ copy, plan, candidate, reference, rounds: audit ? longer * plan.rounds : plan.rounds, signal },
            ...{ seedOf: (pair) => this.#seed(plan, pair), alone: (work) => this.#turns.alone(work) },
          }),
        ),
      );
    const first = await work();
    // It was alone already, so that waiting too long is its own fault.
    const result = first.status === 'failed' && first.doubtful ? await this.#again(files, work) : first;
    if (result.status === 'failed') return result;
    return { status: 'evidence', outputs: [result.raced], milliseconds: result.milliseconds };
  }

  async #measureAlone(plan: RepositoryPlan, files: Files, signal: AbortSignal | undefined) {
    const { copy } = this.#options;
    const measured = await this.#inSpace(files, plan, async (space) => {
      await using gauge = new Gauge(copy, space, plan);
      return await this.#turns.alone(() => gauge.measure(this.#seed(plan, 0), signal));
    });
    if (measured.status === 'failed') return measured;
    const raced = { candidate: [measured.value], reference: [measured.value], unchanged: true };
    return { status: 'evidence', outputs: [raced], milliseconds: measured.cpuMilliseconds } as const;
  }

  #isUnchanged(files: Files): boolean {
    const { copy, unchanged } = this.#options;
    const texts = (all: Files) => JSON.stringify(Object.values(copy.repository.plain(all)));
    return texts(files) === texts(unchanged);
  }

  /** The seeds of a race cannot be known beforehand. */
  #seed({ name }: RepositoryPlan, pair: number): number {
    return hash('sha256', `${this.#options.seed} ${name} ${pair}`, 'buffer').readUInt32LE(0) >>> 1;
  }

  /** Works in a space over a candidate's, which is removed afterwards. */
  async #inSpace<T>(files: Files, plan: RepositoryPlan, work: (space: Space) => Promise<T>): Promise<T> {
    return await this.#use(files, ({ space }) => this.#options.copy.within(space, plan, work));
  }

  /** Works with a candidate's copy, which stays meanwhile. */
  async #use<T>(files: Files, work: (subject: Subject) => Promise<T>): Promise<T> {
    const key = keyOf(files);
    const known = this.#subjects.get(key);
    const subject = known ?? new Shared(Subject.open(this.#options.copy, files), (it) => it.close());
    if (!known) this.#subjects.set(key, subject);
    return await subject.enter().use(work);
  }
}

function keyOf(files: Files): string {
  return hash('sha256', JSON.stringify(Object.entries(files)));
}

interface Turn {
  readonly signal: AbortSignal | undefined;
  readonly urgent: boolean;
}
