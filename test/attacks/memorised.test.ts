import { expect, test } from 'vitest';
import { directionOf, isBetter } from '../../src/api/direction.ts';
import { audit } from '../../src/evaluation/audit.ts';
import { openEvaluatorPool } from '../../src/evaluation/evaluator-pool.ts';
import { chooseJail } from '../../src/evaluation/jail/choose-jail.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { memorisers } from './memorised.ts';

test.each(memorisers)('$problem, $name: it gains in the search, and the audit refutes it', async (attack) => {
  const problem = await loadProblem(attack.problem);
  const { initial } = problem;
  const program = withFiles(initial, { [initial.entry]: attack.source(initial.files[initial.entry] as string) });
  const jail = chooseJail('auto');
  const pool = await openEvaluatorPool({ problem, seed: 1, jail, workers: 1 });
  const [own, honest] = await Promise.all([program, initial].map((one) => pool.evaluate(one))).finally(() =>
    pool.close(),
  );
  if (own?.status !== 'scored' || honest?.status !== 'scored') throw new Error(JSON.stringify([own, honest]));
  expect(isBetter(directionOf(problem.problem), own.score, honest.score)).toBe(true);
  expect(await audit({ problem, seed: 1, jail }, program, own.score)).toMatchObject({
    status: 'refuted',
    feedback: expect.stringContaining('it has memorised the instances of the search'),
  });
});
