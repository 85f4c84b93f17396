import { expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { machineRow } from '../../src/report/machines.ts';
import { Statistics } from '../../src/report/statistics.ts';
import {
  aFailure,
  anAttempt,
  anAudit,
  anElite,
  anInitial,
  aReflection,
  aRefusal,
  aScore,
  nothing,
  rise,
} from '../factory.ts';

const before = anElite(7, 2);

test('a session that goes on counts from the best before', () => {
  const statistics = new Statistics();
  statistics.begin(before);
  statistics.tell({ attempt: anAttempt({ number: 8, outcome: aScore(5) }) }, rise);
  statistics.tell({ attempt: anAttempt({ number: 9, outcome: aScore(5) }) }, rise); // smaller, with the same score
  statistics.tell({ attempt: anAudit({ number: 10, candidate: 8 }) }, { ...nothing, corrected: 4 });
  statistics.tell({ attempt: anAudit({ number: 11, candidate: 3 }) }, { ...nothing, corrected: 2 }); // told before
  statistics.tell({ attempt: aReflection({ number: 12 }) }, nothing);
  expect(statistics.steps.all.map(({ attempt, attempts, score }) => [attempt, attempts, score])).toEqual([
    [7, 0, 2],
    [8, 1, 5],
    [10, 2, 4],
    [11, 2, 2],
  ]);
  expect(statistics.steps.history(4)).toEqual([2, 5, 5, 2]);
  expect(statistics.proposers.ranked('max')).toMatchObject([{ proposer: 'tune-one', tries: 2, placed: 2, gain: 2 }]);
  expect(statistics.proposers.ranked('min')).toMatchObject([{ proposer: 'tune-one', gain: -2 }]);
  expect(statistics).toMatchObject({ told: 5, outcomes: { attempts: 2 } });
});

test('what a model did is the sum of what it was asked for', () => {
  const statistics = new Statistics();
  const exchanges = [{ prompt: 'p', answer: 'a', tokens: { prompt: 10, answer: 5 } }];
  for (const proposer of ['improve', 'rewrite', 'improve'])
    statistics.tell({ attempt: anAttempt({ proposal: { proposer, model: 'small', exchanges } }) }, nothing);
  statistics.tell({ attempt: anAttempt() }, nothing);
  expect(statistics.proposers.models).toEqual([{ model: 'small', tries: 3, children: 3, placed: 0, tokens: 45 }]);
  expect(statistics.proposers.all).toHaveLength(3);
  expect(statistics.cost).toMatchObject({ calls: 3, promptTokens: 30, answerTokens: 15 });
});

test('what each machine did, once another one than that of the run has evaluated', () => {
  const statistics = new Statistics();
  const tell = (...attempts: readonly Attempt[]) => {
    for (const attempt of attempts) statistics.tell({ attempt }, nothing);
  };
  tell(anInitial(), anAttempt({ number: 1 }), anAttempt({ number: 2, outcome: aRefusal() }));
  expect(statistics.machines.all).toEqual([]);
  const machine = 'mini-2';
  tell(
    anAttempt({ number: 3, outcome: aScore(9, { machine }) }),
    anAttempt({ number: 4, outcome: aScore(3, { machine }) }),
    anAttempt({ number: 5, outcome: aFailure('wrong', { machine }) }),
    anAttempt({ number: 6, outcome: aFailure('wrong') }),
    anAttempt({ number: 10, outcome: aScore(1, { machine }) }),
    anAudit({ number: 7, candidate: 3, verdict: { status: 'refuted', metrics: {}, feedback: '' } }),
    anAudit({ number: 8, candidate: 4 }),
    anAudit({ number: 9, candidate: 1, verdict: { status: 'refuted', metrics: {}, feedback: '' } }),
  );
  expect(statistics.machines.all).toEqual([
    { machine, evaluations: 4, scored: 3, failed: 1, share: 4 / 7, refuted: 1 },
    { machine: undefined, evaluations: 3, scored: 2, failed: 1, share: 3 / 7, refuted: 1 },
  ]);
  expect(statistics.machines.all.map(machineRow)).toEqual([
    ['mini-2', '4', '57.1 %', '3', '1', '1'],
    ["the run's own", '3', '42.9 %', '2', '1', '1'],
  ]);
});
