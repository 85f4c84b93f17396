import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/api/evaluation.ts';
import type { LoadedProblem } from '../../src/api/problem.ts';
import { openEvaluatorPool } from '../../src/evaluation/evaluator-pool.ts';
import { layersOf } from '../../src/evaluation/jail/choose-jail.ts';
import { findJail } from '../../src/evaluation/jail/find-jail.ts';
import { listProblems, loadProblem } from '../../src/load-problem.ts';
import { fixtureProblem } from '../fixtures/problems/pools.ts';
import { type Attack, holds, outcomeOf, programOf } from './attack.ts';
import { groups } from './groups.ts';

const everything = Object.values(groups).flat();

const found = findJail();
if ('missing' in found) console.warn(`NOT TESTED: attacks inside a jail. ${found.missing}`);

/** The sets of layers that there are: what holds must hold in each, with the same evidence. */
const sandboxes = [undefined, ...('jail' in found ? [found.jail] : [])].map((jail) => ({
  jail,
  layers: layersOf(jail).join(' + '),
  evaluations: new Map<Attack, Evaluation>(),
}));
type Sandbox = (typeof sandboxes)[number];

/** A fixture, or a problem that germline ships; these get time enough, so that a busy machine changes no verdict. */
async function problemOf(name: string): Promise<LoadedProblem> {
  if (!(await listProblems()).includes(name)) return fixtureProblem(name);
  const loaded = await loadProblem(name);
  const { evaluator } = loaded.problem;
  const stages = evaluator.stages.map((stage) => ({ ...stage, limits: { ...stage.limits, milliseconds: 30_000 } }));
  return { ...loaded, problem: { ...loaded.problem, evaluator: { ...evaluator, stages } } };
}

/** Evaluates attacks on one problem in one pool. */
async function evaluateAll(problem: string, attacks: readonly Attack[], { jail }: Sandbox) {
  const pool = await openEvaluatorPool({ problem: await problemOf(problem), workers: 2, seed: 1, jail });
  const pairs = attacks.map(async (attack) => [attack, await pool.evaluate(programOf(attack))] as const);
  return await Promise.all(pairs).finally(() => pool.close());
}

/** Verdicts on repeatable attacks in another pool, in another order. */
const again = new Map<Attack, Evaluation>();

beforeAll(async () => {
  for (const sandbox of sandboxes)
    for (const [problem, attacks] of Map.groupBy(everything, (attack) => attack.problem))
      for (const pair of await evaluateAll(problem, attacks, sandbox)) sandbox.evaluations.set(...pair);
  const repeated = everything.filter(({ verdict }) => verdict === 'repeats');
  for (const [problem, attacks] of Map.groupBy(repeated, (attack) => attack.problem))
    for (const pair of await evaluateAll(problem, attacks.toReversed(), sandboxes[0]!)) again.set(...pair);
}, 240_000);

afterAll(() => {
  const held = (attacks: readonly Attack[], { evaluations }: Sandbox) =>
    attacks.filter((attack) => holds(evaluations.get(attack)!, attack.verdict)).length;
  const rows = Object.entries(groups).map(([group, attacks]) => {
    const columns = sandboxes.map((sandbox) => [`held by ${sandbox.layers}`, held(attacks, sandbox)]);
    return [group, { attacks: attacks.length, ...Object.fromEntries(columns) }];
  });
  console.table(Object.fromEntries(rows));
});

const cases = sandboxes.flatMap((sandbox) =>
  Object.entries(groups).map(([group, attacks]) => ({ ...sandbox, group, attacks })),
);

describe.each(cases)('$group, $layers', ({ attacks, evaluations }) => {
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
