import { randomUUID } from 'node:crypto';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { plainLine } from '../plain.ts';
import { Fleet } from './fleet.ts';
import { nameOfMachine, putAside } from './machines.ts';
import type { Job, Sender } from './messages.ts';
import { OpenJobs } from './open-jobs.ts';
import type { Pace } from './pace.ts';
import { queueName, queueOf } from './queue-name.ts';
import type { QueueServer } from './server.ts';
import type { Trust } from './trust.ts';

export interface DispatchOptions {
  readonly problem: LoadedProblem;
  readonly server: QueueServer;
  /** Only machines with this label are asked. */
  readonly label: string | undefined;
  readonly trust: Trust;
  readonly pace: Pace;
  readonly notice: (text: string) => void;
}

/** How a job is sent. */
interface Sending {
  readonly signal: AbortSignal | undefined;
  readonly urgent?: boolean;
}

/** Reads what came over the queue: the answer, or why it is none. */
export type Read<T extends Sender> = (value: unknown) => T | string;

/** The files of a program as a job holds them. */
export function filesOf(program: Program): Job['files'] {
  return Object.entries(program.files).map(([name, text]): [string, string] => [name, text]);
}

/** Sends jobs to the machines of a queue, to any of them or to one by its name, and reads their answers. */
export class Dispatch implements AsyncDisposable {
  readonly fleet: Fleet;
  readonly #options: DispatchOptions;
  readonly #queue: string;
  readonly #jobs: OpenJobs;
  /** Jobs for one machine, by its name. */
  readonly #direct = new Map<string, OpenJobs>();

  constructor(options: DispatchOptions) {
    const { problem, server, label, notice, pace } = options;
    this.#options = options;
    this.#queue = queueName(problem, label);
    this.#jobs = new OpenJobs({ server, name: this.#queue, pace, isHopeless: () => this.fleet.isHopeless });
    this.fleet = new Fleet({ server, problem, queue: this.#queue, label, notice, pace, jobs: this.#jobs });
  }

  /** What some machine answers; undefined where none does, or where that counts for nothing. Jobs with one nonce share an answer. */
  async ask<T extends Sender>(
    job: Job,
    read: Read<T>,
    { signal, urgent = false, nonce = randomUUID() }: Sending & { readonly nonce?: string },
  ): Promise<T | undefined> {
    return this.#read(await this.#jobs.answerTo(job, { nonce, urgent, signal }), read);
  }

  /** The first answer that counts, of machines that are asked one after another, but for some. */
  async askAnother<T extends Sender>(
    job: Job,
    read: Read<T>,
    { except, ...sending }: Sending & { readonly except: ReadonlySet<string> },
  ): Promise<T | undefined> {
    const { signal } = sending;
    for (await this.fleet.known(signal); ; await this.fleet.pause(signal)) {
      for (const name of this.fleet.there) {
        const answer = except.has(name) ? undefined : await this.askAt(name, job, read, sending);
        if (answer) return answer;
      }
      if (!this.fleet.expectsAnother(except)) return undefined;
    }
  }

  /** What one machine answers; undefined where it is gone or cannot, or where that counts for nothing. */
  async askAt<T extends Sender>(
    name: string,
    job: Job,
    read: Read<T>,
    { signal, urgent = true }: Sending,
  ): Promise<T | undefined> {
    const value = await this.#jobsOf(name).answerTo(job, { nonce: randomUUID(), urgent, signal });
    const answer = this.#read(value, read);
    return answer && nameOfMachine(answer.machine) === name ? answer : undefined;
  }

  #jobsOf(name: string): OpenJobs {
    const known = this.#direct.get(name);
    if (known) return known;
    const { server, pace } = this.#options;
    const jobs = new OpenJobs({
      ...{ server, pace, name: queueOf(name, this.#queue), early: true },
      isHopeless: () => this.fleet.isGone(name),
      onFailed: (why) => this.fleet.say(`${plainLine(name)} could not do what was asked: ${plainLine(why)}`),
    });
    this.#direct.set(name, jobs);
    return jobs;
  }

  /** An answer that may count. */
  #read<T extends Sender>(value: unknown, read: Read<T>): T | undefined {
    if (value === undefined) return undefined;
    const answer = read(value);
    if (typeof answer === 'string') {
      this.fleet.say(`An answer from the queue is none, and its program is scored again: ${plainLine(answer)}`);
      return undefined;
    }
    const refusal = this.#options.trust.refusal(answer);
    if (refusal === undefined) return answer;
    this.leaveOut(answer.machine, refusal);
    return undefined;
  }

  /** Says once that the answers of a machine count no more, also to the machine. */
  leaveOut(machine: string, why: string): void {
    const { trust, server } = this.#options;
    trust.putAside(machine, why);
    const name = nameOfMachine(machine);
    this.fleet.leaveOut(name);
    this.fleet.say(
      `${plainLine(name)} is put aside: it ${plainLine(why)}. Its answers count no more, and what it found before is audited.`,
    );
    putAside(server.connection, machine, why).catch(() => {}); // its answers count for nothing anyway
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fleet[Symbol.asyncDispose]();
    await Promise.all([this.#jobs, ...this.#direct.values()].map((jobs) => jobs[Symbol.asyncDispose]()));
  }
}
