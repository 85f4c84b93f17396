import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/api/evaluation.ts';
import type { Problem } from '../../src/api/problem.ts';
import type { Machine } from '../../src/remote/machines.ts';
import { Roster } from '../../src/remote/machines.ts';
import type { Answer } from '../../src/remote/messages.ts';
import { Trust } from '../../src/remote/trust.ts';
import { testPace } from '../fixtures/queue-pace.ts';

const scored = (score: number): Evaluation => ({
  ...{ status: 'scored', score, metrics: {}, feedback: '' },
  stages: [{ name: 's', score, metrics: {}, milliseconds: 1 }],
});
const failed = (reason: 'wrong' | 'timed-out' | 'evaluator-error'): Evaluation => ({
  ...{ status: 'failed', stage: 's', reason, stages: [], feedback: '' },
});

function problemWith(stage: object, direction: 'max' | 'min' = 'max'): Problem {
  const stages = [{ name: 's', drive: () => 1, score: () => ({ score: 1 }), ...stage }];
  return { name: 'p', statement: '', direction, evaluator: { name: 'e', interface: '', stages } };
}

/** `chance`: what is drawn for each answer; below a hundredth it is checked. */
function trust({ stage = {}, direction = 'max' as 'max' | 'min', jailed = false, chance = 0.5 } = {}): Trust {
  const own = new Trust(problemWith(stage, direction), jailed, () => chance);
  own.settle(scored(10));
  return own;
}

const answer = (evaluation: Evaluation, more: Partial<Answer> = {}): Answer => ({
  ...{ machine: 'box#1', layers: ['realm', 'thread', 'process'], kind: 'k', evaluation, ...more },
});

/** A trust that has seen enough of box not to check all that it says. */
function acquainted(options: Parameters<typeof trust>[0] = {}): Trust {
  const own = trust(options);
  for (let i = 0; i < 3; i++) expect(own.mustCheck(answer(scored(1)))).toBe(true);
  return own;
}

describe('an answer is checked', () => {
  test('of each machine at first, and then one of a hundred', () => {
    const own = acquainted();
    expect(own.mustCheck(answer(scored(1)))).toBe(false);
    expect(own.mustCheck(answer(scored(1), { machine: 'box#2' }))).toBe(false); // another worker of the same machine
    expect(own.mustCheck(answer(scored(1), { machine: 'other#1' }))).toBe(true);
    expect(acquainted({ chance: 0.009 }).mustCheck(answer(scored(1)))).toBe(true);
  });

  test.each([
    ['max', 10, 11],
    ['min', 10, 9],
  ] as const)('where it would become the best one: %s', (direction, same, better) => {
    const own = acquainted({ direction });
    expect([same, better].map((score) => own.mustCheck(answer(scored(score))))).toEqual([false, true]);
    own.judge(answer(scored(better)), scored(better));
    expect(own.mustCheck(answer(scored(better)))).toBe(false);
  });

  test('where a machine may be at fault, and not the candidate', () => {
    expect(acquainted().mustCheck(answer(failed('evaluator-error')))).toBe(true);
    expect(acquainted().mustCheck(answer(failed('wrong')))).toBe(false);
  });
});

test('a machine that differs is put aside by name, unless slowness explains it', () => {
  const own = trust();
  const { evaluation, lie } = own.judge(answer(scored(11)), scored(10));
  expect([evaluation, lie]).toEqual([scored(10), expect.stringContaining('"score":11')]);
  expect(own.refusal(answer(scored(1), { machine: 'box#2' }))).toBe(lie);
  expect(own.refusal(answer(scored(1), { machine: 'other#1' }))).toBeUndefined();
  for (const [theirs, ours] of [
    [failed('timed-out'), scored(1)],
    [scored(1), failed('timed-out')],
    [failed('evaluator-error'), scored(1)],
  ] as const)
    expect(trust().judge(answer(theirs), ours)).toEqual({ evaluation: ours });
});

test('a weaker sandbox than that of the run is refused', () => {
  const own = trust({ jailed: true });
  expect(own.refusal(answer(scored(1)))).toMatch(/realm, thread, process, which is weaker/);
  for (const layer of ['bubblewrap', 'sandbox-exec'])
    expect(own.refusal(answer(scored(1), { layers: ['realm', layer] }))).toBeUndefined();
});

test('times are those of one kind of machine, and are not compared with the times here', () => {
  const own = acquainted({ stage: { timing: { rounds: 3 } } });
  expect(own.refusal(answer(scored(1)))).toBeUndefined();
  expect(own.refusal(answer(scored(1), { kind: 'faster' }))).toMatch(/is faster, and times are compared/);
  expect(own.mustCheck(answer(scored(99)))).toBe(false);
  expect(own.judge(answer(scored(99)), scored(1))).toEqual({ evaluation: scored(99) });
});

test('machines come and go by what they say, whatever their clocks say', () => {
  const machine = (id: string, beat: number) => ({ id, beat, slots: 1 }) as Machine;
  const ids = (machines: readonly Machine[]) => machines.map(({ id }) => id);
  const roster = new Roster(testPace);
  roster.hear([machine('a', 1), machine('b', 1)], 0);
  expect(ids(roster.present(0))).toEqual(['a', 'b']);
  roster.hear([machine('a', 2), machine('b', 1)], 1000);
  expect([ids(roster.present(1000)), ids(roster.gone(1000))]).toEqual([['a'], ['b']]);
  roster.hear([machine('a', 3)], 1100);
  expect([ids(roster.present(1100)), ids(roster.gone(1100))]).toEqual([['a'], []]); // b has said good-bye
  roster.hear([machine('a', 3)], 70_000);
  expect(ids(roster.lost(70_000))).toEqual(['a']);
});
