import type { Attempt, MemoryDelta, Recorded, Refused, TellResult } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import type { Evaluation } from '../api/evaluation.ts';
import type { Answer, AskOptions, CandidateText, ClientTask, ProgramText, RunClient, Told } from '../api/run.ts';
import type { Store } from '../api/store.ts';
import { admit } from '../change/gates.ts';
import { withFiles } from '../language/program.ts';
import { Backlog } from './backlog.ts';
import { checkIsland, describeTask, likeFiles } from './client-task.ts';
import type { Duty } from './duties.ts';
import type { Engine, Reporter } from './engine.ts';
import { complete, refuseDuplicate } from './iterate.ts';
import { loadPrograms, tell } from './learn.ts';
import { type Proposed, proposed } from './propose.ts';
import { sample, type Wish } from './sample.ts';
import type { SearchState } from './state.ts';
import type { ProposalTask, Task } from './task.ts';
import { TaskList } from './task-list.ts';

/** What a run is made of. */
export interface RunParts {
  readonly engine: Engine;
  readonly path: string;
  readonly store: Store;
  readonly reporter: Reporter;
  /** The first free number. */
  readonly next: number;
  /** Why clients cannot take part; undefined where they can. */
  readonly exclusive?: string | undefined;
  /** Closed with the run: the store, which makes everything durable first, the evaluator, connections. */
  readonly resources: AsyncDisposableStack;
}

/**
 * A run under way: the only writer of its population. A client asks for a task, evaluates programs as often as it likes,
 * and tells what it made of the task. The built-in search (schedule/evolve.ts) is such a client; so are programs that
 * import the library, agents and people.
 */
export class Run implements RunClient {
  readonly engine: Engine;
  readonly #parts: RunParts;
  readonly #tasks: TaskList;
  readonly #backlog = new Backlog();
  readonly #abort = new AbortController();
  #closed: Promise<void> | undefined;

  constructor(parts: RunParts) {
    this.engine = parts.engine;
    this.#parts = parts;
    this.#tasks = new TaskList(parts.next, (task) => this.#abandon(task));
  }

  get state(): SearchState {
    return this.engine.state;
  }

  get path(): string {
    return this.#parts.path;
  }

  /** Attempts that were asked for and not told yet, and the next free number. */
  get tasks(): Pick<TaskList, 'next' | 'causes'> {
    return this.#tasks;
  }

  /** Asks for a proposal that a client makes: draws a parent, or takes the one that is named. */
  async ask({ island, parent, milliseconds }: AskOptions = {}): Promise<ClientTask> {
    this.#admitClient();
    checkIsland(island, this.state.population.islands.length);
    if (parent !== undefined && !this.state.population.select(parent))
      throw new UsageError(`#${parent} has no place in the population, so it cannot be a parent.`);
    const task = this.#propose(this.#tasks.next, { cause: 'external', island, candidate: parent });
    return describeTask(task, this.#tasks.lend(task, milliseconds));
  }

  /** Asks for an attempt of the built-in search, under the next number or under one that was asked for before. */
  begin(wish: Wish | Duty, number = this.#tasks.next): Task {
    if (wish.cause !== 'audit') return this.#propose(number, wish);
    return this.#tasks.open({ kind: 'audit', number, watermark: this.state.population.told, ...wish });
  }

  #propose(number: number, wish: Wish): ProposalTask {
    this.#abort.signal.throwIfAborted();
    const first = sample(this.state, number, 0, wish);
    const watermark = this.state.population.told;
    return this.#tasks.open({ kind: 'proposal', number, watermark, wish, sample: first, request: first.request });
  }

  async evaluate({ files }: ProgramText, signal?: AbortSignal): Promise<Evaluation | Refused> {
    const { initial } = this.state.problem;
    const admitted = admit(initial, likeFiles(initial.files, files));
    if (admitted.status === 'refused' && admitted.reason !== 'unchanged') return admitted;
    const program = admitted.status === 'refused' ? initial : admitted.program;
    return await this.engine.evaluator.evaluate(program, signal ?? this.#abort.signal);
  }

  async tell(task: Pick<ClientTask, 'id'>, answer: Answer): Promise<Told> {
    const claimed = this.#tasks.claim(task.id);
    try {
      const recorded = await complete(this.engine, claimed, this.#judge(claimed, answer), 0, this.#abort.signal);
      const { result, durable } = this.record(recorded);
      await durable;
      return { attempt: claimed.number, outcome: outcomeOf(recorded), ...result };
    } catch (error) {
      this.#tasks.unclaim(claimed);
      throw error;
    }
  }

  async best(): Promise<CandidateText> {
    const { number, score } = this.state.population.champion!;
    const { metrics, feedback, artifacts } = this.state.notes.of(number);
    return { number, score, files: this.state.programs.get(number).files, metrics, feedback, artifacts };
  }

  async hint(text: string, by: string): Promise<number> {
    if (text.trim() === '') throw new UsageError('A hint needs some text.');
    return await this.#reflect({ hint: text.trim() }, by);
  }

  async removeHint(number: number, by: string): Promise<void> {
    const { all } = this.state.hints;
    if (!all.some((hint) => hint.number === number))
      throw new UsageError(
        `There is no hint #${number}; in force: ${all.map((hint) => `#${hint.number}`).join(', ') || 'none'}.`,
      );
    await this.#reflect({ remove: number }, by);
  }

  #judge({ sample, request }: ProposalTask, { program, by, ...details }: Answer): Proposed {
    const { mate } = details;
    if (mate !== undefined && !request.inspirations.some(({ number }) => number === mate))
      throw new UsageError(`#${mate} is no inspiration of this task, so it cannot be the second parent.`);
    const files = likeFiles(request.parent.program.files, program.files);
    const proposal = proposed(sample, by, { status: 'proposed', files, ...details });
    return refuseDuplicate(this.engine, proposal);
  }

  /** Gives a task of the search back: nothing came of it, and nothing is recorded. */
  drop(number: number): void {
    this.#tasks.close(number);
  }

  async #reflect(delta: MemoryDelta, by: string): Promise<number> {
    this.#admitClient();
    const number = this.#tasks.take();
    const { clock, state } = this.engine;
    const facts = { number, watermark: state.population.told, at: clock.stamp(number), cost: noCost };
    await this.record({ attempt: { kind: 'reflection', ...facts, by, delta } }).durable;
    return number;
  }

  #admitClient(): void {
    const { exclusive } = this.#parts;
    if (exclusive !== undefined) throw new UsageError(exclusive);
  }

  /** Records an attempt and tells it to everything that learns. */
  record(recorded: Recorded): { readonly result: TellResult; readonly durable: Promise<void> } {
    const { store, reporter } = this.#parts;
    this.#tasks.close(recorded.attempt.number);
    const result = tell(this.state, recorded);
    const durable = store.append(recorded, this.state.population.branches());
    this.#backlog.watch(durable);
    if (recorded.attempt.kind !== 'initial') reporter.attempted?.(recorded.attempt, result);
    return { result, durable };
  }

  /** Tells an attempt from the record. */
  restore(attempt: Attempt): void {
    this.#tasks.reserve(attempt.number);
    tell(this.state, { attempt });
  }

  /** Loads the programs of all candidates that can be drawn, after attempts were restored. */
  async loadPrograms(): Promise<void> {
    const { initial } = this.state.problem;
    await loadPrograms(this.state, async (number) => withFiles(initial, await this.#parts.store.files(number)));
  }

  /** Waits while too much is not durable yet. Rejects once the store has failed. */
  async room(): Promise<void> {
    await this.#backlog.room();
  }

  /** Waits until everything that was recorded is durable. */
  async flush(): Promise<void> {
    await this.#parts.store.flush(this.state.population.branches());
  }

  /** Nothing came of a client's task in time. */
  #abandon({ number, watermark, sample: { drawn } }: ProposalTask): void {
    const outcome = { status: 'refused', reason: 'abandoned', feedback: 'no answer came in time' } as const;
    const facts = { number, watermark, at: this.engine.clock.stamp(number), cost: noCost };
    const proposal = { proposer: 'external' };
    this.record({ attempt: { kind: 'proposal', cause: 'external', ...facts, drawn, proposal, outcome } });
  }

  /** Gives open tasks back and closes everything, once all that was told is durable. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#tasks.giveBackAll();
    this.#abort.abort(new UsageError('This run is closed.'));
    await using _ = this.#parts.resources;
    await this.flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

const noCost = { propose: 0, evaluate: 0 };

function outcomeOf({ attempt }: Recorded): Evaluation | Refused {
  if (attempt.kind !== 'proposal') throw new Error('only proposals have outcomes');
  return attempt.outcome;
}
