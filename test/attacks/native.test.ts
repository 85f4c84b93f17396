import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/api/evaluation.ts';
import { openEvaluatorPool } from '../../src/evaluation/evaluator-pool.ts';
import { chooseJail } from '../../src/evaluation/jail/choose-jail.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { type NativeAttack, nativeAttacks } from './native.ts';

const missing = whyNoPrograms('cc');
if (missing) console.warn(`NOT TESTED: attacks of programs of the system. ${missing}`);

const everything = Object.values(nativeAttacks).flat();
const evaluations = new Map<NativeAttack, Evaluation>();

async function evaluateAll(problem: string, attacks: readonly NativeAttack[]): Promise<void> {
  const loaded = await loadProblem(problem);
  const pool = await openEvaluatorPool({ problem: loaded, workers: 2, seed: 1, jail: chooseJail('auto') });
  const all = attacks.map(async (attack) => {
    const program = withFiles(loaded.initial, { 'initial.c': attack.source });
    evaluations.set(attack, await pool.evaluate(program));
  });
  await Promise.all(all).finally(() => pool.close());
}

beforeAll(async () => {
  if (missing) return;
  process.env.GERMLINE_SECRET = 'a key';
  for (const [problem, attacks] of Map.groupBy(everything, (attack) => attack.problem))
    await evaluateAll(fileURLToPath(new URL(`../fixtures/problems/${problem}`, import.meta.url)), attacks);
}, 300_000);

afterAll(() => {
  const rows = Object.entries(nativeAttacks).map(([group, attacks]) => [
    group,
    { attacks: attacks.length, held: attacks.filter((attack) => holds(attack)).length },
  ]);
  console.table(Object.fromEntries(rows));
});

function holds(attack: NativeAttack): boolean {
  const { verdict } = attack;
  const evaluation = evaluations.get(attack);
  if (!evaluation || evaluation.feedback.includes('ESCAPED')) return false;
  if (typeof verdict === 'object' && 'output' in verdict)
    return evaluation.status === 'scored' && evaluation.feedback === verdict.output;
  return evaluation.status === 'failed' && [verdict].flat().includes(evaluation.reason);
}

describe.skipIf(missing).each(Object.entries(nativeAttacks))('%s', (_, attacks) => {
  test.each(attacks)('$name', (attack) => {
    expect(holds(attack) ? attack.verdict : evaluations.get(attack)).toEqual(attack.verdict);
  });
});
