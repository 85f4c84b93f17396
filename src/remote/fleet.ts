import { setTimeout as sleep } from 'node:timers/promises';
import { LeftBehind } from '../api/errors.ts';
import type { MachineState, Machines } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import { formatDuration, formatNumber } from '../format.ts';
import { median } from '../interval.ts';
import { shellWord } from '../shell-word.ts';
import { version } from '../version.ts';
import { forgetMachines, listMachines, type Machine, nameOfMachine, Roster } from './machines.ts';
import type { OpenJobs } from './open-jobs.ts';
import type { Pace } from './pace.ts';
import type { QueueServer } from './server.ts';

/** Evaluations by which a queue's worth is judged, and the time in milliseconds from which one pays. */
const [sampled, worthwhile] = [50, 10];

/** Beats within which a machine that is there says so. */
const acquaintance = 2.5;

const nameOf = ({ id }: Machine) => nameOfMachine(id);

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

interface FleetOptions {
  readonly server: QueueServer;
  readonly problem: LoadedProblem;
  readonly queue: string;
  readonly label: string | undefined;
  readonly notice: (text: string) => void;
  readonly pace: Pace;
  readonly jobs: Pick<OpenJobs, 'waiting' | 'resent'>;
}

/** The machines that serve a queue, and what a person should know of them and of the server. */
export class Fleet implements Machines, AsyncDisposable {
  readonly #options: FleetOptions;
  readonly #roster: Roster;
  /** Names of machines whose answers count no more. */
  readonly #aside = new Set<string>();
  readonly #said = new Set<string>();
  readonly #times: number[] = [];
  readonly #timer: NodeJS.Timeout;
  /** Since when there was no machine, or no server, by the clock of this process; undefined where there is one. */
  #lonely: number | undefined = performance.now();
  #away: number | undefined;
  /** When the server came back from an absence, in which it may have forgotten the machines. */
  #since = Number.NEGATIVE_INFINITY;
  #draining = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#roster = new Roster(options.pace);
    this.#timer = setInterval(() => void this.#look().catch(() => {}), options.pace.beat); // the next look may succeed
    void this.#look().catch(() => {});
  }

  get #present(): readonly Machine[] {
    return this.#roster.present(performance.now()).filter((machine) => !this.#aside.has(nameOf(machine)));
  }

  /** Names of the machines that are there and count, those with most that is free first. */
  get there(): readonly string[] {
    const { all } = this;
    const load = ({ busy, slots }: MachineState) => busy / slots;
    return all
      .filter(({ state }) => state === 'there')
      .sort((a, b) => load(a) - load(b))
      .map(({ name }) => name);
  }

  /** Whether nothing more can come from a machine; while the server is away, that is not known. */
  isGone(name: string): boolean {
    return this.isHopeless || (this.#isKnown && !this.there.includes(name));
  }

  /** Whether machines have had the time to say again that they are there. */
  get #isKnown(): boolean {
    const { server, pace } = this.#options;
    return server.connection.status === 'ready' && performance.now() - this.#since > acquaintance * pace.beat;
  }

  /** Waits until it is known which machines are there. */
  async known(signal: AbortSignal | undefined): Promise<void> {
    while (!this.#isKnown && !this.#draining) await this.pause(signal);
  }

  /** Whether no other machine is there than those, and one that fell silent lately may come back. */
  expectsAnother(except: ReadonlySet<string>): boolean {
    return this.#expects((name) => !except.has(name) && !this.#aside.has(name));
  }

  /** Whether a machine fell silent lately, and may come back. */
  expects(name: string): boolean {
    return this.#expects((one) => one === name);
  }

  #expects(isMeant: (name: string) => boolean): boolean {
    if (this.isHopeless || this.there.some(isMeant)) return false;
    return this.#roster.silent(performance.now()).map(nameOf).some(isMeant);
  }

  /** Waits until a machine is there. @throws {LeftBehind} where the search is over and none is. */
  async some(signal: AbortSignal | undefined): Promise<void> {
    for (; this.#present.length === 0; await this.pause(signal)) if (this.isHopeless) throw this.#leftBehind();
  }

  /** Waits for a moment, in which machines may come and go. */
  async pause(signal: AbortSignal | undefined): Promise<void> {
    await sleep(this.#options.pace.beat / 4, undefined, signal && { signal }).catch((error: Error) => {
      throw signal?.aborted ? signal.reason : error;
    });
  }

  #leftBehind(): LeftBehind {
    const { label } = this.#options;
    return new LeftBehind(
      `No machine${label === undefined ? '' : ` with the label ${label}`} is there to score what is left.`,
    );
  }

  get slots(): number {
    return this.#present.reduce((sum, { slots }) => sum + slots, 0);
  }

  drain(on: boolean): void {
    this.#draining = on;
  }

  /** No more programs come, and nobody is there for those that wait. */
  get isHopeless(): boolean {
    return this.#draining && this.#present.length === 0;
  }

  get all(): readonly MachineState[] {
    const now = performance.now();
    const present = Map.groupBy(this.#roster.present(now), nameOf);
    const names = new Set([...present.keys(), ...this.#roster.gone(now).map(nameOf), ...this.#aside]);
    return [...names].map((name) => this.#stateOf(name, present.get(name) ?? []));
  }

  #stateOf(name: string, workers: readonly Machine[]): MachineState {
    const state = this.#aside.has(name) ? 'put aside' : workers.length > 0 ? 'there' : 'gone';
    const sum = (of: (worker: Machine) => number) => workers.reduce((total, worker) => total + of(worker), 0);
    return { name, state, slots: sum(({ slots }) => slots), busy: sum(({ busy }) => busy) };
  }

  get waiting(): number {
    return this.#options.jobs.waiting;
  }

  get resent(): number {
    return this.#options.jobs.resent;
  }

  get text(): string {
    const { all, resent } = this;
    const namesOf = (state: MachineState['state']) => all.filter((one) => one.state === state).map(({ name }) => name);
    const [there, gone, aside] = [namesOf('there'), namesOf('gone'), namesOf('put aside')];
    const troubles = [
      ...(this.#away === undefined
        ? []
        : [`the queue has been away for ${formatDuration(performance.now() - this.#away)}`]),
      ...(gone.length > 0 ? [`${gone.join(', ')} gone`] : []),
      ...(resent > 0 ? [`${counted(resent, 'job')} sent again`] : []),
      ...(aside.length > 0 ? [`${aside.join(', ')} put aside`] : []),
    ];
    const busy = this.#present.reduce((sum, machine) => sum + machine.busy, 0);
    const work = `${counted(there.length, 'machine')}, ${counted(this.slots, 'slot')}, ${busy} busy`;
    return [work, troubles.join(', ')].filter(Boolean).join('; ');
  }

  /** Says something once. */
  say(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.#options.notice(text);
  }

  /** Counts a machine, by its name, among those that do nothing for the run. */
  leaveOut(name: string): void {
    this.#aside.add(name);
  }

  get aside(): ReadonlySet<string> {
    return this.#aside;
  }

  /** Notes how long an evaluation took elsewhere, in milliseconds, and says where a queue cannot pay. */
  took(milliseconds: number): void {
    if (this.#times.length >= sampled || this.#times.push(milliseconds) < sampled) return;
    const usual = median(this.#times);
    if (usual < worthwhile)
      this.say(
        `An evaluation takes ${formatNumber(usual)} ms. Below ${worthwhile} ms a queue costs more than it brings: without --queue this machine may be as fast.`,
      );
  }

  async #look(): Promise<void> {
    const { server, queue } = this.#options;
    this.#noteAway(server.connection.status !== 'ready');
    if (this.#away !== undefined) return;
    const all = await listMachines(server.connection);
    const now = performance.now();
    this.#roster.hear(
      all.filter(({ serves }) => serves.some((one) => one.queue === queue)),
      now,
    );
    await forgetMachines(
      server.connection,
      this.#roster.lost(now).map(({ id }) => id),
    );
    this.#noteLonely(all, now);
  }

  #noteAway(isAway: boolean): void {
    const { notice, pace, server } = this.#options;
    const now = performance.now();
    if (!isAway && this.#away !== undefined && this.#said.delete('away')) notice('The queue is back.');
    if (isAway) this.#since = now;
    this.#away = isAway ? (this.#away ?? now) : undefined;
    if (this.#away === undefined || now - this.#away < pace.patience || this.#said.has('away')) return;
    this.#said.add('away');
    notice(
      `The queue at ${server.address.shown} does not answer. The run waits for it; Ctrl-C ends it with all that is recorded.`,
    );
  }

  /** Says how to start a worker where there is none, or why those that are there do not fit. */
  #noteLonely(all: readonly Machine[], now: number): void {
    const { pace } = this.#options;
    this.#lonely = this.#present.length > 0 ? undefined : (this.#lonely ?? now);
    if (this.#lonely === undefined || now - this.#lonely < pace.patience) return;
    this.#lonely = Number.POSITIVE_INFINITY; // once, until one comes
    this.#options.notice(this.#advice(all));
  }

  #advice(all: readonly Machine[]): string {
    const { problem, server, label } = this.#options;
    const { name } = problem.problem;
    const others = all.flatMap((machine) => this.#misfit(machine) ?? []);
    const options = label === undefined ? '' : ` --label ${label}`;
    const command = `germline worker ${shellWord(name)} --queue ${server.address.shown}${options}`;
    return `No worker serves ${name} (${problem.fingerprint.slice(0, 8)})${label === undefined ? '' : ` with the label ${label}`}, so the run waits. ${others.join(' ')}On each machine: ${command}`;
  }

  /** Why a machine that serves a problem of this name does not serve this one. */
  #misfit({ id, engine, serves, label }: Machine): string | undefined {
    const { problem } = this.#options;
    const same = serves.find(({ name }) => name === problem.problem.name);
    if (!same) return undefined;
    const machine = nameOfMachine(id);
    if (engine !== version) return `${machine} runs germline ${engine}, and this is ${version}. `;
    if (same.fingerprint !== problem.fingerprint)
      return `${machine} has another version of it (${same.fingerprint.slice(0, 8)}): copy the problem's folder there. `;
    return label === this.#options.label
      ? undefined
      : `${machine} has ${label === undefined ? 'no label' : `the label ${label}`}. `;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
  }
}
