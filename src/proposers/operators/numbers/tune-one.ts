import { refuse } from '../../../api/attempt.ts';
import type { Random } from '../../../api/program.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { replaceNumber } from '../../../language/edit.ts';
import { numbersOf, type ProgramNumber } from '../../../language/program.ts';
import { describeNumbers } from '../../changed-numbers.ts';
import { childOf } from '../../child.ts';

const wellKnown = [
  0,
  1,
  -1,
  2,
  0.5,
  3,
  4,
  10,
  0.1,
  0.25,
  1 / 3,
  2 / 3,
  0.01,
  Math.SQRT2,
  Math.SQRT1_2,
  Math.PI,
  Math.E,
];

/** Changes one number: by a step of any size, to a well-known value, its opposite, or fewer digits. */
export const tuneOne: Proposer = {
  name: 'tune-one',
  propose(request) {
    const numbers = numbersOf(request.parent.program);
    if (numbers.length === 0) return refuse('no-site', 'the program has no numbers that may change');
    const number = pickNumber(numbers, request.random);
    const drawn = number.whole ? nextWhole(number, request.random) : nextNumber(number, request.random);
    const value = number.integral ? Math.round(drawn) : drawn;
    if (value === number.value) return refuse('unchanged', 'the number stayed as it was');
    const summary = describeNumbers([{ from: number.value, to: value, owner: number.owner }]);
    return childOf(request, number.file, [replaceNumber(number, value)], summary);
  },
};

/** A fifth of the draws pick a number that has a name, as important ones often do. */
function pickNumber(numbers: readonly ProgramNumber[], random: Random): ProgramNumber {
  const named = numbers.filter((number) => number.named);
  return random.pick(named.length > 0 && random.next() < 0.2 ? named : numbers);
}

/** Whole numbers are usually counts and sizes: they mostly stay whole and not negative. */
function nextWhole({ value }: ProgramNumber, random: Random): number {
  const kind = random.next();
  if (kind < 0.35) return Math.max(0, value + (random.next() < 0.5 ? 1 : -1));
  if (kind < 0.55) return random.next() < 0.5 ? 2 * value : Math.trunc(value / 2);
  if (kind < 0.7) return Math.max(0, Math.round(value * Math.exp(random.gaussian())));
  if (kind < 0.85) return random.pick(wellKnown);
  return value === 0 ? random.gaussian() : value * (1 + 0.3 * random.gaussian());
}

function nextNumber({ value }: ProgramNumber, random: Random): number {
  const kind = random.next();
  const step = 10 ** (-5 * random.next()) * random.gaussian();
  if (kind < 0.6) return value === 0 ? step : value * (1 + step);
  if (kind < 0.8) return value + step;
  if (kind < 0.9) return random.pick(wellKnown);
  if (kind < 0.95) return -value;
  return Number(value.toPrecision(1 + random.int(4)));
}
