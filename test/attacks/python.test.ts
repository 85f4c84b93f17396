import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/api/evaluation.ts';
import { openEvaluatorPool } from '../../src/evaluation/evaluator-pool.ts';
import { chooseJail } from '../../src/evaluation/jail/choose-jail.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { folderOf, judge, verdictOf } from '../fixtures/python.ts';
import { earned, folders, type PythonAttack, pythonAttacks, results, sends, traces } from './python.ts';

const missing = whyNoPrograms('python3');
if (missing) console.warn(`NOT TESTED: attacks of candidates in Python. ${missing}`);

const everything = Object.values(pythonAttacks).flat();
const evaluations = new Map<PythonAttack, Evaluation>();
/** Evaluations of the honest program, each right after an attack. */
const after = new Map<PythonAttack, Evaluation>();
const written: string[] = [];

async function evaluateAll(kind: PythonAttack['folder'], attacks: readonly PythonAttack[]): Promise<void> {
  using folder = folderOf({ ...folders[kind], 'config.yaml': 'evaluator: { timeout: 3, memory_limit_mb: 256 }' });
  const loaded = await loadProblem(folder.path);
  const pool = await openEvaluatorPool({ problem: loaded, workers: 1, seed: 1, jail: chooseJail('auto') });
  try {
    for (const attack of attacks) {
      evaluations.set(
        attack,
        await pool.evaluate(withFiles(loaded.initial, { [loaded.initial.entry]: attack.program })),
      );
      after.set(attack, await pool.evaluate(loaded.initial));
    }
  } finally {
    await pool.close();
    written.push(...readdirSync(folder.path).filter((name) => !(name in folders[kind]) && name !== 'config.yaml'));
  }
}

beforeAll(async () => {
  if (missing) return;
  process.env.GERMLINE_SECRET = 'a key';
  for (const [kind, attacks] of Map.groupBy(everything, (attack) => attack.folder)) await evaluateAll(kind, attacks);
}, 600_000);

function said(evaluation: Evaluation | undefined): number | string | undefined {
  return evaluation?.status === 'scored' ? evaluation.score : evaluation?.reason;
}

describe.skipIf(missing).each(Object.entries(pythonAttacks))('%s', (_, attacks) => {
  test.each(attacks)('a candidate that $name', (attack) => {
    const evaluation = evaluations.get(attack);
    expect([attack.verdict].flat(), evaluation?.feedback).toContain(said(evaluation));
    expect(said(after.get(attack))).toBe(earned);
  });
});

test.skipIf(missing).each(Object.entries(traces))('a candidate finds nothing of one before it: %s', async (_, text) => {
  const again = ['first', 'second', 'third'].map((note) => `${text}# ${note}\n`);
  expect((await judge(folders.openevolve, again)).map(verdictOf)).toEqual([earned, earned, earned]);
});

test.skipIf(missing).each(results)(
  'beside its evaluator, a candidate that sends %s ends only itself',
  async (result) => {
    const programs = [sends(result), folders.openevolve['initial_program.py']!];
    const [sent, next] = (await judge(folders.openevolve, programs, { open: true })).map(verdictOf);
    expect(sent).toMatch(/^crashed/);
    expect(next).toBe(earned);
  },
);

test.skipIf(missing)('nothing is written into the folders', () => {
  expect(written).toEqual([]);
});
