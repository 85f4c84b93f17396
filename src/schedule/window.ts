/**
 * Whether attempt `number` may be asked for once `told` attempts were told, in a run that keeps `lag` attempts under
 * way: attempt n waits until n - lag + 1 were told, and all until the `initials` initial programs were. Lockstep, resume
 * and replay share this law, which makes a run a function of its seed.
 */
export function mayAsk(number: number, told: number, lag: number, initials = 1): boolean {
  return told >= initials && number < told + lag;
}
