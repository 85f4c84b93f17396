import { describe, expect, test } from 'vitest';
import type { Attempt, Recorded } from '../../src/api/attempt.ts';
import type { Program } from '../../src/api/program.ts';
import { readProgram } from '../../src/language/program.ts';
import { Hints } from '../../src/memory/hints.ts';
import { Notes } from '../../src/memory/notes.ts';
import { Programs } from '../../src/memory/programs.ts';
import { aFailure, anAttempt, anAudit, anInitial, aReflection, aRefusal, aScore } from '../factory.ts';

const better = { improvedParent: true, improvedChampion: false };
const noBetter = { ...better, improvedParent: false };

const wrong = aFailure('wrong', { stage: 'fit', feedback: 'too far off' });
const failed = (number: number, overrides: Parameters<typeof anAttempt>[0] = {}) =>
  anAttempt({ number, outcome: wrong, ...overrides, proposal: { summary: `try ${number}`, ...overrides.proposal } });
const byModel = { proposal: { model: 'm' } };

function notesOf(...members: number[]) {
  const notes = new Notes(() => new Set(members));
  const hear = (attempt: Attempt, result = noBetter, program?: Program) =>
    notes.tell({ attempt, ...(program && { program }) }, result);
  hear(anInitial({ outcome: aScore(1, { metrics: { error: 2 }, feedback: 'at 3' }) }));
  return { notes, hear };
}

describe('notes', () => {
  test('metrics and feedback of a candidate are kept, and nothing is known of others', () => {
    const { notes } = notesOf();
    expect(notes.of(0)).toEqual({
      metrics: { error: 2 },
      stages: [expect.objectContaining({ score: 1 })],
      feedback: 'at 3',
      tries: [],
    });
    expect(notes.of(7)).toEqual({ metrics: {}, stages: [], feedback: '', tries: [] });
  });

  test('artifacts are kept of candidates, and of children that are to be repaired', () => {
    const { notes, hear } = notesOf();
    hear(anAttempt({ number: 1, outcome: aScore(1, { artifacts: { table: 'a b' } }) }), better);
    expect(notes.of(1)).toMatchObject({ artifacts: { table: 'a b' } });
    const outcome = { ...wrong, artifacts: { trace: '1' } };
    hear(failed(2, { ...byModel, drawn: { parent: 1 }, outcome }), noBetter, readProgram({ 'a.ts': '' }));
    expect(notes.of(1)).toMatchObject({
      artifacts: { table: 'a b' },
      failed: { number: 2, artifacts: { trace: '1' } },
    });
  });

  test('what failed is kept with its reason; what helped, what was refused and what operators made without loss is not', () => {
    const { notes, hear } = notesOf();
    hear(failed(1));
    hear(anAttempt({ number: 2, outcome: aRefusal('syntax') }));
    hear(anAttempt({ number: 3, outcome: aScore(2) }), better);
    hear(anAttempt({ number: 4, outcome: aScore(0.5) }));
    hear(anAudit({ number: 5, verdict: { status: 'refuted', metrics: {}, feedback: '' } }));
    hear(aReflection({ number: 6 }));
    hear(anAttempt({ number: 7, proposal: { model: 'm', summary: 'sort' }, outcome: aScore(0.5) }));
    expect(notes.of(0).tries).toEqual([
      { number: 1, summary: 'try 1', result: 'failed (wrong in fit)', feedback: 'too far off' },
      { number: 7, summary: 'sort', result: 'score 0.5', feedback: '' },
    ]);
  });

  test('four tries are kept, those of models longer than those of operators', () => {
    const { notes, hear } = notesOf();
    const numbers = () => notes.of(0).tries.map(({ number }) => number);
    hear(failed(1, byModel));
    for (let number = 2; number < 10; number++) hear(failed(number));
    expect(numbers()).toEqual([1, 7, 8, 9]);
    for (let number = 10; number < 14; number++) hear(failed(number, byModel));
    expect(numbers()).toEqual([10, 11, 12, 13]);
  });

  test('long feedback of a try is cut', () => {
    const { notes, hear } = notesOf();
    hear(failed(1, { outcome: { ...wrong, feedback: 'x'.repeat(9000) } }));
    expect(notes.of(0).tries[0]?.feedback).toBe('x'.repeat(500));
  });

  test('the latest failed child of a model can be repaired, once', async () => {
    const { notes, hear } = notesOf();
    const program = readProgram({ 'main.ts': 'throw 1;' });
    hear(failed(1), noBetter, program);
    hear(failed(2, { ...byModel, outcome: aFailure('missed-threshold') }), noBetter, program);
    hear(failed(2, { ...byModel, outcome: aFailure('evaluator-error') }), noBetter, program);
    expect(notes.of(0).failed).toBeUndefined();
    hear(failed(3, byModel), noBetter, program);
    expect(notes.of(0).failed).toEqual({
      ...{ number: 3, program, summary: 'try 3', result: 'failed (wrong in fit)', feedback: 'too far off' },
    });
    hear(failed(4, { proposal: { model: 'm', repairs: 3 } }), noBetter, program);
    expect(notes.of(0).failed).toBeUndefined();
    hear(failed(5, byModel));
    expect(notes.of(0).failed).toBeUndefined(); // its program is not loaded yet
    await notes.load(async (number) => readProgram({ 'main.ts': `attempt ${number}` }));
    hear(failed(6, { proposal: { model: 'm', repairs: 5 }, outcome: aRefusal('no-answer') }), noBetter);
    expect(notes.of(0).failed).toMatchObject({ number: 5, program: { files: { 'main.ts': 'attempt 5' } } });
    hear(failed(7, { proposal: { model: 'm', repairs: 5 }, outcome: aRefusal('no-code') }), noBetter);
    expect(notes.of(0).failed).toBeUndefined();
  });

  test('candidates that can no longer be drawn are forgotten in time', () => {
    const { notes, hear } = notesOf(0);
    for (let number = 1; number < 600; number++) hear(anAttempt({ number, outcome: aScore(number) }), better);
    expect(notes.of(0).feedback).toBe('at 3');
    expect(notes.of(1).metrics).toEqual({});
  });
});

describe('programs', () => {
  const program = readProgram({ 'main.ts': 'export const a = 1;' });

  test('those of scored candidates are kept, and of what can no longer be drawn only for a time', () => {
    const programs = new Programs(() => new Set([0]));
    programs.tell({ attempt: anInitial(), program });
    programs.tell({ attempt: failed(1), program });
    for (let number = 2; number < 600; number++) programs.tell({ attempt: anAttempt({ number }), program });
    expect([0, 1, 2, 599].map((number) => programs.has(number))).toEqual([true, false, false, true]);
    expect(programs.get(0)).toBe(program);
    expect(() => programs.get(2)).toThrow('the program of candidate 2 was dropped');
  });

  test('what is read from the record is added later', () => {
    const programs = new Programs(() => new Set([0]));
    const restored: Recorded = { attempt: anInitial() };
    programs.tell(restored);
    expect(programs.has(0)).toBe(false);
    programs.add(0, program);
    expect(programs.get(0)).toBe(program);
  });

  test('one that was dropped is read again, once, also where it cannot be drawn', async () => {
    const programs = new Programs(() => new Set());
    const asked: number[] = [];
    const read = async (number: number) => {
      asked.push(number);
      return program;
    };
    for (let number = 0; number < 512; number++) programs.add(number, program);
    expect(await programs.load(600, read)).toBe(program);
    expect(await programs.load(601, read)).toBe(program);
    expect(await programs.load(601, read)).toBe(program);
    expect(asked).toEqual([600, 601]);
  });
});

test('hints are in force from the attempt that gives one until one takes it back', () => {
  const hints = new Hints();
  const hear = (number: number, delta: object) => hints.tell({ attempt: aReflection({ number, delta }) });
  hear(3, { hint: 'try a table' });
  hints.tell({ attempt: anAttempt({ number: 4 }) });
  hear(5, { hint: 'no loops' });
  expect(hints.all).toEqual([
    { number: 3, text: 'try a table' },
    { number: 5, text: 'no loops' },
  ]);
  hear(6, { remove: 3, hint: 'try a formula' });
  hear(7, { remove: 99 });
  expect(hints.all.map(({ text }) => text)).toEqual(['no loops', 'try a formula']);
});
