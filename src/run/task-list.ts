import { randomBytes } from 'node:crypto';
import { UsageError } from '../api/errors.ts';
import type { ProposalTask, Task } from './task.ts';

/** How long a client may keep a task, in milliseconds. */
const usualMilliseconds = 3_600_000;

/** Longest delay of a timer, in milliseconds: 24 days. */
const maxDelay = 2 ** 31 - 1;

/** The tasks of a run: its numbers, what was asked for and not told yet, and what clients keep for too long. */
export class TaskList {
  readonly #open = new Map<number, Task>();
  readonly #claimed = new Set<number>();
  readonly #timers = new Map<number, NodeJS.Timeout>();
  /** Tells the ids of this session from those of others. */
  readonly #session = randomBytes(4).toString('hex');
  readonly #abandon: (task: ProposalTask) => unknown;
  /** Numbers below `#next` that nothing was recorded under: a killed process had asked for them. In ascending order. */
  readonly #gaps = new Set<number>();
  #next: number;

  /** `next` is the first free number; `abandon` hears of clients' tasks whose time is over. */
  constructor(next: number, abandon: (task: ProposalTask) => unknown) {
    this.#next = next;
    this.#abandon = abandon;
  }

  /** The lowest free number. */
  get next(): number {
    const [gap = this.#next] = this.#gaps;
    return gap;
  }

  /** Causes of the open tasks. */
  get causes(): ReadonlySet<string> {
    return new Set([...this.#open.values()].map((task) => (task.kind === 'proposal' ? task.wish.cause : task.kind)));
  }

  /** Takes a number for something that is no task. */
  take(): number {
    const number = this.next;
    this.reserve(number);
    return number;
  }

  /** Marks a number as used. */
  reserve(number: number): void {
    this.#gaps.delete(number);
    for (; this.#next < number; this.#next++) this.#gaps.add(this.#next);
    this.#next = Math.max(this.#next, number + 1);
  }

  open<T extends Task>(task: T): T {
    this.reserve(task.number);
    this.#open.set(task.number, task);
    return task;
  }

  /** Lends a task to a client until its time is over; returns the id by which it is told. */
  lend(task: ProposalTask, milliseconds = usualMilliseconds): string {
    this.#watch(task, Math.min(milliseconds, maxDelay));
    return `${task.number}-${this.#session}`;
  }

  #watch(task: ProposalTask, delay: number): void {
    const isTold = () => this.#claimed.has(task.number);
    const timer = setTimeout(() => (isTold() ? this.#watch(task, delay) : this.#abandon(task)), delay);
    this.#timers.set(task.number, timer.unref());
  }

  /** Takes a client's task so that no other answer is accepted meanwhile. @throws {UsageError} where it is not open. */
  claim(id: string): ProposalTask {
    const number = this.#numberOf(id);
    const task = this.#open.get(number);
    if (!this.#timers.has(number) || task?.kind !== 'proposal')
      throw new UsageError(`Task ${id} is not open: it was told already, or its time was over. Ask for another one.`);
    if (this.#claimed.has(number)) throw new UsageError(`Task ${id} is being told already.`);
    this.#claimed.add(number);
    return task;
  }

  #numberOf(id: string): number {
    const [, number, session] = /^(\d+)-(\w+)$/.exec(id) ?? [];
    if (number === undefined) throw new UsageError(`${id} is not the id of a task: ask for a task first.`);
    if (session === this.#session && Number(number) < this.#next) return Number(number);
    throw new UsageError(`Task ${id} was not asked for in this session of this run. Ask for another one.`);
  }

  /** Puts a claimed task back, so that it can be told again. */
  unclaim({ number }: Task): void {
    this.#claimed.delete(number);
  }

  close(number: number): void {
    clearTimeout(this.#timers.get(number));
    this.#timers.delete(number);
    this.#claimed.delete(number);
    this.#open.delete(number);
  }

  /** Gives all clients' tasks back, except those that are being told. */
  giveBackAll(): void {
    for (const number of [...this.#timers.keys()]) this.#abandon(this.#open.get(number) as ProposalTask);
  }
}
