import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

/** A problem whose evaluator has these stages; the candidate returns a number. */
function write(stages: string): string {
  const folder = scratch();
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine/initial.ts'), 'export function give(n: number): number { return n + 1; }\n');
  writeFileSync(
    join(folder, 'mine/problem.ts'),
    `import { defineEvaluator, defineProblem } from 'germline';
import { judge, readNumbers } from 'germline/kit/evidence';
let calls = 0;
const drive = (candidate: any, n: number) => candidate.give(n);
const sum = (evidence: unknown) => readNumbers(evidence, 2, [0, 9], 'the list').reduce((a, b) => a + b, 0);
export default defineProblem({
  name: 'mine',
  statement: 'Give small numbers.',
  evaluator: defineEvaluator({ name: 'mine', interface: 'give', stages: [${stages}] }),
  knownBest: { score: 2, source: 'a test' },
});
`,
  );
  return folder;
}

async function check(stages: string) {
  const { code, out } = await germline(write(stages), 'check', './mine', '--json');
  const findings = JSON.parse(out) as { tried: string; status: string; detail: string; fix?: string }[];
  const of = (start: string) => findings.find(({ tried }) => tried.startsWith(start));
  return { code, of };
}

test('a score that remembers, inputs that are shared, and a time that is short are found, each with what to do', async () => {
  const { code, of } = await check(`
    { name: 'a', inputs: [1, 2], drive, score: (e) => judge(() => ({ score: sum(e) + calls++ })), limits: { milliseconds: 60_000 } },
    { name: 'b', inputs: [2, 3], drive, score: (e) => judge(() => ({ score: sum(e) })), heldBack: true }`);
  expect(code).toBe(1);
  expect(of('another process')).toMatchObject({
    status: 'stumbled',
    fix: expect.stringContaining('no state between calls'),
  });
  expect(of('held-back')).toMatchObject({ status: 'stumbled', detail: '1 of 2 are also searched on' });
  expect(of('time limit of stage a')).toMatchObject({ status: 'look', fix: expect.stringContaining('milliseconds: ') });
  expect(of('the initial program')).toMatchObject({ status: 'look', detail: expect.stringContaining('best known 2') });
  expect(of('cost')?.detail).toMatch(/^\d+\.\d ms in the sandbox \(a \d+\.\d\): at most [\d,]+ an hour/);
});

test('an initial program that fails on what is held back is found', async () => {
  const { code, of } = await check(`
    { name: 'a', inputs: [1, 2], drive, score: (e) => judge(() => ({ score: -sum(e) })) },
    { name: 'b', inputs: [5, 10], drive, score: (e) => judge(() => ({ score: -sum(e) })), heldBack: true }`);
  expect(code).toBe(1);
  expect(of('the initial program on another seed')).toMatchObject({
    status: 'stumbled',
    detail: expect.stringContaining('wrong in b: number 1 of the list is 11'),
  });
});

/** The findings on a problem that is written whole. */
async function checkProblem(initial: string, stages: string) {
  const folder = scratch();
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine/initial.ts'), initial);
  writeFileSync(
    join(folder, 'mine/problem.ts'),
    `import { defineEvaluator, defineProblem } from 'germline';
import { judge, readNumbers } from 'germline/kit/evidence';
export default defineProblem({
  name: 'mine',
  statement: 'A task.',
  evaluator: defineEvaluator({ name: 'mine', interface: 'a function', stages: [${stages}] }),
});
`,
  );
  const { out } = await germline(folder, 'check', './mine', '--json');
  const findings = JSON.parse(out) as { tried: string; status: string; detail: string; fix?: string }[];
  return (start: string) => findings.find(({ tried }) => tried.startsWith(start));
}

test('cheats reach into objects with methods, and what changes nothing is not called held', async () => {
  const of = await checkProblem(
    `export function create(size: number) {
  const kept: number[] = [];
  return {
    victim: (key: number): number => {
      if (kept.length === size) kept.shift();
      kept.push(key);
      return kept[0]!;
    },
  };
}
`,
    `{
      name: 'hits',
      drive: (candidate: any) => {
        const policy = candidate.create(3);
        return [4, 5, 4, 6, 7, 4].map((key) => policy.victim(key));
      },
      score: ([e]: any) => judge(() => ({ score: readNumbers(e, 6, [4, 7], 'the victims').filter((one) => one === 4).length })),
    }`,
  );
  expect(of('returns numbers replaced by NaN')).toMatchObject({
    status: 'held',
    detail: expect.stringContaining('wrong'),
  });
  expect(of('returns numbers divided by a million')).toMatchObject({ status: 'held' });
  expect(of('returns an object of methods that return infinity')).toMatchObject({ status: 'held' });
  for (const idle of ['returns one item more', 'returns the first item removed', 'ignores the middle'])
    expect(of(idle)).toMatchObject({ status: 'idle', detail: expect.stringContaining('there was nothing to change') });
});

test('an evaluator that decides by the end of its inputs, on few instances of one size, is told so', async () => {
  const of = await checkProblem(
    'export const last = (list: number[]): number => list.findLastIndex((one) => one > 8);\n',
    `{
      name: 'places',
      inputs: (seed: number) => [1, 2, 3].map((n) => Array.from({ length: 100 }, (_, i) => (i === 97 ? 9 : (n * i + seed) % 8))),
      drive: (candidate: any, list: number[]) => candidate.last(list),
      score: (e: any, lists: any) => judge(() => {
        for (const [i, place] of readNumbers(e, 3, [-1, 99], 'the places').entries())
          if (place !== lists[i].findLastIndex((one: number) => one > 8)) return { wrong: 'another place' };
        return { score: 1 };
      }),
    }`,
  );
  expect(of('ignores the first nine tenths')).toMatchObject({
    status: 'look',
    fix: expect.stringContaining('it never looks at a part of its inputs'),
  });
  expect(of('ignores the last nine tenths')).toMatchObject({ status: 'held' });
  expect(of('instances that carry the score')).toMatchObject({ status: 'look', detail: 'only 3' });
  expect(of('sizes of inputs')).toMatchObject({ status: 'look', detail: 'audits have the same as the search: 100' });
});
