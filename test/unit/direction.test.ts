import { expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { bestOf, type Direction, fitnessOf } from '../../src/api/direction.ts';
import type { Stage } from '../../src/api/evaluator.ts';
import type { LoadedProblem } from '../../src/api/problem.ts';
import { initialScore } from '../../src/report/initial-score.ts';
import { nearHundred, replayRun, resumeRun, startRun } from '../fixtures/test-run.ts';

/** The problem of the fixtures, in which scores are better the nearer to zero from below; or from above. */
function problemOf(direction: Direction): LoadedProblem {
  const { evaluator, ...rest } = nearHundred.problem;
  const stages = evaluator.stages.map((stage): Stage => {
    const score: Stage['score'] = (evidence, inputs) => {
      const result = stage.score(evidence, inputs);
      return 'score' in result ? { ...result, score: fitnessOf(direction, result.score) } : result;
    };
    return { ...stage, score, ...(stage.name === 'few' && { threshold: fitnessOf(direction, -5) }) };
  });
  return { ...nearHundred, problem: { ...rest, direction, evaluator: { ...evaluator, stages } } };
}

/** A search with tuners that race through both stages, restarts, audits, and a simplified winner. */
const optionsFor = (direction: Direction, limits: object = { attempts: 150 }) => ({
  problem: problemOf(direction),
  config: { deterministic: true, islands: 2, proposers: ['operators', 'tuners'], restart: 20, ...limits },
});

/** Without the evaluation's words, which say a score. */
function mirrored(attempt: Attempt): unknown {
  const text = JSON.stringify(attempt, (name, value) => {
    if (name === 'feedback') return undefined;
    return name === 'score' ? fitnessOf('min', value) : value;
  });
  return JSON.parse(text);
}

const plain = (attempt: Attempt): unknown =>
  JSON.parse(JSON.stringify(attempt, (name, value) => (name === 'feedback' ? undefined : value)));

test('a search for less makes the same attempts as one for more of the opposite, and its replay the same commits', async () => {
  await using more = await startRun(optionsFor('max'));
  await using less = await startRun(optionsFor('min'));
  expect([await more.evolve(), await less.evolve()]).toEqual(['attempts', 'attempts']);
  expect(less.recorded.map(mirrored)).toEqual(more.recorded.map(plain));
  const names = new Set(more.recorded.map((one) => (one.kind === 'proposal' ? one.proposal.proposer : one.kind)));
  for (const name of ['initial', 'audit', 'tune', 'simplify']) expect(names).toContain(name);
  const failures = new Set(
    less.recorded.flatMap((one) => ('outcome' in one && 'reason' in one.outcome ? one.outcome.reason : [])),
  );
  expect(failures).toContain('missed-threshold');
  const { champion } = less.run.state.population;
  expect(champion?.score).toBeLessThan(20);
  expect((await less.run.best()).score).toBe(champion?.score);
  const { rebuilt, difference } = await replayRun(less.record, optionsFor('min'));
  expect(difference).toBeUndefined();
  expect(rebuilt.entries.map(({ commit }) => commit)).toEqual(less.record.entries.map(({ commit }) => commit));
});

test('a search for less ends at a target from above, also when it is resumed, and tells clients its direction', async () => {
  const options = optionsFor('min', { target: 60, attempts: 300 });
  await using run = await startRun(options);
  expect(await run.evolve()).toBe('target');
  const reached = run.run.state.population.champion!.score;
  expect(reached).toBeLessThanOrEqual(60);
  expect(run.told.length).toBeLessThan(300);
  await using resumed = await resumeRun(run.record, options);
  expect(resumed.run.state.population.champion?.score).toBe(reached);
  expect(await resumed.evolve()).toBe('target');
  expect(resumed.told).toEqual([]);
  const task = await resumed.run.ask();
  expect(task).toMatchObject({ direction: 'min' });
  expect(Object.keys(task.parent)).not.toContain('fitness');
});

test('the best of some scores is the highest or the lowest, of initial programs too', () => {
  expect(bestOf('max', [3, -1, 2])).toBe(3);
  expect(bestOf('min', [3, -1, 2])).toBe(-1);
  expect(bestOf('min', [0])).toBe(0);
  const population = { score: (number: number) => [5, 4, 6, 1][number]! };
  expect(initialScore(population, 3, 'max')).toBe(6);
  expect(initialScore(population, 3, 'min')).toBe(4);
});
