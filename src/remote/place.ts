import type { Evaluator } from '../api/evaluator.ts';
import { labelOf } from '../evaluation/labelled.ts';

/** Who runs which stages of a run with a queue. */
export interface Place {
  /** Only machines with this label are asked. */
  readonly label: string | undefined;
  /** The index of the first stage that they run; the run's own machine runs those before. */
  readonly first: number;
  /** Whether the run's own machine can run all stages: then it has the last word on what others say. */
  readonly decides: boolean;
}

/** The labels of a run: `on` names machines for all stages, `own` is what its own machine has. */
export interface Labels {
  readonly on?: string | undefined;
  readonly own?: string | undefined;
}

/** The place that the stages name, unless the run names machines for all of them. */
export function placeOf({ stages }: Evaluator, { on, own }: Labels = {}): Place {
  const label = labelOf(stages);
  const decides = label === undefined || label === own;
  if (on !== undefined || label === undefined) return { label: on, first: 0, decides };
  return { label, first: stages.findIndex((stage) => stage.label !== undefined), decides };
}
