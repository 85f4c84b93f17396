import type { EvaluatorPool } from '../../src/api/evaluation.ts';
import { openEvaluatorPool } from '../../src/evaluation/evaluator-pool.ts';
import { readProgram } from '../../src/language/program.ts';
import { fixtureProblem } from '../fixtures/problems/pools.ts';
import { type Attack, holds, outcomeOf, programOf } from './attack.ts';

/** The results of a long mixture of honest and hostile candidates. */
export interface Soaked {
  readonly honest: number;
  readonly hostile: number;
  /** Wrong verdicts, in words. */
  readonly wrong: readonly string[];
  /** Workers that no longer take candidates. */
  readonly lost: number;
}

const workers = 2;

/**
 * Evaluates `count` candidates, every third of them hostile, some at a time. The pools are those of the problems that
 * the attacks are made for; half a second is the limit where attacks hang, so that honest ones beside them have time.
 */
export async function soak(
  count: number,
  attacks: readonly Attack[],
  progress: (done: number) => void = () => {},
): Promise<Soaked> {
  const pools = new Map<string, EvaluatorPool>();
  for (const { problem } of attacks) if (!pools.has(problem)) pools.set(problem, await open(problem));
  const candidates = mixture(count, attacks, [...pools.keys()]);
  const wrong: string[] = [];
  let done = 0;
  const lane = async () => {
    for (const attack of candidates) {
      const evaluation = await pools.get(attack.problem)!.evaluate(programOf(attack));
      if (!holds(evaluation, attack.verdict))
        wrong.push(`${attack.problem}, ${attack.name}: ${JSON.stringify(outcomeOf(evaluation, attack.verdict))}`);
      progress(++done);
    }
  };
  await Promise.all(Array.from({ length: 3 * workers }, lane));
  const lost = (await Promise.all(pools.values().map(workersLost))).reduce((sum, number) => sum + number, 0);
  for (const pool of pools.values()) await pool.close();
  const hostile = Math.floor(count / 3);
  return { honest: count - hostile, hostile, wrong, lost };
}

async function open(name: string): Promise<EvaluatorPool> {
  const { problem, ...rest } = await fixtureProblem(name);
  const stages = problem.evaluator.stages.map((stage) => {
    const milliseconds = Math.max(500, stage.limits?.milliseconds ?? 0);
    return { ...stage, limits: { ...stage.limits, milliseconds } };
  });
  const patient = { ...problem, evaluator: { ...problem.evaluator, stages } };
  return openEvaluatorPool({ problem: { ...rest, problem: patient }, workers, seed: 1 });
}

/** One source for all lanes: a free lane takes the next. */
function* mixture(count: number, attacks: readonly Attack[], problems: readonly string[]): Generator<Attack> {
  for (let i = 0; i < count; i++) {
    if (i % 3 === 2) yield attacks[Math.floor(i / 3) % attacks.length] as Attack;
    else yield honest(i, problems[i % problems.length] as string);
  }
}

function honest(i: number, problem: string): Attack {
  const value = (i % 997) / 997;
  const source = `export const value = () => { let sum = 0; for (let i = 0; i < 1000; i++) sum += ${value}; return ${value}; };`;
  return { name: `honest ${i}`, tries: 'nothing', problem, source, verdict: 4 * value * (1 - value) };
}

/** A worker may still be on its way back; one that does not come in ten looks is lost. */
async function workersLost(pool: EvaluatorPool): Promise<number> {
  for (let look = 0; look < 10; look++) if (await hasFreeWorker(pool)) return 0;
  return 1;
}

/** Whether something ends while all workers but one are kept busy. */
async function hasFreeWorker(pool: EvaluatorPool): Promise<boolean> {
  const stop = new AbortController();
  const busy = Array.from({ length: workers - 1 }, () =>
    pool.evaluate(readProgram({ 'a.ts': 'export const value = () => { for (;;); };' }), stop.signal).then(
      () => false,
      () => false,
    ),
  );
  const free = pool.evaluate(programOf(honest(1, ''))).then(() => true);
  const first = await Promise.race([free, ...busy]);
  stop.abort();
  await Promise.all([free, ...busy]);
  return first;
}
