import { expect, test } from 'vitest';
import { openScorePool } from '../../src/evaluation/score-pool.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

test('the user hears of a score function that does not return', async () => {
  const problem = await loadProblem(writeProblem(scratch(), { score: '() => { for (;;); }' }));
  const enough = new AbortController();
  const heard: string[] = [];
  const notice = (text: string) => {
    heard.push(text);
    enough.abort(new Error('enough'));
  };
  const pool = openScorePool(problem, [['[]']], 1, { notice, patience: 50 });
  try {
    await expect(pool.score({ stage: 0, evidence: [[1]] }, enough.signal)).rejects.toThrow('enough');
  } finally {
    await pool.close();
  }
  expect(heard).toEqual(['score of stage sum has not returned after 0.05 s; it is stopped after 120 s.']);
});

test('a stage says how long its score function may take', async () => {
  const score = '() => { for (;;); }, scoreMilliseconds: 300';
  const problem = await loadProblem(writeProblem(scratch(), { score }));
  const pool = openScorePool(problem, [['[]']], 1);
  try {
    expect(await pool.score({ stage: 0, evidence: [[1]] })).toEqual({
      broken: expect.stringContaining('score took longer than 300 ms; scoreMilliseconds of the stage allows more'),
    });
  } finally {
    await pool.close();
  }
});
