import type { Attempt, Recorded } from '../api/attempt.ts';
import type { Engine } from './engine.ts';

/** The operator's name of attempts that are audits. */
export const auditOperator = 'audit';

/** An attempt that makes no child: its parent is evaluated again, independently, and keeps its place or loses it. */
export async function auditCandidate(
  engine: Pick<Engine, 'population' | 'programs' | 'clock' | 'audit'>,
  number: number,
  candidate: number,
  signal: AbortSignal,
): Promise<Recorded> {
  const { population, programs, clock } = engine;
  const begun = clock.now();
  const told = population.told;
  const outcome = await engine.audit(programs.get(candidate), population.score(candidate), signal);
  const attempt: Attempt = {
    ...{ number, told, draw: 0, at: clock.stamp(number), island: 0 },
    ...{ operator: auditOperator, parents: [candidate], inspirations: [] },
    summary: `audit of #${candidate}`,
    cost: { propose: 0, evaluate: clock.since(begun) },
    outcome,
  };
  return { attempt };
}
