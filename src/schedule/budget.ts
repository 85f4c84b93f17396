import type { Elite } from '../api/attempt.ts';
import { type Direction, isBetter } from '../api/direction.ts';
import type { Limits } from '../api/limits.ts';
import type { Moment } from '../run/effort.ts';

/** When a run ends: whichever comes first. */
export interface Budget extends Limits {
  /** A score that is good enough. */
  readonly target?: number | undefined;
  /** Attempts without a better champion. */
  readonly patienceAttempts?: number | undefined;
  /** Milliseconds without a better champion. */
  readonly patienceMilliseconds?: number | undefined;
}

export type Ending = 'attempts' | 'evaluations' | 'time' | 'target' | 'patience' | 'money' | 'models' | 'interrupted';

/** Where the run stands. */
export interface Standing {
  /** Attempts asked for so far. */
  readonly attempts: number;
  /** Attempts told so far. */
  readonly told: number;
  readonly evaluations: number;
  readonly elapsed: number;
  readonly champion: Elite | undefined;
  /** Which scores are better. */
  readonly direction: Direction;
  readonly lastGain: Moment;
  /** US dollars. */
  readonly money: number;
  /** There are only models, and the limits of all of them are spent. */
  readonly modelsSpent: boolean;
}

/** Why no further attempt may be asked for, or undefined while there is budget left. */
export function spent(budget: Budget, standing: Standing): Ending | undefined {
  const { told, lastGain, elapsed } = standing;
  const reached = (used: number, limit: number | undefined) => limit !== undefined && used >= limit;
  if (isGoodEnough(standing, budget.target)) return 'target';
  if (reached(standing.attempts, budget.attempts)) return 'attempts';
  if (reached(standing.evaluations, budget.evaluations)) return 'evaluations';
  if (reached(elapsed, budget.milliseconds) || reached(Date.now(), budget.until)) return 'time';
  if (reached(told - lastGain.told, budget.patienceAttempts)) return 'patience';
  if (reached(elapsed - lastGain.at, budget.patienceMilliseconds)) return 'patience';
  if (reached(standing.money, budget.money)) return 'money';
  return standing.modelsSpent ? 'models' : undefined;
}

function isGoodEnough({ champion, direction }: Standing, target: number | undefined): boolean {
  return champion !== undefined && target !== undefined && !isBetter(direction, target, champion.score);
}

/** Milliseconds until a limit of time may be reached; undefined where there is none. */
export function timeLeft(budget: Budget, elapsed: number, lastGain?: Moment): number | undefined {
  const left = timesLeft(budget, elapsed, lastGain);
  return left.length > 0 ? Math.max(0, Math.min(...left)) : undefined;
}

/** Milliseconds until the next limit of time that is still ahead; undefined where there is none. */
export function timeToNextLimit(budget: Budget, elapsed: number, lastGain: Moment): number | undefined {
  const ahead = timesLeft(budget, elapsed, lastGain).filter((left) => left > 0);
  return ahead.length > 0 ? Math.min(...ahead) : undefined;
}

/** Milliseconds until each limit of time; not above 0 where it is reached. */
function timesLeft(budget: Budget, elapsed: number, lastGain: Moment | undefined): readonly number[] {
  const { milliseconds, until, patienceMilliseconds } = budget;
  return [
    milliseconds === undefined ? [] : milliseconds - elapsed,
    until === undefined ? [] : until - Date.now(),
    patienceMilliseconds === undefined || !lastGain ? [] : lastGain.at + patienceMilliseconds - elapsed,
  ].flat();
}
