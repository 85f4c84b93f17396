import type { LoadedProblem } from '../api/problem.ts';
import { type Driven, type StagedPool, scorer } from './cascade.ts';
import type { Jail } from './jail/jail.ts';
import { provingLabel } from './labelled.ts';
import { openHalves } from './open-halves.ts';

export interface EvaluatorPoolOptions {
  readonly problem: LoadedProblem;
  /** Candidates that run at once. */
  readonly workers: number;
  /** Seeds generated inputs and the sandbox's `Math.random`. */
  readonly seed: number;
  /** Also runs held-back stages. */
  readonly audit?: boolean;
  /** The operating system's layer of the sandbox. */
  readonly jail?: Jail | undefined;
  /** The clock of stage reports, in milliseconds. Default: the time that the sandbox measured. */
  readonly now?: () => number;
  /** Hears of what takes long, in words. */
  readonly notice?: ((text: string) => void) | undefined;
}

/**
 * Opens the sandbox for one problem.
 *
 * @throws {UsageError} when a drive or the inputs of a stage cannot go into the sandbox.
 * @throws {EnvironmentError} when the sandbox does not start.
 */
export async function openEvaluatorPool(options: EvaluatorPoolOptions): Promise<StagedPool> {
  const { problem, workers, seed, audit = false, jail, now, notice } = options;
  const { load, scorePool, close } = await openHalves({ problem, seed, threads: workers, audit, jail, notice });

  const timed = async (work: Promise<Driven>): Promise<Driven> => {
    const began = now?.() ?? 0;
    const answer = await work;
    return now && answer.status === 'evidence' ? { ...answer, milliseconds: now() - began } : answer;
  };

  const open: Parameters<typeof scorer>[1] = (program, signal, urgent) => {
    signal?.throwIfAborted();
    const drive = load(program);
    if ('refusal' in drive) return drive;
    return {
      drive: (stage) => timed(drive(stage, signal, urgent)),
      score: (stage, evidence) => scorePool.score({ stage, evidence }, signal),
    };
  };
  return provingLabel({ ...scorer(problem.problem, open, audit), close }, problem);
}
