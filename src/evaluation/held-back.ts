import type { HeldBackScores } from '../api/attempt.ts';
import { directionOf, isBetter } from '../api/direction.ts';
import type { Repetition, Scored } from '../api/evaluation.ts';
import type { Evaluator } from '../api/evaluator.ts';
import type { Problem } from '../api/problem.ts';
import { formatShare } from '../format.ts';
import { gainOf, gainShare, worthWarning } from '../gain.ts';
import { median, medianInterval } from '../interval.ts';
import { countedStages, isTimed, takesSeed } from './plan.ts';

/** A repetition whose candidate has a score. */
export type ScoredRepetition = Repetition & { readonly candidate: Scored };

/** Both scores on one set of inputs that the search never showed: a held-back stage or, without its name, another seed. */
interface UnseenScores extends HeldBackScores {
  readonly stage?: string;
}

/** Gains of less than this share of the initial program's score may vanish by chance on other instances. */
const noticeable = 0.05;
/** A noticeable gain of which less than this share is left has been memorised. */
const memorised = 0.1;

/** Whether the score follows from inputs that differ between seeds. */
export function isSeeded(evaluator: Evaluator): boolean {
  return countedStages(evaluator).some(takesSeed);
}

/** Whether candidates can be compared on inputs that the search never shows, without a clock. */
export function hasHeldBack(evaluator: Evaluator): boolean {
  return !isTimed(evaluator) && (isSeeded(evaluator) || evaluator.stages.some(({ heldBack }) => heldBack));
}

/** Both scores wherever the search never looked and no clock decides, repetition by repetition. */
function unseenScores({ evaluator }: Problem, repetitions: readonly ScoredRepetition[]): UnseenScores[] {
  const hidden = evaluator.stages.filter((stage) => stage.heldBack && !isTimed({ ...evaluator, stages: [stage] }));
  const hasOtherSeeds = isSeeded(evaluator) && !isTimed(evaluator);
  return repetitions.flatMap(({ candidate, initial }, index) => {
    if (initial?.status !== 'scored') return [];
    const others = hasOtherSeeds && index > 0 ? [{ score: candidate.score, initial: initial.score }] : [];
    return [...others, ...hidden.flatMap(({ name }) => stageScores(name, candidate, initial))];
  });
}

function stageScores(stage: string, ...both: readonly [Scored, Scored]): UnseenScores[] {
  const [score, initial] = both.map(({ stages }) => stages.find(({ name }) => name === stage)?.score);
  return score === undefined || initial === undefined ? [] : [{ stage, score, initial }];
}

/**
 * The sets of inputs by which gains are compared: those of the last held-back stage, or else of other seeds, which may
 * share some inputs with the search.
 */
function setsToCompare(problem: Problem, repetitions: readonly ScoredRepetition[]): readonly UnseenScores[] {
  if (isTimed(problem.evaluator)) return [];
  const unseen = unseenScores(problem, repetitions);
  const last = unseen.findLast(({ stage }) => stage !== undefined)?.stage;
  return unseen.filter(({ stage }) => stage === last);
}

/** One pair of scores: the means over all sets of inputs. */
export function heldBackScores(problem: Problem, repetitions: readonly ScoredRepetition[]): HeldBackScores | undefined {
  const sets = setsToCompare(problem, repetitions);
  if (sets.length === 0) return undefined;
  const mean = (of: (scores: HeldBackScores) => number) =>
    sets.reduce((sum, scores) => sum + of(scores), 0) / sets.length;
  return { score: mean(({ score }) => score), initial: mean(({ initial }) => initial) };
}

/** Says where the initial program does better on inputs that the search never showed. */
export function overfitting(problem: Problem, repetitions: readonly ScoredRepetition[]): string | undefined {
  const worse = unseenScores(problem, repetitions).find(({ score, initial }) =>
    isBetter(directionOf(problem), initial, score),
  );
  if (!worse) return undefined;
  const { stage, score, initial } = worse;
  const where = stage === undefined ? 'with another seed' : `in the held-back stage ${stage}`;
  return `${where} it scores ${score}, and the initial program ${initial}`;
}

/**
 * The shares of a noticeable gain that are left on each set of inputs that the search never showed; none where the gain is
 * too small to tell.
 */
function sharesLeft(problem: Problem, repetitions: readonly ScoredRepetition[], claimed: number): number[] {
  const [first] = repetitions;
  if (first?.initial?.status !== 'scored') return [];
  const direction = directionOf(problem);
  const search = { score: claimed, initial: first.initial.score };
  if (gainOf(direction, search) < noticeable * Math.abs(search.initial)) return [];
  const sets = setsToCompare(problem, repetitions).filter((scores) => !areMarks(scores));
  return sets.flatMap((scores) => gainShare(direction, search, scores) ?? []);
}

/** Whether equal scores of 0 or 1 may only say that a stage was passed. */
function areMarks({ score, initial }: HeldBackScores): boolean {
  return score === initial && (score === 0 || score === 1);
}

/**
 * Says that a gain was memorised: the candidate knows the instances of the search and falls back on something honest
 * elsewhere. The rule: the search gained 5 % of the initial program's score or more, and the upper end of the 95 % interval
 * of the median share that is left on inputs it never showed is below a tenth; with fewer than six sets of inputs, that
 * is the best of them. So one set on which the gain holds acquits, and small gains, which vary from instance to instance, are
 * not judged here, nor are measured ones, which must hold against the initial program on every seed.
 */
export function memorising(
  problem: Problem,
  repetitions: readonly ScoredRepetition[],
  claimed: number,
): string | undefined {
  const shares = sharesLeft(problem, repetitions, claimed);
  if (shares.length === 0 || medianInterval(shares).high >= memorised) return undefined;
  return `its gain on held-back inputs is ${formatShare(median(shares))} of its gain in the search: it has memorised the instances of the search`;
}

/** Says how much of a noticeable gain is left, where that is less than half. */
export function partlyLeft(
  problem: Problem,
  repetitions: readonly ScoredRepetition[],
  claimed: number,
): string | undefined {
  const shares = sharesLeft(problem, repetitions, claimed);
  if (shares.length === 0 || median(shares) >= worthWarning) return undefined;
  return `its gain on held-back inputs is only ${formatShare(median(shares))} of its gain in the search`;
}
