import type { Budget, Ending, Standing } from '../schedule/budget.ts';

/** As much again of the limit that a run has reached. */
const more: Readonly<Record<Ending, (limits: Budget, used: Standing) => string | undefined>> = {
  attempts: ({ attempts = 0 }, used) => `--attempts ${used.attempts + attempts}`,
  evaluations: ({ evaluations = 0 }, used) => `--evaluations ${used.evaluations + evaluations}`,
  time: ({ milliseconds, until }, { elapsed }) =>
    milliseconds === undefined && until !== undefined
      ? `--until ${timeOfDay(until)}`
      : `--for ${asDuration(elapsed + (milliseconds ?? 0))}`,
  patience: ({ patienceAttempts, patienceMilliseconds = 0 }, { told, elapsed, lastGain }) =>
    patienceAttempts === undefined
      ? `--patience ${asDuration(elapsed - lastGain.at + patienceMilliseconds)}`
      : `--patience ${told - lastGain.told + patienceAttempts}`,
  money: ({ money = 0 }, used) => `--money ${(used.money + money).toPrecision(3)}`,
  interrupted: () => '',
  target: () => undefined,
  models: () => undefined,
};

/**
 * The options with which `resume` continues a run that ended so: empty where it needs none, undefined where only the user
 * can choose, such as a better target.
 */
export function moreOf(ending: Ending, limits: Budget, used: Standing): string | undefined {
  return more[ending](limits, used);
}

/** A duration as `--for` takes it, in seconds, minutes or hours, rounded up. */
function asDuration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 600) return `${seconds}s`;
  return seconds < 36_000 ? `${Math.ceil(seconds / 60)}m` : `${Math.ceil(seconds / 3600)}h`;
}

/** A time of day as `--until` takes it; by now it means tomorrow. */
function timeOfDay(moment: number): string {
  const date = new Date(moment);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
