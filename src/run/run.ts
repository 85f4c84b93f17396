import type {
  Attempt,
  AuditAttempt,
  Audited,
  Immigrant,
  MemoryDelta,
  Order,
  Recorded,
  ReflectionAttempt,
  Refused,
  TellResult,
} from '../api/attempt.ts';
import { RunEnded, UsageError } from '../api/errors.ts';
import type { Evaluation } from '../api/evaluation.ts';
import type { Extension, Limits } from '../api/limits.ts';
import type { PlaybookChange } from '../api/playbook.ts';
import type { Files, Program } from '../api/program.ts';
import type { Answer, AskOptions, CandidateText, ClientTask, ProgramText, RunClient, Told } from '../api/run.ts';
import type { Store } from '../api/store.ts';
import { withFiles } from '../language/program.ts';
import { readAhead } from '../language/read-ahead.ts';
import { Backlog } from './backlog.ts';
import {
  readAskOptions,
  readAuthor,
  readChanges,
  readClientAnswer,
  readExtension,
  readHint,
  readProgramText,
} from './client-input.ts';
import { checkIsland, describeTask, likeFiles } from './client-task.ts';
import type { Duty } from './duties.ts';
import type { Engine, Reporter } from './engine.ts';
import { descend } from './immigrants.ts';
import { auditCandidate, complete, refuseDuplicate } from './iterate.ts';
import { loadPrograms, tell } from './learn.ts';
import { extended, Orders } from './orders.ts';
import { type Proposed, proposed } from './propose.ts';
import { reflectionRequest } from './reflect.ts';
import { sample, type Wish } from './sample.ts';
import type { SearchState } from './state.ts';
import type { AuditTask, ImmigrantTask, ProposalTask, Task } from './task.ts';
import { TaskList } from './task-list.ts';

/** The parts of a run. */
export interface RunParts {
  readonly engine: Engine;
  readonly path: string;
  readonly store: Store;
  readonly reporter: Reporter;
  /** The programs that the run began with. */
  readonly initials: readonly Program[];
  /** The first free number. */
  readonly next: number;
  /** The limits of the search; undefined where there is none, but only clients. */
  readonly limits?: Limits | undefined;
  /** Why clients cannot take part; undefined where they can. */
  readonly exclusive?: string | undefined;
  /** How long closing waits for answers that are being told, in milliseconds. Default: 10 s. */
  readonly patience?: number | undefined;
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
  /** What people told the search. */
  readonly orders: Orders;
  readonly #parts: RunParts;
  readonly #tasks: TaskList;
  readonly #backlog = new Backlog();
  readonly #ended = new AbortController();
  /** Cancels answers that are still being told when closing has waited long enough. */
  readonly #abandoned = new AbortController();
  /** Answers that are being judged, and audits that clients wait for. */
  readonly #telling = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor(parts: RunParts) {
    this.engine = parts.engine;
    this.#parts = parts;
    this.orders = new Orders(parts.limits ?? {});
    this.#tasks = new TaskList(parts.next, (task) => this.#abandon(task, 'no answer came in time'));
  }

  get state(): SearchState {
    return this.engine.state;
  }

  get initials(): readonly Program[] {
    return this.#parts.initials;
  }

  get path(): string {
    return this.#parts.path;
  }

  /** Attempts that were asked for and not told yet, and the next free number. */
  get tasks(): Pick<TaskList, 'next' | 'causes'> {
    return this.#tasks;
  }

  /** Asks for a proposal that a client makes: draws a parent, or takes the one that is named. */
  async ask(options: AskOptions = {}): Promise<ClientTask> {
    this.#admitClient();
    const { island, parent, milliseconds } = readAskOptions(options);
    checkIsland(island, this.state.population.islands.length);
    if (parent !== undefined && !this.state.population.select(parent))
      throw new UsageError(`#${parent} has no place in the population, so it cannot be a parent.`);
    const task = this.#propose(this.#tasks.next, { cause: 'external', island, candidate: parent });
    return describeTask(task, this.#tasks.lend(task, milliseconds));
  }

  /** Asks for an attempt of the built-in search, under the next number or under one that was asked for before. */
  begin(wish: Wish | Duty, number = this.#tasks.next): Task {
    const facts = { number, watermark: this.state.population.told };
    if (wish.cause === 'reflection') {
      const request = reflectionRequest(this.state, number, wish.about);
      return this.#tasks.open({ kind: 'reflection', ...facts, model: wish.model, request });
    }
    if (wish.cause !== 'audit') return this.#propose(number, wish);
    const program = () => this.state.programs.load(wish.candidate, this.#read);
    return this.#tasks.open({ kind: 'audit', ...facts, ...wish, program });
  }

  /** Asks for the evaluation of a program of another population. */
  welcome(immigrant: Immigrant): ImmigrantTask {
    this.#checkOpen();
    const number = this.#tasks.next;
    const { told, islands } = this.state.population;
    const facts = { number, watermark: told, island: number % islands.length };
    return this.#tasks.open({ kind: 'immigrant', ...facts, immigrant, initials: this.initials });
  }

  #propose(number: number, wish: Wish): ProposalTask {
    this.#checkOpen();
    const first = sample(this.state, number, 0, wish);
    const watermark = this.state.population.told;
    return this.#tasks.open({ kind: 'proposal', number, watermark, wish, sample: first, request: first.request });
  }

  async evaluate(program: ProgramText, signal?: AbortSignal): Promise<Evaluation | Refused> {
    this.#checkOpen();
    const files = likeFiles(this.state.problem.initial.files, readProgramText(program).files);
    const admitted = await readAhead(() => this.#admit(files));
    if ('status' in admitted) return admitted;
    const { signal: ended } = this.#ended;
    return await this.engine.evaluator.evaluate(admitted, signal ? AbortSignal.any([signal, ended]) : ended);
  }

  /** A program that may have come from one of the initial programs, or why it cannot. */
  #admit(files: Files): Program | Refused {
    const { parent, change } = descend(this.initials, files);
    if (change.status === 'admitted') return change.program;
    return change.reason === 'unchanged' ? this.initials[parent]! : change;
  }

  async tell({ id }: Pick<ClientTask, 'id'>, answer: Answer): Promise<Told> {
    this.#checkOpen();
    return await this.#untilClosed(this.#tell(this.#tasks.claim(id), answer));
  }

  /** Closing waits for this. */
  async #untilClosed<T>(telling: Promise<T>): Promise<T> {
    this.#telling.add(telling);
    return await telling.finally(() => this.#telling.delete(telling));
  }

  async #tell(task: ProposalTask, answer: Answer): Promise<Told> {
    try {
      const judged = await readAhead(() => this.#judge(task, readClientAnswer(answer)));
      const recorded = await complete(
        this.engine,
        { ...task, cause: 'external' },
        judged,
        noCost,
        this.#abandoned.signal,
      );
      const { result, durable } = this.record(recorded);
      await durable;
      return { attempt: task.number, outcome: resultOf(recorded), ...result };
    } catch (error) {
      this.#tasks.unclaim(task);
      throw error;
    }
  }

  async giveBack({ id }: Pick<ClientTask, 'id'>): Promise<void> {
    this.#checkOpen();
    await this.#abandon(this.#tasks.claim(id), 'it was given back');
  }

  async best(): Promise<CandidateText> {
    this.#checkOpen();
    const { number, score } = this.state.population.champion!;
    const { metrics, feedback, artifacts } = this.state.notes.of(number);
    return { number, score, files: this.state.programs.get(number).files, metrics, feedback, artifacts };
  }

  async hint(text: string, by: string): Promise<number> {
    return await this.#reflect({ hint: readHint(text) }, by);
  }

  async removeHint(number: number, by: string): Promise<void> {
    const { all } = this.state.hints;
    if (!all.some((hint) => hint.number === number))
      throw new UsageError(
        `There is no hint #${number}; in force: ${all.map((hint) => `#${hint.number}`).join(', ') || 'none'}.`,
      );
    await this.#reflect({ remove: number }, by);
  }

  async changePlaybook(changes: readonly PlaybookChange[], by: string): Promise<number> {
    const playbook = readChanges(changes);
    const { items, mode } = this.state.playbook;
    if (mode === 'off') throw new UsageError('This run has no playbook (playbook=off): use "germline hint".');
    const numbers = new Set(items.map(({ number }) => number));
    const stranger = playbook.find((change) => 'item' in change && !numbers.has(change.item));
    if (stranger) throw new UsageError('The playbook has changed meanwhile: an item that you changed is gone.');
    return await this.#reflect({ playbook }, by);
  }

  async audit(candidate: number, by: string): Promise<Audited> {
    this.#admitClient();
    const author = readAuthor(by);
    if (Number.isNaN(this.state.population.score(candidate)))
      throw new UsageError(`#${candidate} has no score that could be audited.`);
    return await this.#untilClosed(this.#audit(candidate, author));
  }

  async #audit(candidate: number, by: string): Promise<Audited> {
    const task = this.begin({ cause: 'audit', candidate }) as AuditTask;
    try {
      const audited = await auditCandidate(this.engine, task, this.#abandoned.signal);
      const attempt: AuditAttempt = { ...audited, by };
      await this.record({ attempt }).durable;
      return attempt.verdict;
    } catch (error) {
      this.drop(task.number);
      throw error;
    }
  }

  async stop(by: string): Promise<void> {
    this.#checkSearch();
    await this.#order({ stop: true }, by);
  }

  async extend(more: Extension, by: string): Promise<Limits> {
    this.#checkSearch();
    await this.#order({ limits: extended(this.orders.limits, readExtension(more)) }, by);
    return this.orders.limits;
  }

  #checkSearch(): void {
    this.#admitClient();
    if (this.#parts.limits === undefined)
      throw new UsageError(
        'No search is under way here: "germline resume" continues it, with the limits that it is given.',
      );
  }

  /** The search obeys at once, and resolves when the order is durable. */
  async #order(order: Order, by: string): Promise<void> {
    const author = readAuthor(by);
    const { durable } = this.record({ attempt: { kind: 'order', ...this.#written(), by: author, order } });
    this.orders.obey(order);
    this.notice(
      'stop' in order
        ? `${author} stopped the search: finishing attempts in progress.`
        : `${author} extended the search.`,
    );
    await durable;
  }

  #judge({ sample, request }: ProposalTask, { program, by, ...details }: Answer): Proposed {
    const { mate } = details;
    if (mate !== undefined && !request.inspirations.some(({ number }) => number === mate))
      throw new UsageError(`#${mate} is no inspiration of this task, so it cannot be the second parent.`);
    const files = likeFiles(request.parent.program.files, program.files);
    const proposal = proposed(sample, by, { status: 'proposed', files, ...details });
    return refuseDuplicate(this.engine, proposal);
  }

  /** Gives a task of the search back without a result; nothing is recorded. */
  drop(number: number): void {
    this.#tasks.close(number);
  }

  async #reflect(delta: MemoryDelta, by: string): Promise<number> {
    this.#admitClient();
    const author = readAuthor(by);
    const attempt: ReflectionAttempt = { kind: 'reflection', ...this.#written(), by: author, delta };
    await this.record({ attempt }).durable;
    return attempt.number;
  }

  /** The facts of an attempt that a person writes now, which costs nothing. */
  #written(): Pick<Attempt, 'number' | 'watermark' | 'at' | 'cost'> {
    const number = this.#tasks.take();
    const { clock, state } = this.engine;
    return { number, watermark: state.population.told, at: clock.stamp(number), cost: noCost };
  }

  #checkOpen(): void {
    this.#ended.signal.throwIfAborted();
  }

  #admitClient(): void {
    this.#checkOpen();
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

  /** Says something that a person should know. */
  notice(text: string): void {
    this.#parts.reporter.notice?.(text);
  }

  /** The commit of a candidate, once that is durable. */
  commitOf(number: number): string | undefined {
    return this.#parts.store.commitOf(number);
  }

  /** Tells an attempt from the record. */
  restore(attempt: Attempt): void {
    this.#tasks.reserve(attempt.number);
    tell(this.state, { attempt });
    if (attempt.kind === 'order') this.orders.restore(attempt.order);
  }

  /** Loads the programs of all candidates that can be drawn, after attempts were restored. */
  async loadPrograms(): Promise<void> {
    await loadPrograms(this.state, this.#read);
  }

  readonly #read = async (number: number): Promise<Program> =>
    withFiles(this.state.problem.initial, await this.#parts.store.files(number));

  /** Waits while too much is not durable yet. Rejects once the store has failed. */
  async room(): Promise<void> {
    await this.#backlog.room();
  }

  /** Waits until everything that was recorded is durable. */
  async flush(): Promise<void> {
    await this.#parts.store.flush(this.state.population.branches());
  }

  /** Records that nothing came of a client's task. */
  #abandon({ number, watermark, sample: { drawn } }: ProposalTask, feedback: string): Promise<void> {
    const outcome = { status: 'refused', reason: 'abandoned', feedback } as const;
    const facts = { number, watermark, at: this.engine.clock.stamp(number), cost: noCost };
    const proposal = { proposer: 'external' };
    return this.record({ attempt: { kind: 'proposal', cause: 'external', ...facts, drawn, proposal, outcome } })
      .durable;
  }

  /** Finishes what is being told, gives open tasks back, and closes everything once all of it is durable. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await using _ = this.#parts.resources;
    const ended = new RunEnded('This run has ended. What was told is recorded.');
    this.#ended.abort(ended);
    const timer = setTimeout(() => this.#abandoned.abort(ended), this.#parts.patience ?? 10_000);
    await Promise.allSettled(this.#telling);
    clearTimeout(timer);
    this.#tasks.giveBackAll();
    await this.flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

const noCost = { propose: 0, evaluate: 0 };

function resultOf({ attempt }: Recorded): Evaluation | Refused {
  if (attempt.kind !== 'proposal') throw new Error('only proposals have outcomes');
  return attempt.outcome;
}
