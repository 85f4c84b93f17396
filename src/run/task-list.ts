import { UsageError } from '../api/errors.ts';
import type { ProposalTask, Task } from './task.ts';

/** How long a client may keep a task, in milliseconds. */
const usualMilliseconds = 3_600_000;
/** The longest that a timer can wait, in milliseconds: 24 days. */
const longestMilliseconds = 2 ** 31 - 1;

/** The tasks of a run: its numbers, what was asked for and not told yet, and what clients keep for too long. */
export class TaskList {
  readonly #open = new Map<number, Task>();
  readonly #claimed = new Set<number>();
  readonly #timers = new Map<number, NodeJS.Timeout>();
  readonly #abandon: (task: ProposalTask) => void;
  #next: number;

  /** `next` is the first free number; `abandon` hears of clients' tasks whose time is over. */
  constructor(next: number, abandon: (task: ProposalTask) => void) {
    this.#next = next;
    this.#abandon = abandon;
  }

  /** The next free number. */
  get next(): number {
    return this.#next;
  }

  /** Causes of the open tasks. */
  get causes(): ReadonlySet<string> {
    return new Set([...this.#open.values()].map((task) => (task.kind === 'audit' ? 'audit' : task.wish.cause)));
  }

  /** Takes a number for something that is no task. */
  take(): number {
    return this.#next++;
  }

  /** Marks a number as used. */
  reserve(number: number): void {
    this.#next = Math.max(this.#next, number + 1);
  }

  open<T extends Task>(task: T): T {
    this.reserve(task.number);
    this.#open.set(task.number, task);
    return task;
  }

  /** Gives a client's task back when its time is over; one that is being told then has as much time again. */
  expire(task: ProposalTask, milliseconds = usualMilliseconds): void {
    const ring = () => (this.#claimed.has(task.number) ? this.expire(task, milliseconds) : this.#abandon(task));
    const timer = setTimeout(ring, Math.min(milliseconds, longestMilliseconds));
    timer.unref();
    this.#timers.set(task.number, timer);
  }

  /** Takes a client's task so that no other answer is accepted meanwhile. @throws {UsageError} where it is not open. */
  claim(given: Pick<Task, 'number'>): ProposalTask {
    const { number } = given;
    const task = this.#open.get(number);
    if ('wish' in given && given !== task && task) throw new UsageError(`Task ${number} was asked for in another run.`);
    if (task?.kind !== 'proposal' || task.wish.cause !== 'external') throw new UsageError(this.#whyNot(number));
    if (this.#claimed.has(number)) throw new UsageError(`Task ${number} is being told already.`);
    this.#claimed.add(number);
    return task;
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
    const numbers = [...this.#timers.keys()].filter((number) => !this.#claimed.has(number));
    for (const number of numbers) this.#abandon(this.#open.get(number) as ProposalTask);
  }

  #whyNot(number: number): string {
    if (!Number.isInteger(number) || number < 0 || number >= this.#next)
      return `Task ${number} was never asked for in this run: ask for a task first.`;
    return `Task ${number} is not open: it was told already, was given back after its time, or is the search's own.`;
  }
}
