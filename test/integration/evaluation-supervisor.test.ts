import { expect, test } from 'vitest';
import { EnvironmentError } from '../../src/api/index.ts';
import { openSandbox } from '../../src/evaluation/supervisor.ts';
import type { SandboxPlan } from '../../workers/messages.ts';

const limits = { milliseconds: 10_000, megabytes: 32, evidenceCharacters: 1000 };
const stage = { name: 'only', drive: '(candidate) => candidate.answer', inputs: ['null'], limits };
const plan: SandboxPlan = { stages: [stage], reference: '', threads: 1, seed: 0 };

test.each<[string, SandboxPlan, string]>([
  ['the host', { ...plan, threads: -1 }, 'Invalid array buffer length'],
  ['its threads', { ...plan, stages: [{ ...stage, drive: ')' }] }, 'Unexpected token'],
])('a sandbox in which %s cannot start says so', async (_, broken, message) => {
  const opening = openSandbox(broken);
  await expect(opening).rejects.toThrow(EnvironmentError);
  await expect(opening).rejects.toThrow(message);
});

test('more programs than threads are all answered, once each', async () => {
  const sandbox = await openSandbox(plan);
  const numbers = Array.from({ length: 50 }, (_, i) => i);
  const answers = await Promise.all(
    numbers.map((answer) => sandbox.run({ stage: 0, script: `return { answer: ${answer} };` })),
  );
  expect(answers.map((answer) => answer.status === 'evidence' && answer.text)).toEqual(numbers.map((n) => `[${n}]`));
  await sandbox.close();
});

test('a script that does not parse is the program’s fault', async () => {
  const sandbox = await openSandbox(plan);
  const answer = await sandbox.run({ stage: 0, script: '}); (function () {' });
  expect(answer).toMatchObject({ status: 'failed', reason: 'threw', message: expect.stringContaining('SyntaxError') });
  await sandbox.close();
});
