import type { Evaluation, Failure, StageReport } from '../api/evaluation.ts';
import type { Evaluator } from '../api/evaluator.ts';

/** What two machines must say alike of one program, as a text: all but times, and what follows from them. */
export function agreementOf(evaluator: Evaluator, evaluation: Evaluation): string {
  const timed = evaluator.stages.findIndex(({ timing, measured }) => timing !== undefined || measured === true);
  const scoresOf = (stages: readonly StageReport[]) => stages.map(({ name, score }) => [name, score]);
  const untimed = timed < 0 ? evaluation.stages : evaluation.stages.slice(0, timed);
  if (timed >= 0 && evaluation.stages.length >= timed) return JSON.stringify({ stages: scoresOf(untimed) });
  return evaluation.status === 'scored'
    ? JSON.stringify({ score: evaluation.score, stages: scoresOf(untimed) })
    : JSON.stringify({ failed: evaluation.reason, in: evaluation.stage, stages: scoresOf(untimed) });
}

/** Failures that a slower or smaller machine has sooner than another one. */
const ofMachines: readonly Failure[] = ['timed-out', 'stalled', 'out-of-memory', 'crashed'];

/** Whether an evaluation may be another one elsewhere without any fault of a machine. */
export function dependsOnMachine(evaluation: Evaluation): boolean {
  return evaluation.status === 'failed' && ofMachines.includes(evaluation.reason);
}
