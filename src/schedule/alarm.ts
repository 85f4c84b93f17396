/** Longest delay of a timer, in milliseconds. */
const maxDelay = 2 ** 31 - 1;

/** Rings once after a delay that may change. One that is too long for a timer rings early, to be set again. */
export class Alarm implements Disposable {
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #due: number | undefined;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** Rings in so many milliseconds; never where undefined. */
  set(delay: number | undefined): void {
    const due = delay === undefined ? undefined : performance.now() + delay;
    const isSame = due === this.#due || (due !== undefined && this.#due !== undefined && Math.abs(due - this.#due) < 2);
    if (isSame) return;
    this[Symbol.dispose]();
    if (due === undefined || delay === undefined) return;
    this.#due = due;
    this.#timer = setTimeout(() => this.#expire(), Math.min(delay + 1, maxDelay));
  }

  #expire(): void {
    this.#due = undefined;
    this.#ring();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#due = undefined;
  }
}
