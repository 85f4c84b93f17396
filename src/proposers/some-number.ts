import type { Random } from '../api/program.ts';

/** A constant as people write them. */
export function someNumber(random: Random): number {
  return random.pick([
    () => random.pick([0, 1, 2, 3, 0.5, 0.1, 10, -1]),
    () => random.int(20),
    () => Number(random.gaussian().toPrecision(3)),
    () => Number((10 ** (-3 + 6 * random.next())).toPrecision(2)),
  ])();
}
