import type { Evaluator } from '../api/evaluator.ts';

/** Who runs which stages of a run with a queue. */
export interface Place {
  /** Only machines with this label are asked. */
  readonly label: string | undefined;
  /** The index of the first stage that they run; the run's own machine runs those before. */
  readonly first: number;
}

/** The place that the stages name, unless the run names machines for all of them. */
export function placeOf({ stages }: Evaluator, on: string | undefined): Place {
  const first = on === undefined ? stages.findIndex(({ label }) => label !== undefined) : -1;
  return first < 0 ? { label: on, first: 0 } : { label: stages[first]?.label, first };
}
