import { millisecondsNow } from './clock.ts';

/** Where and when the task of a slot began, on the clocks of the wall and of its thread, in milliseconds. */
export interface Start {
  readonly thread: number;
  readonly wall: number;
  readonly cpu: number;
}

/** Bytes of the memory that the host shares with its threads, for each slot. */
export const startBytes = 3 * Float64Array.BYTES_PER_ELEMENT;

/** The starts of tasks by slot, in memory that the host and its threads share. */
export class Starts {
  readonly #numbers: Float64Array;

  constructor(memory: SharedArrayBuffer) {
    this.#numbers = new Float64Array(memory);
  }

  /** Notes that the task of a slot begins now. Returns the processor time that its thread has used before. */
  note(slot: number, thread: number): number {
    const cpu = processorTime(process.threadCpuUsage());
    this.#numbers.set([thread, millisecondsNow(), cpu], 3 * slot);
    return cpu;
  }

  forget(slot: number): void {
    this.#numbers.fill(0, 3 * slot, 3 * slot + 3);
  }

  /** Undefined while no thread has begun the task. */
  read(slot: number): Start | undefined {
    const [thread = 0, wall = 0, cpu = 0] = this.#numbers.slice(3 * slot, 3 * slot + 3);
    return wall === 0 ? undefined : { thread, wall, cpu };
  }
}

/** Processor time of the program and of the system on its behalf, in milliseconds. */
export function processorTime({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}
