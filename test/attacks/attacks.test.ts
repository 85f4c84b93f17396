import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/api/evaluation.ts';
import type { LoadedProblem } from '../../src/api/problem.ts';
import { openEvaluatorPool } from '../../src/evaluation/evaluator-pool.ts';
import { listProblems, loadProblem } from '../../src/load-problem.ts';
import { fixtureProblem } from '../fixtures/problems/pools.ts';
import { type Attack, filesOf, holds, outcomeOf } from './attack.ts';
import { variations } from './determinism.ts';
import { escapes } from './escape.ts';
import { exotica } from './exotic.ts';
import { forgeries } from './forged.ts';
import { resources } from './resource.ts';
import { shipped } from './shipped.ts';

const groups: Readonly<Record<string, readonly Attack[]>> = {
  escape: escapes,
  resource: resources,
  'forged score': forgeries,
  determinism: variations,
  'exotic evidence': exotica,
  'shipped problems': shipped,
};
const everything = Object.values(groups).flat();

const evaluations = new Map<Attack, Evaluation>();
const again = new Map<Attack, Evaluation>();

/** A fixture, or a problem that germline ships; these get time enough, so that a busy machine changes no verdict. */
async function problemOf(name: string): Promise<LoadedProblem> {
  if (!(await listProblems()).includes(name)) return fixtureProblem(name);
  const loaded = await loadProblem(name);
  const { evaluator } = loaded.problem;
  const stages = evaluator.stages.map((stage) => ({ ...stage, limits: { ...stage.limits, milliseconds: 30_000 } }));
  return { ...loaded, problem: { ...loaded.problem, evaluator: { ...evaluator, stages } } };
}

/** Evaluates attacks on one problem in one pool. */
async function evaluateAll(problem: string, attacks: readonly Attack[], into: Map<Attack, Evaluation>) {
  const pool = await openEvaluatorPool({ problem: await problemOf(problem), workers: 2, seed: 1 });
  await Promise.all(attacks.map(async (attack) => into.set(attack, await pool.evaluate(filesOf(attack)))));
  await pool.close();
}

beforeAll(async () => {
  for (const [problem, attacks] of Map.groupBy(everything, (attack) => attack.problem))
    await evaluateAll(problem, attacks, evaluations);
  const repeated = everything.filter(({ verdict }) => verdict === 'repeats');
  for (const [problem, attacks] of Map.groupBy(repeated, (attack) => attack.problem))
    await evaluateAll(problem, attacks.toReversed(), again);
}, 120_000);

afterAll(() => {
  const held = (attacks: readonly Attack[]) =>
    attacks.filter((attack) => holds(evaluations.get(attack)!, attack.verdict)).length;
  console.table(
    Object.entries(groups).map(([group, attacks]) => ({ group, attacks: attacks.length, held: held(attacks) })),
  );
});

describe.each(Object.entries(groups))('%s', (_, attacks) => {
  test.each(attacks)('$problem, $name: $tries', (attack) => {
    const evaluation = evaluations.get(attack) as Evaluation;
    const right = holds(evaluation, attack.verdict);
    expect(right ? attack.verdict : outcomeOf(evaluation, attack.verdict)).toEqual(attack.verdict);
    if (attack.verdict === 'repeats') expect(again.get(attack)?.feedback).toBe(evaluation.feedback);
  });
});

test('names differ within a group', () => {
  for (const attacks of Object.values(groups))
    expect(new Set(attacks.map(({ problem, name }) => `${problem} ${name}`)).size).toBe(attacks.length);
});
