import type { SandboxStage } from '../../workers/messages.ts';
import type { StageReport } from '../api/evaluation.ts';
import type { Evaluator } from '../api/evaluator.ts';
import { planStages } from './plan.ts';

/**
 * `held`: as it should be; `look`: perhaps a mistake, perhaps meant; `passed`: nonsense scores more than the initial
 * program; `stumbled`: the evaluator itself fails, or is not the same twice.
 */
export type Status = 'held' | 'look' | 'passed' | 'stumbled';

export interface Finding {
  readonly tried: string;
  readonly status: Status;
  readonly detail: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** Stages of an evaluator with what the sandbox is told of them. */
function planned({ stages }: Evaluator, plan: readonly SandboxStage[]) {
  return stages.map((stage, index) => ({ ...plan[index]!, stage }));
}

/** By stage: the shortest time in several evaluations, in milliseconds, as a cold start or a busy machine only adds to it. */
export function shortestTimes(evaluations: readonly (readonly StageReport[])[]): ReadonlyMap<string, number> {
  const times = Map.groupBy(evaluations.flat(), ({ name }) => name);
  return new Map([...times].map(([name, reports]) => [name, Math.min(...reports.map((one) => one.milliseconds))]));
}

/** Whether each stage has time enough, and not so much that endless candidates eat up the night. */
export function checkLimits(evaluator: Evaluator, took: ReadonlyMap<string, number>): Finding[] {
  return planned(evaluator, planStages(evaluator, 0)).flatMap(({ name, limits, timing }) => {
    const milliseconds = took.get(name);
    const kind = timing ? 'race' : limits.operations === undefined ? 'plain' : 'metered';
    return milliseconds === undefined ? [] : [checkLimit(name, limits.milliseconds, milliseconds, kind)];
  });
}

/** How often the initial program's time the limit should at least and at most be. */
const margins = {
  plain: [10, 200],
  /** A candidate that takes several times as long is of no interest. */
  race: [4, 200],
  /** Fuel ends what never ends long before the time does. */
  metered: [10, 1e9],
} as const;

export function checkLimit(stage: string, limit: number, took: number, kind: keyof typeof margins): Finding {
  const [few, many] = margins[kind];
  const [least, most] = [roundUp(few * took), Math.max(1000, roundUp(many * took))];
  const tried = `time limit of stage ${stage}`;
  const detail = `${limit} ms; the initial program takes ${took.toFixed(1)} ms`;
  if (limit < least) {
    const fix = `a slower machine, or a better program that takes longer, is timed out: say milliseconds: ${least}`;
    return { tried, status: 'look', detail, fix };
  }
  if (limit > most) {
    const fix = `every candidate that never ends costs all of it: say milliseconds: ${Math.max(200, roundUp(20 * took))}`;
    return { tried, status: 'look', detail, fix };
  }
  return { tried, status: 'held', detail };
}

/** At most a tenth more, with two digits, in milliseconds. */
function roundUp(milliseconds: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, milliseconds))) - 1);
  return Math.ceil(milliseconds / unit) * unit;
}

/** Whether inputs made from a seed follow from it alone, and differ between seeds. */
export function checkSeeds(evaluator: Evaluator): Finding[] {
  const plans = [0, 0, 1].map((seed) => planStages(evaluator, seed).map(({ inputs }) => inputs.join('\n')));
  return evaluator.stages.flatMap(({ name, inputs }, index): Finding[] => {
    if (typeof inputs !== 'function') return [];
    const tried = `seeded inputs of stage ${name}`;
    const [first, again, other] = plans.map((texts) => texts[index]!);
    if (first !== again) {
      const fix =
        'make them of the seed alone, with words from germline/kit/rng: no clock, no Math.random, nothing kept';
      return [{ tried, status: 'stumbled', detail: 'the same seed gives other inputs the second time', fix }];
    }
    if (first === other) {
      const fix = 'use the seed, or give a list: audits take these for instances that the search never saw';
      return [{ tried, status: 'look', detail: 'seeds 0 and 1 give the same inputs', fix }];
    }
    return [{ tried, status: 'held', detail: 'the same for the same seed, others for another' }];
  });
}

/** Whether winners can be audited on something that the search never showed. */
export function checkHeldBack(evaluator: Evaluator): Finding {
  const tried = 'held-back instances';
  const stages = planned(evaluator, planStages(evaluator, 0));
  const seen = stages.filter(({ stage }) => !stage.heldBack).flatMap(({ inputs }) => inputs);
  const hidden = stages.filter(({ stage }) => stage.heldBack).flatMap(({ inputs }) => inputs);
  const shared = hidden.filter((input) => seen.includes(input)).length;
  if (shared > 0) {
    const fix = 'hold other instances back: these show nothing of what a winner does elsewhere';
    return { tried, status: 'stumbled', detail: `${shared} of ${hidden.length} are among those searched on`, fix };
  }
  if (hidden.length > 0)
    return { tried, status: 'held', detail: `${hidden.length}, none among the ${seen.length} searched on` };
  if (evaluator.stages.some(({ inputs }) => typeof inputs === 'function'))
    return { tried, status: 'held', detail: 'none, but audits use other seeds' };
  if (new Set(seen).size === 1)
    return { tried, status: 'held', detail: 'none; there is one instance, and it is the problem' };
  const fix = 'if they stand for others, add a stage with heldBack: true on instances of its own';
  return { tried, status: 'look', detail: `none, and ${seen.length} are searched on`, fix };
}

/** What an evaluation costs, for the plan of a night. */
export function describeCost({ stages }: Evaluator, took: ReadonlyMap<string, number>, workers: number): Finding {
  const parts = stages.flatMap(({ name, heldBack }) =>
    heldBack || !took.has(name) ? [] : [{ name, time: took.get(name)! }],
  );
  const total = parts.reduce((sum, { time }) => sum + time, 0);
  const each = parts.map(({ name, time }) => `${name} ${time.toFixed(1)}`).join(', ');
  const hourly = Math.round((3_600_000 * workers) / Math.max(total, 0.1));
  return {
    tried: 'cost of an evaluation',
    status: 'held',
    detail: `${total.toFixed(1)} ms in the sandbox (${each}): at most ${hourly.toLocaleString('en')} an hour with ${workers} workers`,
  };
}
