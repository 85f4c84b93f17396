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
