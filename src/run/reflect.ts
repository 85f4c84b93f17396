import type { ReflectionAttempt } from '../api/attempt.ts';
import { directionOf } from '../api/direction.ts';
import type { ReflectionRequest } from '../api/reflection.ts';
import { orderFrom } from '../memory/prompts.ts';
import { randomStream } from '../random.ts';
import type { Engine } from './engine.ts';
import type { SearchState } from './state.ts';
import type { ReflectionTask } from './task.ts';

/** The material of a reflection under this number: a function of the state. */
export function reflectionRequest(
  { problem, playbook, prompts, seed }: SearchState,
  number: number,
  about: ReflectionRequest['about'],
): ReflectionRequest {
  const random = randomStream(seed, number);
  const shared = { statement: problem.problem.statement, seed: random.int(2 ** 31) };
  if (about === 'wordings') {
    const wordings = prompts.subject;
    return { about, ...shared, wordings, order: orderFrom(random.pick(wordings), random) };
  }
  const { items, happenings } = playbook;
  return { about, ...shared, direction: directionOf(problem.problem), items, happenings };
}

/** Has a model reflect. Its answer is in the attempt, so that a replay needs no model. */
export async function reflect(
  { state, clock }: Pick<Engine, 'state' | 'clock'>,
  { number, watermark, model, request }: ReflectionTask,
  { late, held }: { readonly late: AbortSignal; readonly held?: DisposableStack | undefined },
): Promise<ReflectionAttempt> {
  const begun = clock.now();
  const asked = state.models.get(model);
  if (!asked?.reflect) throw new Error(`${model} should reflect, which is no model of this run that can`);
  const { delta, exchanges } = await asked.reflect({ ...request, held }, late);
  const cost = { propose: clock.since(begun), evaluate: 0 };
  return { kind: 'reflection', number, watermark, at: clock.stamp(number), cost, by: model, model, exchanges, delta };
}
