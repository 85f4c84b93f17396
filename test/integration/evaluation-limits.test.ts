import { type ChildProcess, spawn } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openSandbox, type Sandbox } from '../../src/evaluation/supervisor.ts';
import type { SandboxAnswer } from '../../workers/messages.ts';

const hosts: ChildProcess[] = [];
subscribe('child_process', (message) => {
  hosts.push((message as { process: ChildProcess }).process);
});

/** A sandbox with one stage, whose limit of processor time is given in milliseconds. */
async function limitedTo(milliseconds: number): Promise<Sandbox> {
  const limits = { milliseconds, megabytes: 64, evidenceCharacters: 1000 };
  const stage = { name: 'only', drive: '(candidate) => candidate.answer()', limits };
  const sandbox = await openSandbox({
    stages: [{ ...stage, inputs: ['null'], randomStates: [[1, 2, 3]] }],
    reference: '',
    threads: 1,
  });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

const counting = (passes: number) =>
  `return { answer() { let x = 1; for (let i = 0; i < ${passes}; i++) x = (x * 16807) % 2147483647; return x; } };`;

/** Twice as many busy loops as the machine has processors. */
function keepBusy(): void {
  const loops = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }),
  );
  onTestFinished(() => loops.forEach((loop) => void loop.kill('SIGKILL')));
}

async function costOf(script: string): Promise<number> {
  const sandbox = await limitedTo(60_000);
  const answer = await sandbox.run({ stage: 0, script });
  return answer.status === 'evidence' ? answer.milliseconds : Number.NaN;
}

const verdict = (answer: SandboxAnswer) => (answer.status === 'failed' ? answer.reason : answer.status);

test.each([
  ['half of its limit passes', 2, 'evidence'],
  ['twice its limit times out', 0.5, 'timed-out'],
])('a program that takes %s, each time beside busy loops', async (_, share, expected) => {
  const script = counting(1e7);
  const sandbox = await limitedTo(share * (await costOf(script)));
  keepBusy();
  const verdicts: string[] = [];
  for (let time = 0; time < 20; time++) verdicts.push(verdict(await sandbox.run({ stage: 0, script })));
  expect(verdicts).toEqual(Array.from({ length: 20 }, () => expected));
});

test.each([
  ['an endless loop', 'for (;;);', 'timed-out'],
  ['a short one', 'return 1;', 'evidence'],
])('when a host stood still, %s is tried again in a new host, alone', async (_, body, expected) => {
  const sandbox = await limitedTo(300);
  const host = hosts.at(-1)!;
  const before = hosts.length;
  // The thread gets going first, and then stands still with its host.
  const script = `return { answer() { for (let i = 0; i < 1e8; i++); ${body} } };`;
  const answer = sandbox.run({ stage: 0, script });
  await pause(60);
  host.kill('SIGSTOP');
  await pause(3300);
  host.kill('SIGCONT');
  expect(verdict(await answer)).toBe(expected);
  if (expected === 'timed-out') expect(hosts.length).toBe(before + 1);
});

test('a builtin function that no one can interrupt ends, beside others that are not blamed', async () => {
  const sandbox = await limitedTo(300);
  const stuck = sandbox.run({ stage: 0, script: 'return { answer: () => new Array(4294967295).indexOf(1) };' });
  const innocent = sandbox.run({ stage: 0, script: counting(1000) });
  expect([verdict(await stuck), verdict(await innocent)]).toEqual(['timed-out', 'evidence']);
});
