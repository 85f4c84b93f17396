import { availableParallelism } from 'node:os';
import type { EvaluatorPool } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import { audit } from '../evaluation/audit.ts';
import { openEvaluatorPool } from '../evaluation/evaluator-pool.ts';
import { chooseJail, type SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { withCache } from '../evaluation/with-cache.ts';
import { programKey } from '../language/program.ts';
import type { Engine, Reporter } from '../run/engine.ts';

/** Opens a pool that scores programs of a problem and remembers their evaluations. */
export async function openEvaluation(
  problem: LoadedProblem,
  options: {
    workers?: number | undefined;
    seed: number;
    sandbox?: SandboxLevel;
    audit?: boolean;
    deterministic?: boolean;
    reporter?: Pick<Reporter, 'notice'>;
  },
): Promise<EvaluatorPool> {
  const pool = await openEvaluatorPool({
    problem,
    workers: options.workers ?? availableParallelism(),
    seed: options.seed,
    jail: chooseJail(options.sandbox ?? 'auto'),
    notice: (text) => options.reporter?.notice?.(text),
    ...(options.audit ? { audit: true } : {}),
    ...(options.deterministic ? { now: () => 0 } : {}),
  });
  return withCache(pool, programKey);
}

/** Returns the function that evaluates champions again, independently of the search. */
export function auditor(
  problem: LoadedProblem,
  seed: number,
  { sandbox, repetitions }: { sandbox: SandboxLevel; repetitions?: number | undefined },
): Engine['audit'] {
  return (program, claimed, signal) =>
    audit({ problem, seed, repetitions, jail: chooseJail(sandbox) }, program, claimed, signal);
}
