import type { Elite } from '../api/attempt.ts';
import type { Random } from '../api/program.ts';
import { thriftOf } from './cost.ts';

/** Picks an item with probability proportional to its weight. */
export function pickWeighted<T>(items: readonly T[], weightOf: (item: T, index: number) => number, random: Random): T {
  const weights = items.map(weightOf);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let rest = random.next() * total;
  const index = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return items.at(index) as T;
}

/**
 * Picks a parent from an island's elites, which are ranked, the best first. With probability `explore` any cell is as likely as any other;
 * otherwise better ranks are likelier, and one that had many children already is less likely (the novelty factor of
 * ShinkaEvolve's weighted sampling, with ranks in place of scores so that units do not matter). In both cases a dear one
 * is less likely.
 */
export function pickParent(
  ranked: readonly Elite[],
  offspring: (number: number) => number,
  explore: number,
  random: Random,
): Elite {
  const thrift = thriftOf(ranked);
  const thriftAt = (_: Elite, rank: number) => thrift[rank]!;
  if (random.next() < explore) return pickWeighted(ranked, thriftAt, random);
  const weightOf = ({ number }: Elite, rank: number) =>
    thrift[rank]! / (1 + rank) / Math.sqrt(1 + offspring(number) / 16);
  return pickWeighted(ranked, weightOf, random);
}

/**
 * Picks candidates to show beside the parent, all different: a good one of the run and one of any cell of the island, in
 * turn.
 */
export function pickInspirations(
  parent: Elite,
  good: readonly Elite[],
  different: readonly Elite[],
  count: number,
  random: Random,
): readonly Elite[] {
  const chosen: Elite[] = [];
  for (let turn = 0; turn < count; turn++) {
    const fresh = (turn % 2 === 0 ? good : different).filter(
      (elite) => elite.number !== parent.number && !chosen.some((other) => other.number === elite.number),
    );
    if (fresh.length > 0) chosen.push(random.pick(fresh));
  }
  return chosen;
}
