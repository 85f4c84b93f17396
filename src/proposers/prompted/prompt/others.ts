import { fitnessOf } from '../../../api/direction.ts';
import type { Candidate, Request } from '../../../api/proposer.ts';
import { distanceBetween, shinglesOf } from '../../../language/likeness.ts';
import type { Ask } from './asks.ts';

/** Other programs that a prompt shows, at most: they cost more room than anything else. */
const most = 2;
/** Share of what they are made of that two programs of one idea have in common. */
const alike = 0.9;

/**
 * Of the inspirations those that can teach most: better than the parent, or worse by no more than half of its gain, the
 * best first, each of another text. A mate is the first one whatever its score.
 */
export function othersFor(
  { direction, standing, parent, inspirations }: Request,
  { needs }: Ask,
): readonly Candidate[] {
  const mates = needs === 'mate' ? inspirations.slice(0, 1) : [];
  const initial = standing && fitnessOf(direction, standing.initial);
  const least =
    initial === undefined ? Number.NEGATIVE_INFINITY : (parent.fitness + Math.min(initial, parent.fitness)) / 2;
  const near = inspirations.filter((other) => !mates.includes(other) && other.fitness >= least);
  const taken = [...mates];
  for (const other of near.sort((a, b) => b.fitness - a.fitness))
    if (taken.length < most && ![parent, ...taken].some((one) => areAlike(one, other))) taken.push(other);
  return taken;
}

function areAlike(a: Candidate, b: Candidate): boolean {
  const [left, right] = [shinglesOf(a.program), shinglesOf(b.program)];
  const apart = distanceBetween(left, right);
  const union = (left.length + right.length + apart) / 2;
  return union - apart >= alike * union;
}
