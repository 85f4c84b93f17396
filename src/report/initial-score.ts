import { bestOf, type Direction } from '../api/direction.ts';
import type { Population } from '../api/population.ts';

/** Score of the best initial program of a run that began with so many. */
export function initialScore(population: Pick<Population, 'score'>, initials: number, direction: Direction): number {
  const scores = Array.from({ length: initials }, (_, number) => population.score(number));
  return bestOf(direction, scores);
}
