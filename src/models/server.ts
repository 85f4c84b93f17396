import { setTimeout as sleep } from 'node:timers/promises';
import { type ModelAnswer, type ModelFailure, type ModelProvider, type ModelRequest, policy } from './provider.ts';

/** The result of a call, with the tokens and the time of all its tries. */
export interface Called {
  readonly result: ModelAnswer | ModelFailure;
  /** Why earlier tries failed. */
  readonly retried: readonly string[];
}

/** The calls of a model that has not answered yet. */
export interface Silence {
  /** Tries that failed. */
  readonly tries: number;
  /** Why the last one did. */
  readonly reason: string;
}

/** A server, or several with the same models. */
export interface ModelServer {
  /** How many hosts take calls of this model now. */
  readyHosts(model: string): number;
  /** Why this model is not called again in this run; undefined while it may be. */
  gaveUp(model: string): string | undefined;
  hasAnswered(model: string): boolean;
  /** The failed tries of a model that has never answered; undefined for any other. */
  silenceOf(model: string): Silence | undefined;
  /**
   * Calls a model, and tries again as the policy says.
   *
   * @throws the signal's reason, when it is aborted.
   */
  call(request: ModelRequest, signal: AbortSignal): Promise<Called>;
  close(): void;
}

/** Delays of a server, in milliseconds. Those of a list are used in order; the last of `probe` and `pause` repeats. */
export interface RetryPace {
  /** Before each further try of a call that broke off. */
  readonly retry: readonly number[];
  /** Before each further try of a call that a busy server rejected. */
  readonly backOff: readonly number[];
  /** Before each probe of a server that is down. */
  readonly probe: readonly number[];
  /** How long a model that could not be loaded, or crashes, is not called. */
  readonly pause: readonly number[];
}

export const usualPace: RetryPace = {
  retry: [300, 1000],
  backOff: [2000, 4000, 8000, 15_000, 30_000, 60_000],
  probe: [1000, 2000, 5000, 10_000, 30_000, 60_000],
  pause: [300_000, 600_000, 1_800_000, 3_600_000],
};

/** Broken calls in a row after which a server counts as down. */
const maxBroken = 3;
/** Milliseconds that a call waits for a server that asks for it; a model is paused for longer waits. */
const maxWait = 120_000;
/** Milliseconds of a wait that the user hears of. */
const longWait = 8000;
/** Calls in a row that can never work after which a model is given up; a proxy may answer so once. */
const maxUnusable = 3;
/** The same for prompts that are too long for a model that has answered before: a few programs may be large. */
const maxTooLong = 30;

/**
 * One model server. Calls that break off are tried again; after too many of them the breaker opens: no calls, only
 * probes, until one is answered. A probe generates one token, since servers exist that accept connections and answer
 * questions about themselves while no model works. A server that reports a crash of a model is not down.
 */
export class Server implements ModelServer {
  readonly name: string;
  readonly provider: ModelProvider;
  readonly #pace: RetryPace;
  readonly #closing = new AbortController();
  readonly #changed: () => void;
  readonly #say: (message: string) => void;
  readonly #paused = new Map<string, { times: number; over: boolean }>();
  readonly #givenUp = new Map<string, string>();
  readonly #unusable = new Map<string, number>();
  readonly #answered = new Set<string>();
  readonly #silences = new Map<string, Silence>();
  /** A probe for each model that was called; they take turns, since one model may hang while others work. */
  readonly #probeRequests = new Map<string, ModelRequest>();
  #broken = 0;
  #down = false;
  /** Probes since the last answered call; the time between them grows until then. */
  #probes = 0;

  /** `changed` is called when a model can be called again, or never again; `say` receives what happens, in words. */
  constructor(
    name: string,
    provider: ModelProvider,
    changed: () => void,
    say: (message: string) => void = () => {},
    pace: RetryPace = usualPace,
  ) {
    this.name = name;
    this.provider = provider;
    this.#changed = changed;
    this.#say = say;
    this.#pace = pace;
  }

  /** Whether this model may be called now. */
  ready(model: string): boolean {
    return !this.#down && this.#paused.get(model)?.over !== false && !this.#givenUp.has(model);
  }

  readyHosts(model: string): number {
    return this.ready(model) ? 1 : 0;
  }

  gaveUp(model: string): string | undefined {
    return this.#givenUp.get(model);
  }

  hasAnswered(model: string): boolean {
    return this.#answered.has(model);
  }

  silenceOf(model: string): Silence | undefined {
    return this.hasAnswered(model) ? undefined : this.#silences.get(model);
  }

  async call(request: ModelRequest, signal: AbortSignal): Promise<Called> {
    this.#probeRequests.set(request.model, probeOf(request));
    const retried: string[] = [];
    let cost: CallCost = { tokens: { prompt: 0, answer: 0 }, milliseconds: 0 };
    for (;;) {
      const last = await this.provider.ask(request, signal);
      cost = plus(cost, last);
      const result = { ...last, ...cost };
      if (result.status === 'answered') {
        this.#succeeded(request.model);
        return { result, retried };
      }
      const delay = this.#delayAfter(result, request, retried.length);
      if (delay === undefined) return { result, retried };
      retried.push(result.message);
      await sleep(delay, undefined, { signal }).catch(() => signal.throwIfAborted());
      if (!this.ready(request.model)) return { result, retried };
    }
  }

  #succeeded(model: string): void {
    this.#broken = 0;
    this.#probes = 0;
    this.#paused.delete(model);
    this.#unusable.delete(model);
    this.#answered.add(model);
  }

  /** Takes note of a failure. Returns the milliseconds before the next try; undefined where there is none. */
  #delayAfter(failed: ModelFailure, request: ModelRequest, tries: number): number | undefined {
    const { model } = request;
    const action = policy[failed.kind];
    this.#silences.set(model, { tries: (this.#silences.get(model)?.tries ?? 0) + 1, reason: failed.message });
    // These failures come from a server that works.
    if (action === 'retry-or-pause' || action === 'shorten' || action === 'resample') this.#broken = 0;
    switch (action) {
      case 'retry':
        if (++this.#broken >= maxBroken) this.#takeDown(failed);
        return this.#pace.retry[tries];
      case 'retry-or-pause':
        if (this.#pace.retry[tries] === undefined) this.#pause(model, failed.message);
        return this.#pace.retry[tries];
      case 'back-off':
        return this.#backOff(model, failed, tries);
      case 'pause':
        this.#pause(model, failed.message);
        return undefined;
      case 'give-up':
        this.#countUnusable(model, failed.message, maxUnusable);
        return undefined;
      case 'give-up-at-once':
        this.#countUnusable(model, failed.message, 1);
        return undefined;
      case 'shorten':
        this.#tooLong(request, failed.message);
        return undefined;
      default:
        return undefined;
    }
  }

  /** Waits as long as the server asks for; where that is long, other models are asked meanwhile. */
  #backOff(model: string, { message, retryAfter = 0 }: ModelFailure, tries: number): number | undefined {
    if (retryAfter > maxWait) {
      this.#pause(model, message, retryAfter);
      return undefined;
    }
    const usual = this.#pace.backOff[tries];
    if (usual === undefined) return undefined;
    const wait = Math.max(usual, retryAfter);
    if (wait >= longWait) this.#say(`${model} on ${this.name} waits ${Math.ceil(wait / 1000)} s: ${message}`);
    return wait;
  }

  /** Counts a prompt that is too long although nothing more can be left out of it. */
  #tooLong({ model, requiredContext }: ModelRequest, message: string): void {
    if (requiredContext === undefined) return;
    const max = this.#answered.has(model) ? maxTooLong : maxUnusable;
    this.#countUnusable(model, `${message}: set context=${requiredContext}, and give its server as much`, max);
  }

  #countUnusable(model: string, message: string, max: number): void {
    const times = (this.#unusable.get(model) ?? 0) + 1;
    this.#unusable.set(model, times);
    if (times < max || this.#givenUp.has(model)) return;
    this.#givenUp.set(model, message);
    this.#say(`${model} on ${this.name} is given up: ${message}`);
    this.#changed();
  }

  #pause(model: string, message: string, wanted = 0): void {
    if (this.#paused.get(model)?.over === false) return; // by another call of the same time
    const times = (this.#paused.get(model)?.times ?? 0) + 1;
    const time = wanted || atOrLast(this.#pace.pause, times - 1);
    const pause = { times, over: false };
    this.#paused.set(model, pause);
    this.#say(`${model} on ${this.name} is paused for ${Math.round(time / 1000)} s: ${message}`);
    const end = () => {
      pause.over = true;
      this.#changed();
    };
    sleep(time, undefined, { signal: this.#closing.signal, ref: false }).then(end, () => {});
  }

  #takeDown(failed: ModelFailure): void {
    if (this.#down) return;
    this.#down = true;
    this.#say(`${this.name} is down: ${failed.message}. It is probed until it answers.`);
    const comeBack = () => {
      this.#down = false;
      if (this.provider.probed) this.#broken = 0; // without a probe, one more broken call takes it down again
      this.#say(`${this.name} is back.`);
      this.#changed();
    };
    this.#probe().then(comeBack, (error: unknown) => {
      if (!this.#closing.signal.aborted) throw error;
    });
  }

  /** Resolves when a probe is answered, or after the first delay for providers that are not probed. */
  async #probe(): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      await sleep(atOrLast(this.#pace.probe, this.#probes++), undefined, { signal, ref: false });
      if (!this.provider.probed) return;
      const probes = [...this.#probeRequests.values()];
      const probe = probes[this.#probes % probes.length] as ModelRequest;
      const result = await this.provider.ask(probe, signal);
      if (result.status === 'answered' || (result.kind !== 'transient' && result.kind !== 'busy')) return;
    }
  }

  close(): void {
    this.#closing.abort();
  }
}

type CallCost = Pick<ModelAnswer, 'tokens' | 'milliseconds'>;

function plus(a: CallCost, b: CallCost): CallCost {
  const estimated = (a.tokens.estimated || b.tokens.estimated) && ({ estimated: true } as const);
  const tokens = { prompt: a.tokens.prompt + b.tokens.prompt, answer: a.tokens.answer + b.tokens.answer, ...estimated };
  return { tokens, milliseconds: a.milliseconds + b.milliseconds };
}

/** The last of two tries, with the cost of both. */
export function withCostOf(before: Called, last: Called): Called {
  const why = before.result.status === 'failed' ? [before.result.message] : [];
  return {
    result: { ...last.result, ...plus(before.result, last.result) },
    retried: [...before.retried, ...why, ...last.retried],
  };
}

const atOrLast = (delays: readonly number[], index: number) => delays[Math.min(index, delays.length - 1)] as number;

/** One token with the options of the call, so that the server need not load the model again. */
function probeOf(request: ModelRequest): ModelRequest {
  return { ...request, messages: [{ role: 'user', content: 'Say yes.' }], answerTokens: 1 };
}
