import { randomUUID } from 'node:crypto';
import type { Evaluation, EvaluatorPool, Failed, Machines, StageReport } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import type { Passed, StagedPool } from '../evaluation/cascade.ts';
import { isTimed } from '../evaluation/plan.ts';
import { plainLine } from '../plain.ts';
import { agreementOf } from './agreement.ts';
import { Fleet } from './fleet.ts';
import { nameOfMachine, putAside } from './machines.ts';
import { type Answer, type Job, readAnswer, type Terms } from './messages.ts';
import { OpenJobs } from './open-jobs.ts';
import type { Pace } from './pace.ts';
import type { Place } from './place.ts';
import { queueName } from './queue-name.ts';
import type { QueueServer } from './server.ts';
import { jails, Trust } from './trust.ts';

export interface RemotePoolOptions {
  readonly problem: LoadedProblem;
  /** The pool of this machine: it scores the initial program, checks answers, and does what no machine can. */
  readonly local: StagedPool;
  readonly server: QueueServer;
  readonly place: Place;
  /** Layers of the run's sandbox. */
  readonly layers: readonly string[];
  /** What the run fixes for all evaluations. */
  readonly terms: Omit<Terms, 'initial' | 'jailed'>;
  /** Times count as zero, as in the run's own pool. */
  readonly deterministic: boolean;
  readonly notice: (text: string) => void;
  readonly pace: Pace;
}

/** Opens a pool that sends programs to other machines over a queue. Closes the local pool with it, and not the server. */
export async function openRemotePool(options: RemotePoolOptions): Promise<EvaluatorPool> {
  const { problem, local, layers } = options;
  const initial = await local.evaluate(problem.initial);
  const jailed = layers.some((layer) => jails.includes(layer));
  const terms = { ...options.terms, initial: agreementOf(problem.problem.evaluator, initial), jailed };
  return new RemotePool(options, terms, new Trust(problem.problem, initial, jailed));
}

class RemotePool implements EvaluatorPool {
  readonly #options: RemotePoolOptions;
  readonly #terms: Terms;
  readonly #trust: Trust;
  readonly #fleet: Fleet;
  readonly #jobs: OpenJobs;
  readonly #asking = new Set<string>();
  readonly #closed = new AbortController();

  constructor(options: RemotePoolOptions, terms: Terms, trust: Trust) {
    const { problem, server, place, notice, pace } = options;
    const { label } = place;
    const queue = queueName(problem, label);
    this.#options = options;
    this.#terms = terms;
    this.#trust = trust;
    this.#jobs = new OpenJobs(server, queue, pace, () => this.#fleet.isHopeless);
    this.#fleet = new Fleet({ server, problem, queue, label, notice, pace, jobs: this.#jobs });
  }

  get machines(): Machines {
    return this.#fleet;
  }

  async evaluate(program: Program, signal?: AbortSignal, urgent = false): Promise<Evaluation> {
    const ended = signal ? AbortSignal.any([signal, this.#closed.signal]) : this.#closed.signal;
    ended.throwIfAborted();
    const { local, problem } = this.#options;
    if (sameTexts(program, problem.initial)) return await local.evaluate(program, signal, urgent);
    const passed = await this.#begin(program, ended, urgent);
    if ('status' in passed) return passed;
    const answer = this.#read(await this.#ask(program, passed, ended, urgent), passed);
    if (!answer) return await local.finish(program, passed, signal, urgent);
    this.#noteTime(answer.evaluation.stages.slice(passed.length));
    if (!this.#trust.mustCheck(answer)) return this.#asTold(answer.evaluation, answer);
    return this.#check(answer, await local.finish(program, passed, signal, urgent));
  }

  /** Runs the stages here that need no other machine. */
  async #begin(program: Program, signal: AbortSignal, urgent: boolean): Promise<readonly Passed[] | Failed> {
    const { local, place } = this.#options;
    return place.first === 0 ? [] : await local.begin(program, place.first, signal, urgent);
  }

  async #ask(program: Program, passed: readonly Passed[], signal: AbortSignal, urgent: boolean): Promise<unknown> {
    const files = Object.entries(program.files).map(([name, text]): [string, string] => [name, text]);
    const job: Job = { terms: this.#terms, files, passed };
    const text = JSON.stringify(files);
    // A measurement is not taken from memory, and one that is under way is not answered twice.
    const isOwn = isTimed(this.#options.problem.problem.evaluator) || this.#asking.has(text);
    this.#asking.add(text);
    try {
      return await this.#jobs.answerTo(job, { nonce: isOwn ? randomUUID() : '', urgent, signal });
    } finally {
      this.#asking.delete(text);
    }
  }

  /** An answer that may count. */
  #read(value: unknown, passed: readonly Passed[]): Answer | undefined {
    if (value === undefined) return undefined;
    const answer = readAnswer(value, this.#options.problem.problem.evaluator, passed);
    if (typeof answer === 'string') {
      this.#fleet.say(`An answer from the queue is none, and its program is scored here: ${plainLine(answer)}`);
      return undefined;
    }
    const refusal = this.#trust.refusal(answer);
    if (refusal === undefined) return answer;
    this.#leaveOut(answer.machine, refusal);
    return undefined;
  }

  #check(answer: Answer, own: Evaluation): Evaluation {
    const { evaluation, lie } = this.#trust.judge(answer, own);
    if (lie !== undefined) this.#leaveOut(answer.machine, lie);
    return evaluation === own ? own : this.#asTold(evaluation, answer);
  }

  /** Says once that the answers of a machine count no more, also to the machine. */
  #leaveOut(machine: string, why: string): void {
    this.#trust.putAside(machine, why);
    const name = nameOfMachine(machine);
    this.#fleet.leaveOut(name);
    this.#fleet.say(
      `${plainLine(name)} is put aside: it ${plainLine(why)}. Its answers count no more, and what it found before is audited.`,
    );
    putAside(this.#options.server.connection, machine, why).catch(() => {}); // its answers count for nothing anyway
  }

  /** An evaluation as the run records it: with its machine or, in a deterministic run, without its times. */
  #asTold(evaluation: Evaluation, { machine }: Answer): Evaluation {
    if (!this.#options.deterministic) return { ...evaluation, machine: nameOfMachine(machine) };
    return { ...evaluation, stages: evaluation.stages.map((stage) => ({ ...stage, milliseconds: 0 })) };
  }

  #noteTime(stages: readonly StageReport[]): void {
    this.#fleet.took(stages.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
  }

  async glance(program: Program, stage: number, signal?: AbortSignal): Promise<number> {
    return await this.#options.local.glance(program, stage, signal);
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error('the pool was closed'));
    await this.#fleet[Symbol.asyncDispose]();
    await this.#jobs[Symbol.asyncDispose]();
    await this.#options.local.close();
  }
}

function sameTexts(one: Program, other: Program): boolean {
  const names = Object.keys(one.files);
  return (
    names.length === Object.keys(other.files).length && names.every((name) => one.files[name] === other.files[name])
  );
}
