import type { SandboxAnswer } from '../../workers/messages.ts';
import { UsageError } from '../api/errors.ts';
import type { EvaluatorPool } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { type Halves, scorer } from './cascade.ts';
import type { Jail } from './jail/jail.ts';
import { link, linkForStages } from './link.ts';
import { openHalves } from './open-halves.ts';
import { planStages, withoutHeldBack } from './plan.ts';
import { runsCommands } from './stage-kind.ts';

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
}

/**
 * Opens the sandbox for one problem.
 *
 * @throws {UsageError} when a drive or the inputs of a stage cannot go into the sandbox.
 * @throws {EnvironmentError} when the sandbox does not start.
 */
export async function openEvaluatorPool(options: EvaluatorPoolOptions): Promise<EvaluatorPool> {
  const { problem, workers, seed, audit = false, jail, now } = options;
  const { evaluator } = problem.problem;
  if (runsCommands(evaluator))
    throw new UsageError(`${problem.problem.name} runs commands, which this version cannot do.`);
  const plan = planStages(evaluator, seed);
  const stages = audit ? plan : withoutHeldBack(evaluator, plan);
  const reference = linkReference(problem);
  const { sandbox, scorePool, close } = await openHalves(problem, { stages, reference, threads: workers }, jail);

  const timed = async (work: Promise<SandboxAnswer>): Promise<SandboxAnswer> => {
    const began = now?.() ?? 0;
    const answer = await work;
    return now && answer.status === 'evidence' ? { ...answer, milliseconds: now() - began } : answer;
  };

  const open = (program: Program, signal: AbortSignal | undefined): Halves | { readonly refusal: string } => {
    signal?.throwIfAborted();
    const linked = linkForStages(program, stages);
    if ('refusal' in linked) return linked;
    return {
      drive: (stage) => timed(sandbox.run({ stage, script: linked.scripts[stage]! }, signal)),
      score: (stage, evidence) => scorePool.score({ stage, evidence }, signal),
    };
  };
  return { ...scorer(problem.problem, open, audit), close };
}

function linkReference({ problem, initial }: LoadedProblem): string {
  const linked = link(initial);
  if ('script' in linked) return linked.script;
  throw new UsageError(`The initial program of ${problem.name} cannot be loaded: ${linked.refusal}`);
}
