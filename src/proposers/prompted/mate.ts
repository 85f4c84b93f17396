import type { Candidate, Request } from '../../api/proposer.ts';
import { programKey } from '../../language/program.ts';

/** Share of the run's gain by which the score of a mate must differ: programs of one score are mostly one idea. */
const leastDifference = 1e-4;

/** The first inspiration that has something to combine: another program with another score. */
export function mateOf(request: Pick<Request, 'parent' | 'inspirations' | 'standing'>): Candidate | undefined {
  const { parent, inspirations, standing } = request;
  const least = standing ? leastDifference * Math.abs(standing.best - standing.initial) : 0;
  const differs = ({ program, score }: Candidate) =>
    Math.abs(score - parent.score) > least && programKey(program) !== programKey(parent.program);
  return inspirations.find(differs);
}
