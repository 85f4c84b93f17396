/**
 * The value of the parts of the search, with many seeds in little time:
 *   node bench/policy.ts PROBLEM [--evaluations 3000] [--seeds 16] [--arms full,ablations] [--without NAME]
 *     [--arm 'label: option=value'] [--at-once 2]
 * Arms and output are those of `germline bench`. But a run takes one process, without sandbox, record and audits: the search
 * is the same, its times are not. The bandit, which learns from times, may therefore choose differently. Candidates run
 * unguarded, so use built-in problems only.
 */
import { parseArgs } from 'node:util';
import { runInThisContext } from 'node:vm';
import type { Attempt, Recorded } from '../src/api/attempt.ts';
import { directionOf } from '../src/api/direction.ts';
import type { EvaluatorPool } from '../src/api/evaluation.ts';
import type { LoadedProblem } from '../src/api/problem.ts';
import type { Program } from '../src/api/program.ts';
import { type Arm, armWithout, namedArms, readArm } from '../src/bench/arms.ts';
import { type ArmRun, compare } from '../src/bench/compare.ts';
import { curveOf, type RunCurve } from '../src/bench/curve.ts';
import { describeBench } from '../src/bench/describe.ts';
import { createState } from '../src/compose/create-state.ts';
import { scoreInitials } from '../src/compose/initial.ts';
import { readConfig, readSettings } from '../src/config.ts';
import { type Halves, scorer } from '../src/evaluation/cascade.ts';
import { link } from '../src/evaluation/link.ts';
import { planStages } from '../src/evaluation/plan.ts';
import { loadProblem } from '../src/load-problem.ts';
import { realClock } from '../src/run/clock.ts';
import { iterate } from '../src/run/iterate.ts';
import { tell } from '../src/run/learn.ts';
import { sample } from '../src/run/sample.ts';
import type { SearchState } from '../src/run/state.ts';
import type { ProposalTask } from '../src/run/task.ts';
import type { SandboxAnswer } from '../workers/messages.ts';
import { inLanes, node } from './lanes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    evaluations: { type: 'string', default: '3000' },
    seeds: { type: 'string', default: '16' },
    arms: { type: 'string', default: 'full,ablations' },
    arm: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
    'at-once': { type: 'string', default: '2' },
    only: { type: 'string' },
  },
});
const [name = 'online-bin-packing'] = positionals;
const allowance = { unit: 'evaluations', amount: Number(values.evaluations) } as const;

/** Scores programs in this process. */
function openHere(problem: LoadedProblem, seed: number): EvaluatorPool {
  const { evaluator } = problem.problem;
  const stages = planStages(evaluator, seed).map((stage) => {
    if (stage.timing || stage.limits.operations !== undefined)
      throw new Error(`${name} times its candidates or counts their operations, which needs the sandbox`);
    return {
      ...stage,
      drive: runInThisContext(`(${stage.drive})`),
      values: stage.inputs.map((text) => JSON.parse(text)),
    };
  });
  const drive = (script: string, index: number): SandboxAnswer => {
    const { drive, values: inputs, limits } = stages[index]!;
    Object.assign(globalThis, { job: { drive, inputs } });
    const load = `job.inputs.map((input) => job.drive((() => {${script}\n})(), input))`;
    try {
      const text = runInThisContext(`JSON.stringify(${load})`, { timeout: limits.milliseconds });
      return { status: 'evidence', text, milliseconds: 0 };
    } catch (error) {
      return { status: 'failed', reason: 'threw', message: String(error) };
    }
  };
  const open = (program: Program): Halves | { readonly refusal: string } => {
    const linked = link(program);
    if ('refusal' in linked) return linked;
    return {
      drive: async (index) => drive(linked.script, index),
      score: async (index, evidence) =>
        evaluator.stages[index]!.score(JSON.parse(String(evidence)), stages[index]!.values),
    };
  };
  return { ...scorer(problem.problem, open, false), async close() {} };
}

/** One run, to its curve. */
async function run(seed: number, settings: Arm['settings']): Promise<RunCurve> {
  const problem = await loadProblem(name);
  const config = readConfig({ simplify: false, ...settings });
  const state = createState(problem, config, seed, new Map());
  const evaluator = openHere(problem, seed);
  const audit = () => Promise.reject(new Error('there are no audits here'));
  const engine = { state, evaluator, audit, clock: realClock(0), lanes: 1 };
  const attempts: Attempt[] = [];
  const take = (recorded: Recorded) => {
    attempts.push(recorded.attempt);
    tell(state, recorded);
  };
  for (const one of await scoreInitials(problem, [problem.initial], config.islands, evaluator)) take(one);
  const { signal } = new AbortController();
  const conduct = { abort: signal, late: signal, cutShort: false };
  for (let number = 1; state.effort.evaluations < allowance.amount; number++)
    take(await iterate(engine, taskOf(state, number), conduct));
  return curveOf(attempts, allowance, directionOf(problem.problem));
}

function taskOf(state: SearchState, number: number): ProposalTask {
  const wish = { cause: 'drawn' } as const;
  const first = sample(state, number, 0, wish);
  return { kind: 'proposal', number, watermark: state.population.told, wish, sample: first, request: first.request };
}

/** All arms with all seeds, each run in its own process. */
async function runAll(arms: readonly Arm[], seeds: readonly number[]): Promise<Map<Arm, ArmRun[]>> {
  const runs = new Map(arms.map((arm) => [arm, [] as ArmRun[]]));
  const jobs = seeds.flatMap((seed) => arms.map((arm) => ({ arm, seed })));
  await inLanes(values['at-once'], jobs, async ({ arm, seed }) => {
    const only = JSON.stringify({ seed, settings: arm.settings });
    const curve: RunCurve = JSON.parse(
      await node(import.meta.filename, name, '--evaluations', values.evaluations, '--only', only),
    );
    runs.get(arm)!.push({ seed, curve });
    console.error(`${arm.label}, seed ${seed}: ${curve.steps.at(-1)?.score}`);
  });
  return runs;
}

if (values.only) {
  const { seed, settings } = JSON.parse(values.only);
  console.log(JSON.stringify(await run(seed, settings)));
} else {
  const arms = [
    ...namedArms(values.arms),
    ...values.without.map((proposer) => armWithout(proposer, ['operators'])),
    ...values.arm.map((text) => readArm(text, readSettings)),
  ];
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
  const runs = [...(await runAll(arms, seeds))].map(([{ label }, its]) => ({ label, runs: its }));
  const { problem } = await loadProblem(name);
  const initial = runs[0]!.runs[0]!.curve.initial;
  const direction = directionOf(problem);
  const known = { problem: name, direction, knownBest: problem.knownBest, initial };
  const summaries = compare(runs, allowance, [], direction);
  console.log(describeBench({ ...known, allowance, seeds, deterministic: true, arms: summaries }));
}
