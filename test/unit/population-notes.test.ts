import { expect, test } from 'vitest';
import { readProgram } from '../../src/language/program.ts';
import { Notes } from '../../src/memory/notes.ts';
import { anAttempt, aScore } from '../factory.ts';

const failed = (number: number, overrides = {}) =>
  anAttempt({
    ...{ number, parents: [0], summary: `try ${number}` },
    outcome: { ...aScore(0), status: 'failed', stage: 'fit', reason: 'wrong', feedback: 'too far off' } as never,
    ...overrides,
  });

function notesOf(...members: number[]): Notes {
  const notes = new Notes(() => new Set(members));
  notes.tell(anAttempt({ number: 0, outcome: aScore(1, { metrics: { error: 2 }, feedback: 'at 3' }) }), false);
  return notes;
}

test('metrics and feedback of a candidate are kept, and nothing is known of others', () => {
  const notes = notesOf();
  expect(notes.of(0)).toEqual({ metrics: { error: 2 }, feedback: 'at 3', tries: [] });
  expect(notes.of(7)).toEqual({ metrics: {}, feedback: '', tries: [] });
});

test('artifacts are kept of candidates, and of children that are to be mended', () => {
  const notes = notesOf();
  notes.tell(anAttempt({ number: 1, outcome: aScore(1, { artifacts: { table: 'a b' } }) }), true);
  expect(notes.of(1)).toMatchObject({ artifacts: { table: 'a b' } });
  const outcome = { ...aScore(0), status: 'failed', stage: 'fit', reason: 'wrong', artifacts: { trace: '1' } } as never;
  notes.tell(anAttempt({ number: 2, parents: [1], model: 'm', outcome }), false, readProgram({ 'a.ts': '' }));
  expect(notes.of(1)).toMatchObject({ artifacts: { table: 'a b' }, failed: { number: 2, artifacts: { trace: '1' } } });
});

test('what failed is kept with its reason; what helped, what was refused and what operators made without loss is not', () => {
  const notes = notesOf();
  notes.tell(failed(1), false);
  notes.tell(anAttempt({ number: 2, outcome: { status: 'refused', reason: 'syntax', feedback: '' } }), false);
  notes.tell(anAttempt({ number: 3, outcome: aScore(2) }), true);
  notes.tell(anAttempt({ number: 4, outcome: aScore(0.5) }), false);
  notes.tell(anAttempt({ number: 5, outcome: { status: 'refuted', metrics: {}, feedback: '' } }), false);
  notes.tell(anAttempt({ number: 6, model: 'm', summary: 'sort', outcome: aScore(0.5) }), false);
  expect(notes.of(0).tries).toEqual([
    { number: 1, summary: 'try 1', result: 'failed (wrong in fit)', feedback: 'too far off' },
    { number: 6, summary: 'sort', result: 'score 0.5', feedback: '' },
  ]);
});

test('four tries are kept, those of models longer than those of operators', () => {
  const notes = notesOf();
  notes.tell(failed(1, { model: 'm' }), false);
  for (let number = 2; number < 10; number++) notes.tell(failed(number), false);
  expect(notes.of(0).tries.map(({ number }) => number)).toEqual([1, 7, 8, 9]);
  for (let number = 10; number < 14; number++) notes.tell(failed(number, { model: 'm' }), false);
  expect(notes.of(0).tries.map(({ number }) => number)).toEqual([10, 11, 12, 13]);
});

test('the latest child that a model wrote and that failed can be mended, once', async () => {
  const notes = notesOf();
  const program = readProgram({ 'main.ts': 'throw 1;' });
  const wrong = (reason: string) => ({ ...aScore(0), status: 'failed', stage: 'fit', reason, feedback: 'no' }) as never;
  notes.tell(failed(1), false, program);
  notes.tell(failed(2, { model: 'm', outcome: wrong('below-threshold') }), false, program);
  expect(notes.of(0).failed).toBeUndefined();
  notes.tell(failed(3, { model: 'm' }), false, program);
  expect(notes.of(0).failed).toEqual({
    ...{ number: 3, program, summary: 'try 3', result: 'failed (wrong in fit)', feedback: 'too far off' },
  });
  notes.tell(failed(4, { model: 'm', repairs: 3 }), false, program);
  expect(notes.of(0).failed).toBeUndefined();
  notes.tell(failed(5, { model: 'm' }), false);
  expect(notes.of(0).failed).toBeUndefined(); // its program is not loaded yet
  await notes.load(async (number) => readProgram({ 'main.ts': `attempt ${number}` }));
  expect(notes.of(0).failed).toMatchObject({ number: 5, program: { files: { 'main.ts': 'attempt 5' } } });
});

test('candidates that cannot be drawn any more are forgotten in time', () => {
  const notes = notesOf(0);
  for (let number = 1; number < 600; number++) notes.tell(anAttempt({ number, outcome: aScore(number) }), true);
  expect(notes.of(0).feedback).toBe('at 3');
  expect(notes.of(1).metrics).toEqual({});
});
