import type { Figures } from './figures.ts';

/** Figures of one moment. */
export interface Point {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Attempts told so far. */
  readonly step: number;
  readonly values: Figures;
}

/** Points that wait, at most. */
const mostWaiting = 1000;
/** Figures of a request; MLflow takes 1000 figures and texts. */
const mostFigures = 900;

/**
 * Points that wait for a server, the oldest first. Where there are too many, every other one is given up, so that the
 * curves keep their shape.
 */
export class Points {
  #waiting: Point[] = [];

  get count(): number {
    return this.#waiting.length;
  }

  add({ values, ...moment }: Point): void {
    const finite = Object.entries(values).filter(([, value]) => Number.isFinite(value));
    this.#waiting.push({ ...moment, values: Object.fromEntries(finite) });
    if (this.count > mostWaiting) this.#waiting = this.#waiting.filter((_, index) => index % 2 === 0);
  }

  /** The oldest, as many as a request takes. They wait on until they are removed. */
  next(): readonly Point[] {
    let figures = 0;
    const end = this.#waiting.findIndex(({ values }) => {
      figures += Object.keys(values).length;
      return figures > mostFigures;
    });
    return this.#waiting.slice(0, end < 0 ? undefined : end);
  }

  remove(sent: readonly Point[]): void {
    const gone = new Set(sent);
    this.#waiting = this.#waiting.filter((point) => !gone.has(point));
  }
}
