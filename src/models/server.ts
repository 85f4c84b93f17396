import { setTimeout as sleep } from 'node:timers/promises';
import { type ModelAnswer, type ModelFailure, type ModelProvider, type ModelRequest, policy } from './provider.ts';

/** What came of a call, with the tokens and the time of all its tries, and why the earlier ones failed. */
export interface Called {
  readonly result: ModelAnswer | ModelFailure;
  readonly retried: readonly string[];
}

/** How patient a server is, in milliseconds; lists are used one after the other, the last for ever. */
export interface Pace {
  /** Before each further try of a call that broke off. */
  readonly retry: readonly number[];
  /** Before each further try of a call that a busy server sent away. */
  readonly backOff: readonly number[];
  /** Before each probe of a server that is down. */
  readonly probe: readonly number[];
  /** How long a model that could not be loaded is left alone. */
  readonly pause: readonly number[];
}

export const usualPace: Pace = {
  retry: [300, 1000],
  backOff: [2000, 4000, 8000, 15_000, 30_000, 60_000],
  probe: [1000, 2000, 5000, 10_000, 30_000, 60_000],
  pause: [300_000, 600_000, 1_800_000, 3_600_000],
};

/** Calls in a row that broke off after which a server counts as down. */
const breaksAfter = 3;
/** Calls in a row that can never work after which a model is given up; a proxy may answer so once. */
const givesUpAfter = 3;
/** Prompts in a row that are too long after which one that has answered is given up: it may have met large programs. */
const outgrownAfter = 30;

/**
 * One server. Calls that break off are tried again; when too many do, the breaker opens: no more calls, only probes,
 * until one is answered. A probe is a generation of one token, since servers have been seen that accept connections
 * and answer questions about themselves while no model moves. A server that says that a model crashed is not down.
 */
export class Server {
  readonly name: string;
  readonly provider: ModelProvider;
  readonly #pace: Pace;
  readonly #closing = new AbortController();
  readonly #changed: () => void;
  readonly #say: (message: string) => void;
  readonly #paused = new Map<string, { times: number; over: boolean }>();
  readonly #given = new Map<string, string>();
  readonly #refused = new Map<string, number>();
  readonly #answered = new Set<string>();
  /** What to probe with: each model that was asked, in turn, since one of them may hang where the others do not. */
  readonly #probed = new Map<string, ModelRequest>();
  #broken = 0;
  #down = false;
  /** Probes since a call was answered: the time between them grows until then. */
  #probes = 0;

  constructor(
    name: string,
    provider: ModelProvider,
    changed: () => void,
    say: (message: string) => void = () => {},
    pace: Pace = usualPace,
  ) {
    this.name = name;
    this.provider = provider;
    this.#changed = changed;
    this.#say = say;
    this.#pace = pace;
  }

  /** Whether a call of this model may be tried now. */
  ready(model: string): boolean {
    return !this.#down && this.#paused.get(model)?.over !== false && !this.#given.has(model);
  }

  /** Why this model will not be asked again in this run, if so. */
  gaveUp(model: string): string | undefined {
    return this.#given.get(model);
  }

  /** Asks, and tries again as the policy has it. Rejects only with the signal's reason. */
  async call(request: ModelRequest, signal: AbortSignal): Promise<Called> {
    this.#probed.set(request.model, probeOf(request));
    const retried: string[] = [];
    let spent: Spent = { tokens: { prompt: 0, answer: 0 }, milliseconds: 0 };
    for (;;) {
      const last = await this.provider.ask(request, signal);
      spent = plus(spent, last);
      const result = { ...last, ...spent };
      if (result.status === 'answered') {
        this.#works(request.model);
        return { result, retried };
      }
      const wait = this.#after(result, request, retried.length);
      if (wait === undefined) return { result, retried };
      retried.push(result.message);
      await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
      if (!this.ready(request.model)) return { result, retried };
    }
  }

  #works(model: string): void {
    this.#broken = 0;
    this.#probes = 0;
    this.#paused.delete(model);
    this.#refused.delete(model);
    this.#answered.add(model);
  }

  /** Takes note of a failure; gives the time after which to try again, or undefined. */
  #after(failed: ModelFailure, request: ModelRequest, tries: number): number | undefined {
    const { model } = request;
    switch (policy[failed.kind]) {
      case 'retry':
        if (++this.#broken >= breaksAfter) this.#break(failed);
        return this.#pace.retry[tries];
      case 'retry-or-pause':
        this.#broken = 0; // the server lives
        if (this.#pace.retry[tries] === undefined) this.#pause(model, failed.message);
        return this.#pace.retry[tries];
      case 'back-off':
        return this.#pace.backOff[tries];
      case 'pause':
        this.#pause(model, failed.message);
        return undefined;
      case 'give-up':
        this.#giveUp(model, failed.message, givesUpAfter);
        return undefined;
      case 'shorten':
        this.#broken = 0;
        this.#tooLong(request, failed.message);
        return undefined;
      default:
        this.#broken = 0; // it lives
        return undefined;
    }
  }

  /** A prompt from which nothing more can go does not fit. */
  #tooLong({ model, requiredContext }: ModelRequest, message: string): void {
    if (requiredContext === undefined) return;
    const after = this.#answered.has(model) ? outgrownAfter : givesUpAfter;
    this.#giveUp(model, `${message}: set context=${requiredContext}, and see that its server has as much`, after);
  }

  #giveUp(model: string, message: string, after: number): void {
    const times = (this.#refused.get(model) ?? 0) + 1;
    this.#refused.set(model, times);
    if (times < after || this.#given.has(model)) return;
    this.#given.set(model, message);
    this.#say(`${model} on ${this.name} is given up: ${message}`);
    this.#changed();
  }

  #pause(model: string, message: string): void {
    if (this.#paused.get(model)?.over === false) return; // by another call of the same time
    const times = (this.#paused.get(model)?.times ?? 0) + 1;
    const time = lastOr(this.#pace.pause, times - 1);
    const pause = { times, over: false };
    this.#paused.set(model, pause);
    this.#say(`${model} on ${this.name} is left alone for ${Math.round(time / 1000)} s: ${message}`);
    const end = () => {
      pause.over = true;
      this.#changed();
    };
    sleep(time, undefined, { signal: this.#closing.signal, ref: false }).then(end, () => {});
  }

  #break(failed: ModelFailure): void {
    if (this.#down) return;
    this.#down = true;
    this.#say(`${this.name} is down: ${failed.message}. It is probed until it answers.`);
    this.#probe().then(
      () => {
        this.#down = false;
        if (this.provider.probed) this.#broken = 0; // else it is tried once, and not believed yet
        this.#say(`${this.name} is back.`);
        this.#changed();
      },
      (error: unknown) => {
        if (!this.#closing.signal.aborted) throw error;
      },
    );
  }

  async #probe(): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      await sleep(lastOr(this.#pace.probe, this.#probes++), undefined, { signal, ref: false });
      if (!this.provider.probed) return;
      const probes = [...this.#probed.values()];
      const probe = probes[this.#probes % probes.length] as ModelRequest;
      const { status, kind } = { kind: undefined, ...(await this.provider.ask(probe, signal)) };
      if (status === 'answered' || (kind !== 'transient' && kind !== 'busy')) return;
    }
  }

  close(): void {
    this.#closing.abort();
  }
}

type Spent = Pick<ModelAnswer, 'tokens' | 'milliseconds'>;

function plus(a: Spent, b: Spent): Spent {
  const estimated = (a.tokens.estimated || b.tokens.estimated) && ({ estimated: true } as const);
  const tokens = { prompt: a.tokens.prompt + b.tokens.prompt, answer: a.tokens.answer + b.tokens.answer, ...estimated };
  return { tokens, milliseconds: a.milliseconds + b.milliseconds };
}

const lastOr = (times: readonly number[], index: number) => times[Math.min(index, times.length - 1)] as number;

/** One token with the options of the call, so that no model is loaded again for it. */
function probeOf(request: ModelRequest): ModelRequest {
  return { ...request, messages: [{ role: 'user', content: 'Say yes.' }], answerTokens: 1 };
}
