import type { SandboxPlan } from '../../workers/messages.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Jail } from './jail/jail.ts';
import { openScorePool, type ScorePool } from './score-pool.ts';
import { openSandbox, type Sandbox } from './supervisor.ts';

/** The two sides of an evaluation: where candidates run, and where their evidence is scored. */
export interface OpenHalves {
  readonly sandbox: Sandbox;
  readonly scorePool: ScorePool;
  close(): Promise<void>;
}

/** @throws {EnvironmentError} when the sandbox does not start. */
export async function openHalves(
  problem: LoadedProblem,
  plan: SandboxPlan,
  jail: Jail | undefined,
): Promise<OpenHalves> {
  const scorePool = openScorePool(problem, plan.stages, plan.threads);
  try {
    const sandbox = await openSandbox(plan, jail);
    const close = async () => void (await Promise.all([sandbox.close(), scorePool.close()]));
    return { sandbox, scorePool, close };
  } catch (error) {
    await scorePool.close();
    throw error;
  }
}
