import { expect, test } from 'vitest';
import type { Direction } from '../../src/api/direction.ts';
import type { EvaluatorPool } from '../../src/api/evaluation.ts';
import type { Stage } from '../../src/api/evaluator.ts';
import type { Program } from '../../src/api/program.ts';
import { readProgram } from '../../src/language/program.ts';
import { CountedTrials } from '../../src/run/trials.ts';
import { aFailure, anAttempt, anInitial, aRefusal, aScore } from '../factory.ts';
import { anEngine, nearHundred } from '../fixtures/test-run.ts';

/** Trials of programs whose text is their scores in the stages, with what was looked at, and when time ends. */
function trialsOf(
  kinds: readonly Pick<Stage, 'heldBack'>[],
  seconds = Number.POSITIVE_INFINITY,
  direction: Direction = 'max',
) {
  const looks: string[] = [];
  const scoreIn = ({ files }: Program, stage: number) => {
    looks.push(`${files.a} in ${stage}`);
    return Number(files.a!.split(' ')[stage]);
  };
  const last = kinds.findLastIndex(({ heldBack }) => !heldBack);
  const pool: EvaluatorPool = {
    async evaluate(program) {
      const score = scoreIn(program, last);
      return Number.isNaN(score) ? aFailure('wrong') : aScore(score);
    },
    glance: async (program, stage) => scoreIn(program, stage),
    async close() {},
  };
  const stages = kinds.map((kind, index): Stage => {
    return { name: `stage ${index}`, drive: () => null, score: () => ({ score: 0 }), ...kind };
  });
  const problem = { ...nearHundred.problem, direction, evaluator: { ...nearHundred.problem.evaluator, stages } };
  const clock = { now: () => 0, since: () => (looks.length < seconds ? 1 : 10_000), stamp: () => 0 };
  const engine = { ...anEngine({ problem: { ...nearHundred, problem } }), evaluator: pool, clock, lanes: 2 };
  return { looks, engine, trials: new CountedTrials(engine, new AbortController().signal) };
}

const programs = (...texts: string[]) => texts.map((a) => readProgram({ a }));

test('a race takes the better half of a stage to the next, and counts each program once', async () => {
  const { trials, looks } = trialsOf([{}, {}, {}, { heldBack: true }]);
  const scores = await trials.race(programs('1 9 9', '5 1 2', 'no 9 9', '4 8 3', '3 9 9', '6 2 7', '7 7 6'));
  // Of 6 that pass the first stage 3 go on (7, 6, 5), of these 2 (7, 2).
  expect(scores).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 7, 6]);
  expect(looks.filter((look) => look.endsWith('in 1'))).toEqual(['5 1 2 in 1', '6 2 7 in 1', '7 7 6 in 1']);
  expect(looks.filter((look) => look.endsWith('in 2'))).toEqual(['6 2 7 in 2', '7 7 6 in 2']);
  expect([trials.count, trials.milliseconds]).toEqual([7, 12]);
});

test('where lower is better the lower half goes on, and what is returned is more the better it is', async () => {
  const { trials, looks } = trialsOf([{}, {}], undefined, 'min');
  expect(await trials.race(programs('4 1', '1 3', 'no 0', '2 2', '3 0'))).toEqual([
    Number.NaN,
    -3,
    Number.NaN,
    -2,
    Number.NaN,
  ]);
  expect(looks.filter((look) => look.endsWith('in 1'))).toEqual(['1 3 in 1', '2 2 in 1']);
  expect(await trials.evaluate(programs('4 1', '1 0'))).toEqual([-1, 0]);
});

test('programs that a stage cannot tell apart all go on', async () => {
  const { trials } = trialsOf([{}, {}]);
  expect(await trials.race(programs('1 5', '1 6', '1 7', '0 8'))).toEqual([5, 6, 7, Number.NaN]);
});

test('with one stage a race evaluates all', async () => {
  for (const how of ['race', 'evaluate'] as const) {
    const { trials, looks } = trialsOf([{}, { heldBack: true }]);
    expect(await trials[how](programs('3', '1', 'no'))).toEqual([3, 1, Number.NaN]);
    expect([trials.count, looks.length]).toEqual([3, 3]);
  }
});

test('beyond the bound there are no scores', async () => {
  const { trials } = trialsOf([{}, {}]);
  expect(trials.left).toBe(32);
  const scores = await trials.race(programs(...Array.from({ length: 40 }, (_, index) => `${index} ${index}`)));
  expect(scores).toHaveLength(40);
  expect(scores.flatMap((score, index) => (Number.isNaN(score) ? [] : [index]))).toEqual(
    Array.from({ length: 16 }, (_, index) => 16 + index),
  );
  expect([trials.count, trials.left]).toEqual([32, 0]);
  expect(await trials.evaluate(programs('1 1'))).toEqual([Number.NaN]);
});

test('when the time is over, what was not looked at is not counted', async () => {
  const { trials } = trialsOf([{}, {}], 2);
  expect(await trials.race(programs('1 1', '2 2', '3 3', '4 4'))).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
  expect(trials.count).toBe(1); // of the two looked at, the one behind is done with, and the other gets no score
});

test('a longer run allows more trials, up to 2000', () => {
  const { engine } = trialsOf([{}]);
  const { population } = engine.state;
  population.tell(anInitial());
  const leftAfter = (told: number) => {
    while (population.told < told) population.tell(anAttempt({ outcome: aRefusal() }));
    return new CountedTrials(engine, new AbortController().signal).left;
  };
  expect([1, 400, 10_000].map(leftAfter)).toEqual([32, 132, 2000]);
});
