import { refuse } from '../../../api/attempt.ts';
import type { Random } from '../../../api/program.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { formatCount } from '../../../format.ts';
import { replaceNumber } from '../../../language/edit.ts';
import { typicalSize } from '../../../language/number.ts';
import { numbersOf, type ProgramNumber } from '../../../language/program.ts';
import { childOf } from '../../child.ts';

/**
 * Moves many numbers at once by normal steps of one size, drawn from 1e-6 to 0.3 of each number's own size: coarse
 * search at first and fine tuning later, since only what improves is kept. Changes the numbers of one file.
 */
export const tuneMany: Proposer = {
  name: 'tune-many',
  propose(request) {
    const { random, parent } = request;
    const all = numbersOf(parent.program);
    if (all.length < 2) return refuse('no-site', 'the program has fewer than two numbers that may change');
    const { file } = random.pick(all);
    const numbers = choose(
      all.filter((number) => number.file === file),
      random,
    );
    const step = 0.3 * 10 ** (-5.5 * random.next());
    const scale = typicalSize(numbers);
    const edits = numbers.flatMap((number) => {
      const value = move(number, step, scale, random);
      return value === number.value ? [] : [replaceNumber(number, value)];
    });
    if (edits.length === 0) return refuse('unchanged', 'no number moved');
    const summary = `move ${formatCount(edits.length, 'number')} by about ${(100 * step).toPrecision(2)} %`;
    return childOf(request, file, edits, summary);
  },
};

/** All of them, about half, or a few; numbers with a point before whole ones. */
function choose(numbers: readonly ProgramNumber[], random: Random): readonly ProgramNumber[] {
  const real = numbers.filter(({ whole }) => !whole);
  const pool = real.length > 0 && random.next() < 0.85 ? real : numbers;
  const share = random.pick([1, 0.5, Math.min(1, 3 / pool.length)]);
  const chosen = pool.filter(() => random.next() < share);
  return chosen.length > 0 ? chosen : [random.pick(pool)];
}

function move({ value, whole }: ProgramNumber, step: number, scale: number, random: Random): number {
  const moved = value + step * (Math.abs(value) || scale) * random.gaussian();
  return whole ? Math.max(0, Math.round(moved)) : moved;
}
