import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { fitnessOf } from '../../src/api/direction.ts';
import { runSearch } from '../../src/compose/open-run.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

const settings = { deterministic: true, islands: 2, proposers: ['operators', 'searches'], lag: 2, restart: 20 };

/** All attempts of a search for numbers whose sum is near 100; `score` says in JavaScript what a sum is worth. */
async function attemptsOf(score: string, fields: string): Promise<readonly Attempt[]> {
  const folder = scratch();
  const judge = `([values]) => ({ score: ${score.replace('SUM', 'values.reduce((total, value) => total + value, 0)')} })`;
  const problem = writeProblem(folder, { score: judge, fields });
  const population = join(folder, 'population');
  await runSearch(problem, { population, seed: 5, settings, budget: { attempts: 120 } });
  const record = await readRecord(population);
  await record.close();
  return record.entries.map(({ attempt }) => attempt);
}

/** An attempt as it would be if scores went the other way. */
function mirrored(attempt: Attempt): unknown {
  const text = JSON.stringify(attempt, (key, value) => (key === 'score' ? fitnessOf('min', value) : value));
  return JSON.parse(text);
}

test('a search for less makes the same attempts as one for more of the opposite: tuners, operators, audits and all', async () => {
  const more = await attemptsOf('-Math.abs(100 - SUM)', '');
  const less = await attemptsOf('Math.abs(100 - SUM)', "direction: 'min',");
  expect(less.map(mirrored)).toEqual(more);
  const kinds = new Set(more.map((attempt) => (attempt.kind === 'proposal' ? attempt.cause : attempt.kind)));
  expect(kinds).toEqual(new Set(['initial', 'drawn', 'simplify', 'audit']));
  const tuned = more.filter((attempt) => attempt.kind === 'proposal' && attempt.proposal.proposer === 'tune');
  expect(tuned.length).toBeGreaterThan(1);
});
