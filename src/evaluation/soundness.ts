import type { StageReport } from '../api/evaluation.ts';
import type { Evaluator, Stage } from '../api/evaluator.ts';
import { inputTexts, takesSeed, usualMilliseconds } from './plan.ts';
import { pythonLimits } from './python/plan.ts';
import { isPython, isRepository, runsRepository } from './stage-kind.ts';

/**
 * `held`: as it should be; `look`: perhaps a mistake, perhaps intended; `passed`: nonsense scores better than the
 * initial program; `stumbled`: the evaluator itself fails, or differs between two evaluations; `idle`: the cheat changed
 * nothing, so it shows nothing.
 */
export type FindingStatus = 'held' | 'look' | 'passed' | 'stumbled' | 'idle';

export interface Finding {
  readonly tried: string;
  readonly status: FindingStatus;
  readonly detail: string;
  /** How to repair it. */
  readonly fix?: string;
}

/** Milliseconds by stage: the shortest of several evaluations, as a cold start or a busy machine only adds to it. */
export function shortestTimes(evaluations: readonly (readonly StageReport[])[]): ReadonlyMap<string, number> {
  const times = Map.groupBy(evaluations.flat(), ({ name }) => name);
  return new Map([...times].map(([name, reports]) => [name, Math.min(...reports.map((one) => one.milliseconds))]));
}

/** Checks that each stage has enough time, but not so much that endless candidates eat up the night. */
export function checkStageLimits(evaluator: Evaluator, took: ReadonlyMap<string, number>): Finding[] {
  return evaluator.stages.flatMap((stage) => {
    const milliseconds = took.get(stage.name);
    const limit = isPython(stage)
      ? pythonLimits(stage).milliseconds
      : (stage.limits?.milliseconds ?? usualMilliseconds);
    return milliseconds === undefined ? [] : [checkLimit(stage.name, limit, milliseconds, kindOf(stage))];
  });
}

function kindOf(stage: Stage): keyof typeof margins {
  if (stage.timing) return 'race';
  return 'drive' in stage && stage.limits?.operations !== undefined ? 'metered' : 'plain';
}

/** Least and most that a limit should be, as multiples of the initial program's time. */
const margins = {
  plain: [10, 200],
  /** A candidate that takes several times as long is useless. */
  race: [4, 200],
  /** Fuel ends an endless candidate long before its time is up. */
  metered: [10, 1e9],
} as const;

export function checkLimit(stage: string, limit: number, took: number, kind: keyof typeof margins): Finding {
  const [few, many] = margins[kind];
  const [least, most] = [roundUp(few * took), Math.max(1000, roundUp(many * took))];
  const tried = `time limit of stage ${stage}`;
  const detail = `${limit} ms; the initial program takes ${took.toFixed(1)} ms`;
  if (limit < least) {
    const fix = `a slower machine, or a better program that takes longer, exceeds it: set milliseconds: ${least}`;
    return { tried, status: 'look', detail, fix };
  }
  if (limit > most) {
    const fix = `every candidate that never ends costs all of it: set milliseconds: ${Math.max(200, roundUp(20 * took))}`;
    return { tried, status: 'look', detail, fix };
  }
  return { tried, status: 'held', detail };
}

/** Rounds up to two digits: at most a tenth more. */
function roundUp(milliseconds: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, milliseconds))) - 1);
  return Math.ceil(milliseconds / unit) * unit;
}

/** Warns of scores that measure something without measuring a reference beside it. */
export function checkMeasured({ stages }: Evaluator): Finding[] {
  return stages.flatMap(({ name, measured, timing, heldBack }): Finding[] => {
    if (measured !== true || timing !== undefined || heldBack) return [];
    const fix =
      'measure a fixed program in the same run, in turn, and score the ratio, or use timing, which does: ' +
      'a busy machine then slows both';
    return [{ tried: `reference of stage ${name}`, status: 'look', detail: 'its score is measured without one', fix }];
  });
}

/** Warns of stages that believe what candidates print, or run them beside their own code. */
export function checkProtected({ stages }: Evaluator): Finding[] {
  return stages.filter((stage) => 'unprotected' in stage && stage.unprotected === true).map(openFinding);
}

function openFinding(stage: Stage): Finding {
  const { name, timing } = stage;
  if (isPython(stage))
    return {
      tried: `split of stage ${name}`,
      status: 'look',
      detail: 'unprotected: the evaluator runs candidates in its own process',
      fix: 'let plain data cross between evaluator and candidate, so that they can be split',
    };
  if (isRepository(stage))
    return {
      tried: `number of stage ${name}`,
      status: 'look',
      detail: 'unprotected: candidates run in the command that measures them, and can print a number or end it early',
      fix: 'read winners, and hold tests and a measure back',
    };
  return {
    tried: `judge of stage ${name}`,
    status: 'look',
    detail: `unprotected: ${timing ? 'nothing looks at what candidates print' : 'candidates print their own scores'}`,
    fix: 'add judge: a command that gets the input and the output as files, and recomputes the score or checks the output',
  };
}

/** Checks that inputs made from a seed follow from it alone, and differ between seeds. */
export function checkSeeds(evaluator: Evaluator): Finding[] {
  const plans = [0, 0, 1].map((seed) => inputsOf(evaluator, seed).map((inputs) => inputs.join('\n')));
  return evaluator.stages.flatMap(({ name, inputs }, index): Finding[] => {
    if (typeof inputs !== 'function') return [];
    const tried = `seeded inputs of stage ${name}`;
    const [first, again, other] = plans.map((texts) => texts[index]!);
    if (first !== again) {
      const fix =
        'make them from the seed alone, with words of germline/kit/rng: no clock, no Math.random, no kept state';
      return [{ tried, status: 'stumbled', detail: 'the same seed returns other inputs the second time', fix }];
    }
    if (first === other) {
      const fix = 'use the seed, or set a list: audits take these for instances that the search never saw';
      return [{ tried, status: 'look', detail: 'seeds 0 and 1 return the same inputs', fix }];
    }
    return [{ tried, status: 'held', detail: 'the same for the same seed, others for another seed' }];
  });
}

/** Checks that winners can be audited on instances that the search never showed. */
export function checkHeldBack(evaluator: Evaluator): Finding {
  const tried = 'held-back instances';
  if (runsRepository(evaluator)) return checkHeldBackCommands(evaluator, tried);
  const inputs = inputsOf(evaluator, 0);
  const seen = inputs.filter((_, index) => !evaluator.stages[index]!.heldBack).flat();
  const hidden = inputs.filter((_, index) => evaluator.stages[index]!.heldBack).flat();
  const shared = hidden.filter((input) => seen.includes(input)).length;
  if (shared > 0) {
    const fix = 'hold other instances back: these do not show what a winner does elsewhere';
    return { tried, status: 'stumbled', detail: `${shared} of ${hidden.length} are also searched on`, fix };
  }
  if (hidden.length > 0)
    return { tried, status: 'held', detail: `${hidden.length}, none of them among the ${seen.length} searched on` };
  if (evaluator.stages.some(takesSeed)) return { tried, status: 'held', detail: 'none, but audits use other seeds' };
  if (new Set(seen).size === 1)
    return { tried, status: 'held', detail: 'none; there is one instance, and it is the problem' };
  const fix = 'if they stand for others, add a stage with heldBack: true and other instances';
  return { tried, status: 'look', detail: `none, and ${seen.length} are searched on`, fix };
}

function checkHeldBackCommands({ stages }: Evaluator, tried: string): Finding {
  const hidden = stages.filter(({ heldBack }) => heldBack);
  if (hidden.length > 0) return { tried, status: 'held', detail: hidden.map(({ name }) => name).join(', ') };
  const fix = 'hold a test and a measure with other inputs back: audits of winners run them, and the search does not';
  return { tried, status: 'look', detail: 'none', fix };
}

function inputsOf({ name, stages }: Evaluator, seed: number): readonly (readonly string[])[] {
  return stages.map((stage) => inputTexts(name, stage, seed));
}

/** The cost of an evaluation, to plan a night. */
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
