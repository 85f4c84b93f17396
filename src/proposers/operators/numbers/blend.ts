import { refuse } from '../../../api/attempt.ts';
import type { Candidate, Proposer } from '../../../api/proposer.ts';
import { formatCount } from '../../../format.ts';
import { replaceNumber } from '../../../language/edit.ts';
import { numbersOf, programShape } from '../../../language/program.ts';
import { childOf } from '../../child.ts';

/**
 * Differential evolution (Storn and Price 1997) on the numbers of programs with one shape: the parent moves by a
 * multiple of the difference between two others, or towards one other.
 */
export const blend: Proposer = {
  name: 'blend',
  propose(request) {
    const { random, parent, inspirations } = request;
    const shape = programShape(parent.program);
    const alike = inspirations.filter(({ program }) => programShape(program) === shape);
    if (alike.length === 0) return refuse('no-mate', 'no other program differs from the parent in numbers only');
    const numbers = (candidate: Candidate) => numbersOf(candidate.program);
    const [own, a] = [numbers(parent), random.pick(alike)];
    const b = random.pick([parent, ...alike.filter((other) => other !== a)]);
    const [from, to] = [numbers(b), numbers(a)];
    if (own.length === 0 || from.length !== own.length || to.length !== own.length)
      return refuse('no-mate', 'the numbers of the two programs do not correspond');
    const factor = 0.5 + 0.4 * random.gaussian();
    const share = random.pick([1, 0.7, 0.3]);
    const { file } = random.pick(own);
    const edits = own.flatMap((number, index) => {
      if (number.file !== file || random.next() > share) return [];
      const moved = number.value + factor * ((to[index]?.value ?? 0) - (from[index]?.value ?? 0));
      const value = number.whole ? Math.round(moved) : moved;
      return value === number.value ? [] : [replaceNumber(number, value)];
    });
    if (edits.length === 0) return refuse('unchanged', 'no number moved');
    const summary = `move ${formatCount(edits.length, 'number')} by ${factor.toFixed(2)} of the way from #${b.number} to #${a.number}`;
    return childOf(request, file, edits, summary, a.number);
  },
};
