/** Which scores are better: the higher or the lower ones. */
export type Direction = 'max' | 'min';

/** The direction of a problem's scores. */
export function directionOf({ direction = 'max' }: { readonly direction?: Direction }): Direction {
  return direction;
}

/** A value turned so that more is better, which is how the search compares it; turned once more, the value again. */
export function fitnessOf(direction: Direction, value: number): number {
  return direction === 'max' ? value : 0 - value; // a minus sign would make -0 of 0
}

/** The same; -Infinity without a value. */
export function fitnessIn(direction: Direction, value: number | undefined): number {
  return value === undefined ? Number.NEGATIVE_INFINITY : fitnessOf(direction, value);
}

/** Whether `a` is a better score than `b`; false where one of them is NaN. */
export function isBetter(direction: Direction, a: number, b: number): boolean {
  return fitnessOf(direction, a) > fitnessOf(direction, b);
}

/** The best of some scores; without any, infinitely bad. */
export function bestOf(direction: Direction, scores: readonly number[]): number {
  return fitnessOf(direction, Math.max(...scores.map((score) => fitnessOf(direction, score))));
}
