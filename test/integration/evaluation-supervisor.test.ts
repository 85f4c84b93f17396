import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import { EnvironmentError } from '../../src/api/index.ts';
import { openSandbox } from '../../src/evaluation/supervisor.ts';
import type { SandboxPlan, SandboxStage } from '../../workers/messages.ts';

const hosts: ChildProcess[] = [];
subscribe('child_process', (message) => {
  hosts.push((message as { process: ChildProcess }).process);
});

const limits = { milliseconds: 10_000, megabytes: 32, evidenceCharacters: 1000 };
const stage: SandboxStage = {
  ...{ name: 'only', drive: '(candidate) => candidate.answer', limits },
  ...{ inputs: ['null'], randomStates: [[1, 2, 3]] },
};
const plan: SandboxPlan = { stages: [stage], reference: '', threads: 1 };

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

test('when a host dies, innocent programs in it are not blamed, whichever program beside them fails', async () => {
  const sandbox = await openSandbox({ ...plan, threads: 2 });
  const run = (script: string) => sandbox.run({ stage: 0, script });
  const innocent = 'return { answer: 1 };';
  hosts.at(-1)!.kill('SIGSTOP'); // on a busy machine it might answer before it is killed
  // As an engine does, each that is answered has another one run.
  const suspects = ['throw 1;', innocent, 'throw 2;'].map(async (script) => {
    const answer = await run(script);
    return [answer, await run(innocent)];
  });
  hosts.at(-1)!.kill('SIGKILL');
  const before = hosts.length;
  const [first, second, third] = await Promise.all(suspects);
  const threw = { status: 'failed', reason: 'threw' };
  const fine = { status: 'evidence', text: '[1]' };
  expect([first, second, third]).toMatchObject([
    [threw, fine],
    [fine, fine],
    [threw, fine],
  ]);
  expect(hosts.length - before).toBe(2); // another one after the suspect that failed and has successors
  await sandbox.close();
});

test('a program is not blamed for the death of its host that an earlier program may have caused', async () => {
  const sandbox = await openSandbox({ ...plan, threads: 2 });
  hosts.at(-1)!.kill('SIGSTOP');
  const quick = sandbox.run({ stage: 0, script: 'return { answer: 1 };' });
  const slow = sandbox.run({ stage: 0, script: 'for (let i = 0; i < 2e9; i++); return { answer: 2 };' });
  const kill = () => hosts.at(-1)!.kill('SIGKILL');
  kill();
  const before = hosts.length;
  expect(await quick).toMatchObject({ text: '[1]' });
  kill(); // the slow one has just been given to it
  await expect.poll(() => hosts.length).toBe(before + 2);
  await new Promise((resolve) => setTimeout(resolve, 600));
  kill(); // it was most probably at work, in a host of its own
  expect(await slow).toMatchObject({ text: '[2]' });
  await sandbox.close();
});
