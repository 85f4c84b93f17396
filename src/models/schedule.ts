import { EnvironmentError } from '../api/errors.ts';
import type { ModelRequest } from './provider.ts';
import { Residency } from './residency.ts';
import type { Called, ModelServer, Silence } from './server.ts';
import type { Spending } from './spending.ts';

/** A model on its server. */
export interface Placed {
  readonly label: string;
  /** Its name on the server. */
  readonly name: string;
  readonly server: ModelServer;
  /** Conversations at once, for each host. */
  readonly parallel: number;
  readonly resident?: number | undefined;
  readonly spending: Pick<Spending, 'exhausted' | 'called'>;
}

/** A model that was called in vain so far. */
export interface SilentModel extends Silence {
  readonly label: string;
}

/** The right to have one conversation with a model. Releasing it twice does no harm. */
export interface Slot {
  release(): void;
}

interface Waiting {
  readonly label: string;
  readonly take: (slot: Slot) => void;
  readonly fail: (error: Error) => void;
}

/** Conversations that may wait for a slot at once. */
const longestQueue = 1000;

/**
 * Assigns conversations to models: as many at once as a model allows, none while its server is down, and one model after
 * another where a server cannot hold them all.
 */
export class Schedule {
  readonly #models: readonly Placed[];
  readonly #open = new Map<string, number>();
  readonly #residencies = new Map<ModelServer, Residency>();
  readonly #waiting: Waiting[] = [];
  /** Slots of attempts that have not acquired them yet. */
  readonly #kept = new WeakMap<DisposableStack, Slot>();
  /** Attempts that a slot was kept for, and that are not over. */
  #attempts = 0;
  #next = 0;
  #drained = false;
  readonly #listeners = new Set<() => void>();

  constructor(models: readonly Placed[]) {
    this.#models = models;
    for (const [server, all] of Map.groupBy(models, (model) => model.server)) {
      const resident = all.find((model) => model.resident !== undefined)?.resident;
      this.#residencies.set(
        server,
        new Residency(
          all.map(({ label }) => label),
          resident,
        ),
      );
    }
  }

  /** Calls back whenever a model may have become ready. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Servers call this when they come back. */
  changed(): void {
    this.#serve();
    for (const listener of this.#listeners) listener();
  }

  /**
   * Keeps a free slot for the attempt of `held`, which gets it as soon as it acquires one, and gives it up when disposed;
   * returns the label of its model, the models in turn.
   */
  keep(held: DisposableStack): string | undefined {
    for (let count = 0; count < this.#models.length; count++) {
      const model = this.#models[this.#next++ % this.#models.length] as Placed;
      const slot = this.#slotOf(model);
      if (!slot) continue;
      this.#kept.set(held, slot);
      this.#attempts++;
      held.defer(() => {
        this.#attempts--;
        slot.release();
      });
      return model.label;
    }
    return undefined;
  }

  /** Attempts that a slot was kept for and that have none now: others have it while they are evaluated. */
  get lent(): number {
    return this.#attempts - this.#open.values().reduce((sum, open) => sum + open, 0);
  }

  /**
   * A slot of one model: the one that was kept for the attempt of `held`, or the next free one, waiting for it where need be.
   *
   * @throws {EnvironmentError} when the model was given up, its limits are spent, or the search has ended.
   */
  async acquire(label: string, signal: AbortSignal, held?: DisposableStack): Promise<Slot> {
    signal.throwIfAborted();
    const kept = held && this.#kept.get(held);
    if (kept) {
      this.#kept.delete(held);
      return kept;
    }
    if (this.#waiting.length >= longestQueue) throw new Error(`more than ${longestQueue} calls wait for a model`);
    return await new Promise<Slot>((resolve, reject) => {
      const waiting = { label, take: resolve, fail: reject };
      this.#waiting.push(waiting);
      this.#serve();
      signal.addEventListener('abort', () => {
        const index = this.#waiting.indexOf(waiting);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(signal.reason);
      });
    });
  }

  /**
   * Whether the search has ended: calls under way go on, waiting ones are rejected. A search whose target is refuted
   * starts again.
   */
  drain(over: boolean): void {
    if (this.#drained === over) return;
    this.#drained = over;
    this.#serve();
  }

  /** One call within a conversation. */
  async call(label: string, request: ModelRequest, signal: AbortSignal): Promise<Called> {
    const { server, spending } = this.#models.find((placed) => placed.label === label) as Placed;
    const called = await server.call(request, signal);
    spending.called(called);
    const { result } = called;
    const loading = result.status === 'answered' ? result.loading : undefined;
    this.#residencies.get(server)?.called(label, result.milliseconds, loading);
    return called;
  }

  /** Why no model will ever be asked again, if so: those that were given up, or that all limits are spent. */
  get hopeless(): { readonly givenUp: readonly string[] } | undefined {
    const left = this.#models.filter(({ spending }) => !spending.exhausted);
    const givenUp = left.map(({ name, server }) => server.gaveUp(name)).filter((reason) => reason !== undefined);
    return givenUp.length === left.length ? { givenUp } : undefined;
  }

  /** Models that were called and have never answered. */
  get silent(): readonly SilentModel[] {
    return this.#models.flatMap(({ label, name, server }) => {
      const silence = server.silenceOf(name);
      return silence ? [{ label, ...silence }] : [];
    });
  }

  close(): void {
    for (const { server } of this.#models) server.close();
  }

  #isFree(placed: Placed): boolean {
    const { label, server, parallel } = placed;
    const open = (other: string) => this.#open.get(other) ?? 0;
    const able = (other: string) => this.#models.some((model) => model.label === other && mayBeAsked(model));
    if (open(label) >= parallel * server.readyHosts(placed.name) || !mayBeAsked(placed)) return false;
    return this.#residencies.get(server)?.allows(label, open, able) ?? false;
  }

  #slotOf(placed: Placed): Slot | undefined {
    if (!this.#isFree(placed)) return undefined;
    const { label } = placed;
    const add = (change: 1 | -1) => this.#open.set(label, (this.#open.get(label) ?? 0) + change);
    add(1);
    let held = true;
    return {
      release: () => {
        if (!held) return;
        held = false;
        add(-1);
        this.changed();
      },
    };
  }

  /** Hands free slots to waiting calls, in the order of their arrival. */
  #serve(): void {
    for (const waiting of [...this.#waiting]) {
      const model = this.#models.find(({ label }) => label === waiting.label) as Placed;
      const given = model.spending.exhausted ? 'its limits are spent' : model.server.gaveUp(model.name);
      const slot = given === undefined ? this.#slotOf(model) : undefined;
      if (given === undefined && !slot && !this.#drained) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      if (slot) waiting.take(slot);
      else
        waiting.fail(
          new EnvironmentError(`The model ${waiting.label} can no longer be asked: ${given ?? 'the search has ended'}`),
        );
    }
  }
}

function mayBeAsked({ name, server, spending }: Placed): boolean {
  return server.readyHosts(name) > 0 && !spending.exhausted;
}
