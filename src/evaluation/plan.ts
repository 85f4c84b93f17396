import { hash } from 'node:crypto';
import type { RandomState, SandboxStage } from '../../workers/messages.ts';
import { UsageError } from '../api/errors.ts';
import type { DriveStage, Evaluator, Limits, Stage } from '../api/evaluator.ts';
import { driveText } from './check-drive.ts';
import { asDrive } from './stage-kind.ts';

/** Time of a stage that sets no limit, in milliseconds. */
export const usualMilliseconds = 10_000;

const defaults: Limits = { milliseconds: usualMilliseconds, megabytes: 256, evidenceCharacters: 4_000_000 };

/** The limits of a stage, with defaults for those that it does not set. */
export function driveLimits({ limits }: DriveStage): Limits {
  return { ...defaults, ...limits };
}

/** An evaluator's stages as the sandbox sees them. @throws {UsageError} when a stage cannot run there. */
export function planStages(evaluator: Evaluator, seed: number): SandboxStage[] {
  return evaluator.stages.map(asDrive).map((stage, index) => {
    const inputs = inputTexts(evaluator.name, stage, seed);
    return {
      name: stage.name,
      drive: driveText(evaluator.name, stage),
      inputs,
      randomStates: inputs.map((_, number) => randomState(seed, index, number)),
      limits: driveLimits(stage),
      ...(stage.timing ? { timing: { rounds: stage.timing.rounds } } : {}),
    };
  });
}

/** The plan of a search, which never runs held-back stages, without their inputs: these stay outside the sandbox. */
export function withoutHeldBack({ stages }: Evaluator, plan: readonly SandboxStage[]): SandboxStage[] {
  return plan.map((stage, index) => (stages[index]!.heldBack ? { ...stage, inputs: [], randomStates: [] } : stage));
}

/** Stages that make a program's score: all stages of the search where they are combined, or else the last of them. */
export function countedStages({ stages, combine }: Evaluator): readonly Stage[] {
  const searched = stages.filter(({ heldBack }) => !heldBack);
  return combine ? searched : searched.slice(-1);
}

/** Whether a stage's inputs follow from a seed. */
export function takesSeed({ inputs }: Stage): boolean {
  return typeof inputs === 'function';
}

/** Whether scores depend on measured times, so that two evaluations differ. */
export function isTimed({ stages }: Evaluator): boolean {
  return stages.some(({ timing, measured }) => timing !== undefined || measured === true);
}

/** Whether a stage counts the operations of its programs. */
export function isMetered({ stages }: Evaluator): boolean {
  return stages.some((stage) => 'drive' in stage && stage.limits?.operations !== undefined);
}

/**
 * The state of `Math.random` for one input. A candidate can recover it from three outputs, so a one-way hash hides the
 * seed, from which inputs are made.
 */
function randomState(seed: number, stage: number, input: number): RandomState {
  const bytes = hash('sha256', `Math.random ${seed} ${stage} ${input}`, 'buffer');
  return [bytes.readInt32LE(0), bytes.readInt32LE(4), bytes.readInt32LE(8)];
}

/** A stage's inputs as JSON texts. @throws {UsageError} when they are none. */
export function inputTexts(evaluator: string, stage: Stage, seed: number): string[] {
  const { inputs = [null] } = stage;
  const list = typeof inputs === 'function' ? inputs(seed) : inputs;
  const complain = (what: string) => new UsageError(`The inputs of ${evaluator}, stage ${stage.name}, ${what}`);
  if (!Array.isArray(list) || list.length === 0)
    throw complain('are not a list, or are empty: return one input for each call.');
  return list.map((input, index) => {
    try {
      return JSON.stringify(input) ?? 'null';
    } catch (error) {
      throw complain(`are not plain data at index ${index}: ${(error as Error).message}`);
    }
  });
}
