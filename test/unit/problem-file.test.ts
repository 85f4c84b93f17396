import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { jsonSchemaText } from '../../src/problem-file/json-schema.ts';
import { parseProblemFile } from '../../src/problem-file/parse.ts';
import { combineRuns, readScore } from '../../src/problem-file/read-score.ts';
import { problemFile } from '../../src/problem-file/schema.ts';

const whole = `name: sums
statement: Add numbers.
files: [sum.py]
run: python3 sum.py
`;

/** What a file with these lines after the needed ones is refused with. */
function complaint(more: string, text = whole): string {
  try {
    parseProblemFile(text + more, 'p.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  return 'nothing';
}

test('the least that a file needs is enough', () => {
  expect(parseProblemFile(whole, 'p.yaml')).toEqual({
    name: 'sums',
    statement: 'Add numbers.',
    files: ['sum.py'],
    run: 'python3 sum.py',
  });
});

test.each([
  ['a field that is missing', '', whole.replace(/^run.*\n/m, ''), 'p.yaml:1: run: '],
  [
    'an unknown field, and the one that is meant',
    'direction: min\nlimit: { seconds: 1 }\n',
    whole,
    'p.yaml:6: limit: there is no such field; did you mean limits?',
  ],
  [
    'an unknown field inside',
    'limits:\n  megabytes: 5\n  second: 1\n',
    whole,
    'p.yaml:7: limits.second: there is no such field; did you mean seconds?',
  ],
  ['a value of another type', 'limits:\n  seconds: ten\n', whole, 'p.yaml:6: limits.seconds: '],
  ['a file outside the folder', 'fixed:\n  - a.py\n  - ../b.py\n', whole, 'p.yaml:7: fixed.1: expected a file below'],
  [
    'two ways to read a score',
    'score: { json: a, number: last }\n',
    whole,
    'p.yaml:5: score: expected one of json, number, regex and time',
  ],
  ['rounds without a race', 'score: { json: a, rounds: 5 }\n', whole, 'p.yaml:5: score: expected rounds'],
  [
    'two ways to feed',
    'inputs:\n  - stdin: a\n  - { stdin: a, file: b }\n',
    whole,
    'p.yaml:7: inputs.1: expected one of stdin',
  ],
  ['a command that is none', 'build: 5\n', whole, 'p.yaml:5: build: expected a command'],
  ['a field given twice', 'run: ./a\n', whole, 'p.yaml:5: Map keys must be unique'],
  ['a broken line', 'inputs: [\n', whole, 'p.yaml:6: '],
  [
    'a label that no machine can have',
    'stages:\n  - { name: a, label: a b }\n',
    whole,
    'p.yaml:6: stages.0.label: expected letters, digits and hyphens',
  ],
  ['a step without a name', 'stages:\n  - threshold: 4\n', whole, 'p.yaml:6: stages.0.name: '],
])('%s is refused with its line', (_, more, text, message) => {
  expect(complaint(more, text)).toContain(message);
});

test('every complaint is told at once', () => {
  expect(complaint('limits: { seconds: -1 }\nscores: 5\n').split('\n')).toHaveLength(3);
});

test('the schema for editors is the one of the code', async () => {
  expect(await readFile('problems/problem.schema.json', 'utf8')).toBe(jsonSchemaText('germline problem', problemFile));
});

describe('the score of a text', () => {
  test.each<[string, Parameters<typeof readScore>[1], number]>([
    ['{"score": 4}', {}, 4],
    ['warming up\n{"metrics": {"score": -0.5}}\n', { json: 'metrics.score' }, -0.5],
    ['12 items\nscore: 3.25 (of 7)\ntook 1.5e-3 s\n', { number: 'last' }, 0.0015],
    ['loss -4.', { number: 'last' }, -4],
    ['.5\n', { number: 'last' }, 0.5],
    ['score: 3\nscore: 4\nother 9', { regex: 'score: (.*)' }, 4],
  ])('%j by %j', (text, how, score) => {
    expect(readScore(text, how)).toMatchObject({ score });
  });

  test.each<[string, Parameters<typeof readScore>[1], string]>([
    ['', {}, 'it printed no JSON document'],
    ['{"score": "4"}', {}, 'it printed no number at score'],
    ['{"score": NaN}', {}, 'it printed no JSON document'],
    ['{}', { json: 'constructor.name' }, 'it printed no number at constructor.name'],
    ['nothing', { number: 'last' }, 'it printed no number: nothing'],
    ['v1.2.3-rc', { number: 'last' }, 'it printed no number'],
    ['score: fine', { regex: 'score: (.*)' }, 'it printed fine, no number'],
    ['score: Infinity', { regex: 'score: (.*)' }, 'it printed Infinity, no number'],
    ['score: ', { regex: 'score: (.*)' }, 'it printed , no number'],
    ['{"wrong": "two tours"}', {}, 'two tours'],
  ])('%j by %j is none', (text, how, message) => {
    expect(readScore(text, how)).toEqual({ wrong: expect.stringContaining(message) });
  });

  test('metrics and feedback come with it, as far as they are numbers and a text', () => {
    const text = '{"score": 1, "metrics": {"a": 2, "b": "3", "c": null}, "feedback": "fine"}';
    expect(readScore(text, {})).toEqual({ score: 1, metrics: { a: 2 }, feedback: 'fine' });
  });

  // The time limit of the test is what a way of reading that takes quadratic time would exceed.
  test('a long text is read', () => {
    for (const text of ['1'.repeat(3_000_000), '1.'.repeat(1_500_000), '-'.repeat(3_000_000), '1e'.repeat(1_500_000)])
      expect(readScore(text, { number: 'last' })).toHaveProperty('wrong');
  });
});

describe('the scores of several inputs', () => {
  const runs = [
    { score: 1, metrics: { a: 5, b: 1 }, feedback: 'one' },
    { score: 4, metrics: { a: 7 } },
  ];

  test.each([
    [undefined, 2.5, 6],
    ['mean', 2.5, 6],
    ['sum', 5, 12],
    ['min', 1, 5],
    ['max', 4, 7],
  ] as const)('become one: %s', (over, score, a) => {
    expect(combineRuns(runs, over)).toEqual({ score, metrics: { a }, feedback: 'input 0: one' });
  });

  test('what is wrong with one is wrong with all, and its input is named', () => {
    expect(combineRuns([runs[0]!, { wrong: 'late' }])).toEqual({ wrong: 'input 1: late' });
    expect(combineRuns([{ wrong: 'late' }])).toEqual({ wrong: 'late' });
  });
});
