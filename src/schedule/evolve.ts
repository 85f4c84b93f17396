import type { Immigrant, Recorded } from '../api/attempt.ts';
import { directionOf } from '../api/direction.ts';
import { EnvironmentError } from '../api/errors.ts';
import { formatDuration } from '../format.ts';
import type { Duty } from '../run/duties.ts';
import { type Conduct, iterate } from '../run/iterate.ts';
import type { Run } from '../run/run.ts';
import { areModelsSpent } from '../run/state.ts';
import type { Task } from '../run/task.ts';
import { Alarm } from './alarm.ts';
import type { Arrivals } from './arrivals.ts';
import { type Budget, type Ending, type Standing, spent, timeToNextLimit } from './budget.ts';
import { closingTime, searchBudget } from './closing.ts';
import { Flights } from './flights.ts';
import type { Policy } from './policy.ts';
import type { Seats } from './seats.ts';
import { Signals } from './signals.ts';

/** Attempts after the end of the search, at most: a run ends with a simplified, audited champion and an audited front. */
const maxClosing = 20;

/** How a run is asked to end: `stop` finishes what is under way, without models that still think; `abort` drops it. */
export interface Interrupt {
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
}

/** Attempts that a resumed lockstep run asked for before the search goes on, and what cancels them. */
export interface Underway {
  readonly flights: ReadonlyMap<number, Promise<Recorded>>;
  readonly signals: Signals;
}

export interface EvolveOptions {
  readonly policy: Policy;
  readonly budget: Budget;
  readonly interrupt: Interrupt;
  /** The models, where each has attempts of its own; otherwise the bandit chooses them. */
  readonly seats?: Seats | undefined;
  readonly underway?: Underway | undefined;
  readonly arrivals?: Arrivals | undefined;
}

/** The built-in search: a client of the run that keeps many attempts under way until the budget is spent. */
export async function evolve(run: Run, options: EvolveOptions): Promise<Ending> {
  using evolution = new Evolution(run, options);
  for (;;) {
    const ending = evolution.ending;
    evolution.adapt(ending);
    evolution.fill();
    if (ending && evolution.isIdle && !evolution.close(ending)) return ending;
    evolution.check();
    await evolution.tellNext();
  }
}

class Evolution implements Disposable {
  readonly #run: Run;
  readonly #options: EvolveOptions;
  readonly #flights: Flights;
  readonly #signals: Signals;
  readonly #cleanup = new DisposableStack();
  readonly #alarm: Alarm;
  readonly #began = Date.now();
  /** The rest of the time belongs to what follows the search, also where that takes less. */
  #timeIsUp = false;
  #closed = 0;

  constructor(run: Run, options: EvolveOptions) {
    const { policy, interrupt, seats, underway, arrivals } = options;
    this.#run = run;
    this.#options = options;
    this.#flights = this.#cleanup.use(new Flights(policy));
    this.#signals = this.#cleanup.use(underway?.signals ?? new Signals());
    this.#signals.follow(interrupt.abort);
    for (const [number, flight] of underway?.flights ?? []) this.#launch(number, flight);
    const wake = () => this.#flights.wake();
    this.#alarm = this.#cleanup.use(new Alarm(wake));
    this.#cleanup.use(
      run.orders.onChange(() => {
        this.#timeIsUp = false; // it may have been extended
        wake();
      }),
    );
    for (const source of [seats, arrivals]) if (source) this.#cleanup.use(source.onChange(wake));
    interrupt.stop.addEventListener('abort', wake);
    this.#cleanup.defer(() => interrupt.stop.removeEventListener('abort', wake));
  }

  /** Gives back attempts under way: there are some only where the search ends with an error. */
  [Symbol.dispose](): void {
    for (const number of this.#flights.numbers) this.#run.drop(number);
    this.#cleanup.dispose();
  }

  /** Why no further attempt is asked for. */
  get ending(): Ending | undefined {
    if (this.#options.interrupt.stop.aborted || this.#run.orders.isStopped) return 'interrupted';
    return this.#timeIsUp ? 'time' : spent(this.#budget, standingOf(this.#run, this.#flights.count));
  }

  get #budget(): Budget {
    const budget = { ...this.#options.budget, ...this.#run.orders.limits };
    return searchBudget(budget, () => closingTime(this.#run), this.#began);
  }

  get isIdle(): boolean {
    return this.#flights.count === 0;
  }

  /** Cancels what an ended search leaves behind. It may go on after all: an audit can refute the champion at the target. */
  adapt(ending: Ending | undefined): void {
    const { seats, policy } = this.#options;
    this.#timeIsUp ||= ending === 'time';
    seats?.drain(ending !== undefined);
    const { machines } = this.#run.engine.evaluator;
    machines?.drain(ending !== undefined);
    if (machines) this.#run.state.duties.distrust(machines.aside);
    this.#alarm.set(timeToNextLimit(this.#budget, this.#run.engine.clock.now(), this.#run.state.effort.lastGain));
    if (!ending) {
      this.#signals.renew();
      this.#closed = 0;
    } else if (policy.leavesModels(ending)) this.#signals.end();
  }

  /** Begins attempts while there is room: for programs of others, in lanes, and with every model that is ready. */
  fill(): void {
    for (let next = this.#arrival(); next; next = this.#arrival()) this.#start(this.#run.welcome(next));
    while (!this.ending && this.#hasRoom) this.#begin();
    while (this.#beginAsking());
  }

  get #hasRoom(): boolean {
    const { population } = this.#run.state;
    const at = { told: population.told, underway: this.#flights.lanes };
    return this.#options.policy.mayAsk(this.#run.tasks.next, at);
  }

  /** The next program of another population. Where attempts are not told in turn, it needs no lane. */
  #arrival(): Immigrant | undefined {
    const mayEnter = !this.ending && (!this.#options.policy.inTurn || this.#hasRoom);
    return mayEnter ? this.#options.arrivals?.next() : undefined;
  }

  /** Begins an attempt with a model that has a free seat; returns whether there was one. */
  #beginAsking(): boolean {
    const { seats } = this.#options;
    if (!seats || this.ending || seats.lent >= this.#run.engine.lanes) return false; // faster than evaluations
    const held = new DisposableStack();
    const model = seats.keep(held);
    if (model !== undefined) this.#begin({ model, held });
    return model !== undefined;
  }

  /** Begins what is due, or else draws. `seat`: the model that may be asked, and what keeps its seat. */
  #begin(seat?: { readonly model: string; readonly held: DisposableStack }): void {
    const { tasks, state } = this.#run;
    const { policy, seats } = this.#options;
    const mayAsk = (label: string) => !seats || label === seat?.model;
    const due = state.duties.due(tasks.next, policy.waiting(tasks.next, tasks.causes), mayAsk);
    const asking = !due || due.cause === 'reflection' ? seat : undefined;
    if (!asking) seat?.held.dispose();
    this.#start(this.#run.begin(due ?? { cause: 'drawn', model: seat?.model }), asking?.held);
  }

  #start(task: Task, held?: DisposableStack): void {
    const conduct = { ...conductOf(this.#options.policy, this.#signals, task), held };
    this.#launch(task.number, iterate(this.#run.engine, task, conduct), held);
  }

  #launch(number: number, flight: Promise<Recorded>, held?: Disposable): void {
    this.#flights.launch(number, this.#signals.droppable(flight), held);
  }

  /** Begins what is left to do when the search has ended; returns whether there was anything. */
  close(ending: Ending): boolean {
    const isOver = this.#options.interrupt.abort.aborted || this.#flights.gap || this.#closed++ >= maxClosing;
    const duty = isOver ? undefined : this.#run.state.duties.closing(ending !== 'interrupted');
    if (!duty) return false;
    if (this.#closed === 1) this.#announce(duty);
    this.#start(this.#run.begin(duty));
    return true;
  }

  #announce({ cause }: Duty): void {
    const what = cause === 'audit' ? 'auditing' : 'simplifying and auditing';
    const time = formatDuration(Math.ceil(closingTime(this.#run) / 1000) * 1000);
    this.#run.notice(`The search is over: ${what} its winner, about ${time}.`);
  }

  /** @throws {EnvironmentError} when nothing is under way and no model can ever be asked again. */
  check(): void {
    const isStuck = this.isIdle && this.#run.state.proposers.size === 0;
    const hopeless = isStuck ? this.#options.seats?.hopeless : undefined;
    if (hopeless) throw new EnvironmentError(`No model can be asked: ${hopeless.givenUp.join('; ')}`);
  }

  /** Tells the next attempt, once one has landed. */
  async tellNext(): Promise<void> {
    const landed = this.#flights.take();
    if (!landed) return await this.#flights.change();
    using _ = landed.held;
    if (!landed.recorded) return this.#run.drop(landed.number);
    this.#run.record(landed.recorded);
    await this.#run.room();
  }
}

/** The signals that cancel an attempt. In lockstep a gap costs all attempts after it, so long searches may be cut short. */
export function conductOf(policy: Policy, signals: Signals, { watermark }: Task): Conduct {
  const { abort, late } = signals;
  return { abort, late, cutShort: policy.inTurn, horizon: policy.horizon(watermark) };
}

/** Where the run stands; `underway` attempts count as made. */
export function standingOf({ state, engine }: Run, underway: number): Standing {
  const { population, effort, models, problem } = state;
  return {
    attempts: effort.attempts + underway,
    told: population.told,
    evaluations: effort.evaluations,
    elapsed: engine.clock.now(),
    champion: population.leader,
    direction: directionOf(problem.problem),
    lastGain: effort.lastGain,
    money: models.values().reduce((sum, { spending }) => sum + (spending.money ?? 0), 0),
    modelsSpent: areModelsSpent(state),
  };
}
