import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/api/index.ts';
import { driveText } from '../../src/evaluation/check-drive.ts';
import { planStages } from '../../src/evaluation/plan.ts';

// biome-ignore lint/suspicious/noExplicitAny: drives of every shape
type Drive = any;

function textOf(drive: Drive): string {
  return driveText('sums', { name: 'add', drive });
}

/** The drive after its journey as text. */
function revived(drive: Drive): Drive {
  return new Function(`'use strict'; return (${textOf(drive)})`)();
}

const outside = 3;

describe('every way of writing a function', () => {
  const methods = {
    drive(candidate: Drive, input: number) {
      return candidate(input);
    },
    'odd name'(candidate: Drive, input: number) {
      return candidate(input);
    },
    arrow: (candidate: Drive, input: number) => candidate(input),
    plain: function named(candidate: Drive, input: number): number {
      return input > 9 ? named(candidate, 1) : candidate(input);
    },
  };
  test.each(Object.entries(methods))('%s', (_, drive) => {
    expect(revived(drive)((x: number) => x + 1, 2)).toBe(3);
  });
});

test('the language and own variables are available', () => {
  const drive = (candidate: Drive, { list = [] as number[] }) => {
    const { max, ...others } = { max: Math.max(...list), rest: new Map() };
    class Local extends Array {}
    for (const item of list) if (item > max) continue;
    try {
      return [typeof undefined, others, Local, candidate, JSON, NaN];
    } catch (error) {
      return error;
    }
  };
  expect(() => textOf(drive)).not.toThrow();
});

test.each<[string, Drive]>([
  ['outside', () => outside],
  ['process', () => process.env],
  ['console', () => console.log('x')],
  ['structuredClone', (_: Drive, input: unknown) => structuredClone(input)],
])('%s is unavailable', (name, drive) => {
  expect(() => textOf(drive)).toThrow(UsageError);
  expect(() => textOf(drive)).toThrow(`The drive of sums, stage add, uses ${name}, which the sandbox lacks`);
});

test.each<[string, Drive]>([
  ['is async', async () => 1],
  ['is a generator', function* () {}],
  ['is async', { async drive() {} }.drive],
  ['cannot be read as a function', Math.max],
])('one that %s', (what, drive) => {
  expect(() => textOf(drive)).toThrow(what);
});

describe('inputs', () => {
  const plan = (inputs: Drive) =>
    planStages(
      { name: 'sums', interface: '', stages: [{ name: 'add', inputs, drive: () => 1, score: () => ({ score: 1 }) }] },
      7,
    );

  test('are made once from the seed, as text', () => {
    expect(plan((seed: number) => [seed, undefined, { a: [1.5] }])[0]?.inputs).toEqual(['7', 'null', '{"a":[1.5]}']);
    expect(plan(undefined)[0]?.inputs).toEqual(['null']);
  });

  test.each([[[]], [5], [() => ({})]])('%s is no list of inputs', (inputs) => {
    expect(() => plan(inputs)).toThrow('The inputs of sums, stage add, are not a list, or are empty');
  });

  test('must be plain', () => {
    expect(() => plan([1, 2n])).toThrow('are not plain data at index 1');
  });
});
