import type { Trials } from '../../api/proposer.ts';

/** At most `count` of these trials; programs beyond that get NaN. */
export function limited(trials: Trials, count: number): Trials {
  let left = count;
  return {
    get left() {
      return Math.max(0, Math.min(left, trials.left));
    },
    async score(programs) {
      const allowed = programs.slice(0, this.left);
      left -= allowed.length;
      const scores = await trials.score(allowed);
      return programs.map((_, index) => scores[index] ?? Number.NaN);
    },
  };
}
