import type { Elite } from '../api/attempt.ts';

/** When a run ends: whichever comes first. */
export interface Budget {
  /** Number of attempts, all sessions together. */
  readonly attempts?: number | undefined;
  /** Number of programs scored, those within searches counted; what is under way then is finished. */
  readonly evaluations?: number | undefined;
  /** Wall time in milliseconds, all sessions together. */
  readonly milliseconds?: number | undefined;
  /** A moment, in milliseconds since 1970. */
  readonly until?: number | undefined;
  /** A score that is good enough. */
  readonly target?: number | undefined;
}

export type Ending = 'attempts' | 'evaluations' | 'time' | 'target' | 'models' | 'interrupted';

/** Where the run stands. */
export interface Standing {
  /** Attempts drawn so far. */
  readonly attempts: number;
  readonly evaluations: number;
  readonly elapsed: number;
  readonly champion: Elite | undefined;
  /** There are only models, and the limits of all of them are spent. */
  readonly modelsSpent: boolean;
}

/** Why no further attempt may be drawn, or undefined while there is budget left. */
export function spent(budget: Budget, standing: Standing): Ending | undefined {
  const { attempts, evaluations, milliseconds, until, target } = budget;
  if (target !== undefined && standing.champion && standing.champion.score >= target) return 'target';
  if (attempts !== undefined && standing.attempts >= attempts) return 'attempts';
  if (evaluations !== undefined && standing.evaluations >= evaluations) return 'evaluations';
  if (milliseconds !== undefined && standing.elapsed >= milliseconds) return 'time';
  if (until !== undefined && Date.now() >= until) return 'time';
  return standing.modelsSpent ? 'models' : undefined;
}

/** Milliseconds left by the clock, or undefined where only attempts or a score end the run. */
export function timeLeft({ milliseconds, until }: Budget, elapsed: number): number | undefined {
  const left = [
    ...(milliseconds === undefined ? [] : [milliseconds - elapsed]),
    ...(until === undefined ? [] : [until - Date.now()]),
  ];
  return left.length > 0 ? Math.max(0, Math.min(...left)) : undefined;
}
