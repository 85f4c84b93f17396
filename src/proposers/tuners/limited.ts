import type { Program } from '../../api/program.ts';
import type { Trials } from '../../api/proposer.ts';

/** At most `count` of these trials; further programs get NaN. */
export function limited(trials: Trials, count: number): Trials {
  let left = count;
  const use = async (programs: readonly Program[], by: Trials['evaluate']): Promise<readonly number[]> => {
    const allowed = programs.slice(0, self.left);
    left -= allowed.length;
    const found = await by(allowed);
    return programs.map((_, index) => found[index] ?? Number.NaN);
  };
  const self: Trials = {
    get left() {
      return Math.max(0, Math.min(left, trials.left));
    },
    evaluate: (programs) => use(programs, (allowed) => trials.evaluate(allowed)),
    race: (programs) => use(programs, (allowed) => trials.race(allowed)),
  };
  return self;
}
