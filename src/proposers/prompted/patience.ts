import type { Call } from '../../models/askable.ts';

/** Share of the time of its answers for which a model may wait for evaluations. */
const share = 0.03;
/** Milliseconds for which it may wait beyond that: before its first answers nothing is known of its pace. */
const usualCredit = 2000;

/** How long a model may wait for evaluations, so that it is idle for a small share of a run at most. */
export class Patience {
  readonly #credit: number;
  #answering = 0;
  #waited = 0;

  constructor(credit = usualCredit) {
    this.#credit = credit;
  }

  /** The same calls, with their durations counted. */
  timing(call: Call): Call {
    return async (request, signal) => {
      const called = await call(request, signal);
      this.#answering += called.result.milliseconds;
      return called;
    };
  }

  /** Waits for work; false where the patience ends before. A failure of the work is for others to see. */
  async outlasts(work: Promise<unknown>): Promise<boolean> {
    const begun = performance.now();
    const over = Promise.withResolvers<false>();
    const timer = setTimeout(() => over.resolve(false), Math.max(0, this.#left));
    const done = () => true;
    const lasted = await Promise.race([work.then(done, done), over.promise]);
    clearTimeout(timer);
    this.#waited += performance.now() - begun;
    return lasted;
  }

  get #left(): number {
    return this.#credit + share * this.#answering - this.#waited;
  }
}
