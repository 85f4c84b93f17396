import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Immigrant } from '../api/attempt.ts';
import { EnvironmentError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';
import { faultOf } from '../fault.ts';
import type { Offer, Remote } from './remote.ts';

/** What the traffic needs of a run. */
export interface Home {
  /** The commit of the winner that others may have; undefined where none is made here and audited. */
  readonly emigrant: () => string | undefined;
  /** Has the leader audited; resolves when it is, or when that takes long. */
  readonly audited: (signal: AbortSignal) => Promise<void>;
  /** The key of a program that passes the gates and was not seen before; undefined for any other. */
  readonly keyOf: (files: Files) => Promise<string | undefined>;
  readonly notice: (text: string) => void;
}

/** The result of one exchange. */
export interface Exchanged {
  /** Whether a winner of this run is there now. */
  readonly isPublished: boolean;
  /** Other runs that offer a winner. */
  readonly others: number;
  /** Programs that may enter. */
  readonly arrived: number;
}

/** Programs that wait to be evaluated, at most: whatever others offer, it costs so many evaluations an interval. */
const most = 4;
/** The last part of an interval, in which an audit of the leader may run. */
const auditShare = 1 / 3;
/** Offers that are fetched in one exchange, at most. */
const mostFetched = 16;
/** Fetches of an offer that cannot be read: the remote may be down for a moment. */
const mostTries = 3;

/** Exchanges the winner of a run with those of others on a git remote. A remote that is down costs nothing but a notice. */
export class Traffic {
  readonly #remote: Remote;
  readonly #home: Home;
  readonly #waiting: Immigrant[] = [];
  readonly #listeners = new Set<() => void>();
  /** How often a commit was fetched in vain. */
  readonly #tries = new LRUCache<string, number>({ max: 20_000 });
  /** Keys of programs that were taken. */
  readonly #taken = new LRUCache<string, true>({ max: 10_000 });
  readonly #ended = new AbortController();
  #published: string | undefined;
  #count = 0;
  #isDown = false;
  #going: Promise<void> | undefined;

  constructor(remote: Remote, home: Home) {
    this.#remote = remote;
    this.#home = home;
  }

  /** The next program to evaluate. */
  next(): Immigrant | undefined {
    return this.#waiting.shift();
  }

  /** Calls back when programs have arrived. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  /** Exchanges now, and again after every interval, until it is stopped. */
  start(milliseconds: number): void {
    this.#going = this.#goOn(milliseconds).catch((error: unknown) => {
      if (!this.#ended.signal.aborted) throw error;
    });
  }

  async #goOn(milliseconds: number): Promise<void> {
    const { signal } = this.#ended;
    const patience = milliseconds * auditShare;
    for (;;) {
      await this.#tell(() => this.exchange(signal));
      await sleep(milliseconds - patience, undefined, { signal });
      const late = AbortSignal.timeout(patience);
      await this.#home.audited(AbortSignal.any([signal, late]));
      signal.throwIfAborted();
    }
  }

  /** Says once that the remote cannot be reached, and once that it can again. */
  async #tell(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      if (this.#isDown) this.#home.notice(`${this.#remote.name} can be reached again.`);
      this.#isDown = false;
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      const fault = faultIn(error);
      if (!this.#isDown) this.#home.notice(`No exchange: ${fault}. The search goes on, and tries again.`);
      this.#isDown = true;
    }
  }

  /** Publishes and fetches once. @throws {EnvironmentError} where the remote cannot be reached. */
  async exchange(signal: AbortSignal): Promise<Exchanged> {
    const isPublished = await this.#publish(signal);
    const offers = await this.#remote.offers(signal);
    const arrived = await this.#fetch(offers, signal);
    return { isPublished, others: new Set(offers.map(({ run }) => run)).size, arrived };
  }

  /** Publishes the winner unless it is there; returns whether there is one. */
  async #publish(signal: AbortSignal): Promise<boolean> {
    const commit = this.#home.emigrant();
    if (commit === undefined) return false;
    if (commit !== this.#published) await this.#remote.publish(commit, signal);
    this.#published = commit;
    return true;
  }

  /** Fetches offers until enough of them may enter. Where there are many, every one has the same chance. */
  async #fetch(offers: readonly Offer[], signal: AbortSignal): Promise<number> {
    const drawn = hash('sha256', `${this.#remote.run} ${this.#count++}`);
    const chance = ({ commit }: Offer) => hash('sha256', `${drawn} ${commit}`);
    const unknown = offers.filter(({ commit }) => (this.#tries.get(commit) ?? 0) < mostTries);
    const chosen = unknown
      .map((offer) => ({ offer, chance: chance(offer) }))
      .sort((a, b) => (a.chance < b.chance ? -1 : 1));
    let arrived = 0;
    for (const { offer } of chosen.slice(0, mostFetched)) {
      if (this.#waiting.length >= most) break;
      if (await this.#take(offer, signal)) arrived++;
    }
    if (arrived > 0) for (const listener of this.#listeners) listener();
    return arrived;
  }

  async #take(offer: Offer, signal: AbortSignal): Promise<boolean> {
    const immigrant = await this.#remote.fetch(offer, signal);
    signal.throwIfAborted();
    this.#tries.set(offer.commit, immigrant ? mostTries : (this.#tries.get(offer.commit) ?? 0) + 1);
    const key = immigrant && (await this.#home.keyOf(immigrant.files));
    if (!immigrant || key === undefined || this.#taken.has(key)) return false;
    this.#taken.set(key, true);
    this.#waiting.push(immigrant);
    return true;
  }

  /** Publishes the winner of a search that has ended. */
  async finish(signal: AbortSignal): Promise<void> {
    await this.#stop();
    await this.#publish(signal).catch((error: unknown) =>
      this.#home.notice(`The winner is not published: ${faultIn(error)}.`),
    );
  }

  async #stop(): Promise<void> {
    this.#ended.abort();
    await this.#going;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}

/** What the machine or the remote cannot do; any other error is thrown again. */
function faultIn(error: unknown): string {
  const fault = error instanceof EnvironmentError ? error.message : faultOf(error)?.says;
  if (fault === undefined) throw error;
  return fault;
}
