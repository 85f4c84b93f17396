import type { HeldBackScores } from './api/attempt.ts';
import { type Direction, fitnessOf } from './api/direction.ts';

/** A gain of which less than this share is left on held-back inputs is worth a warning. */
export const worthWarning = 0.5;

/**
 * The share of a gain in the search that is there on held-back inputs too, at most 1 where all of it is or more. Held-back
 * instances may be larger or harder, so the gain counts in units of the score or relative to the initial program's score,
 * whichever is kinder. Undefined where the search gained nothing.
 */
export function gainShare(direction: Direction, search: HeldBackScores, heldBack: HeldBackScores): number | undefined {
  const [found, kept] = [search, heldBack].map((scores) => gainOf(direction, scores)) as [number, number];
  if (found <= 0) return undefined;
  const absolute = kept / found;
  const relative = (absolute * Math.abs(search.initial)) / Math.abs(heldBack.initial);
  return Math.min(1, Number.isFinite(relative) ? Math.max(absolute, relative) : absolute);
}

export function gainOf(direction: Direction, { score, initial }: HeldBackScores): number {
  return fitnessOf(direction, score) - fitnessOf(direction, initial);
}
