import { expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { findJail } from '../../src/evaluation/jail/find-jail.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

const found = findJail();
const missing = !('jail' in found) || found.jail.name !== 'bubblewrap';

const folder = scratch();
writeProblem(folder);

/** Tries two numbers, and leaves a third one, which depends on the program that it found. */
const script = [
  `try() { sed -i "s/const a = .*;/const a = $1;/" program/*.ts; }`,
  'try 40; germline evaluate > /dev/null; try 41; germline evaluate > /dev/null',
  `try "$(wc -l < history/index.tsv).5"`,
  'echo another number > summary.txt',
].join('; ');

test.skipIf(missing).each([
  ['in any order', []],
  ['in lockstep', ['--deterministic', '--set', 'lag=2']],
])('agents search %s, their trials count, and a replay needs none of them', { timeout: 120_000 }, async (_, more) => {
  const population = `agents-${more.length}`;
  const options = ['--proposers', 'none', '--set', 'simplify=false', '--population', population, ...more, '--json'];
  const agent = ['--model', `provider=agent,label=tester,calls=3,name=${script}`];
  const run = await germline(folder, 'run', './near-hundred', '--attempts', '3', ...options, ...agent);
  expect([run.code, run.err]).toEqual([0, expect.stringContaining('The agent tester runs in a jail with no network.')]);

  const attempts: readonly Attempt[] = JSON.parse((await germline(folder, 'log', population, '--json')).out);
  const proposals = attempts.filter((attempt) => attempt.kind === 'proposal');
  expect(proposals.map(({ proposal }) => [proposal.proposer, proposal.model, proposal.summary])).toEqual(
    Array(3).fill(['agent', 'tester', 'another number']),
  );
  expect(proposals.filter(({ proposal }) => proposal.trials === 2).length).toBeGreaterThan(0);

  const replayed = await germline(folder, 'replay', population);
  expect(replayed).toMatchObject({ code: 0, out: expect.stringContaining('all ids agree') });
  const trained = await germline(folder, 'export', population, '--training', 'none.jsonl');
  expect([trained.code, trained.err]).toEqual([2, expect.stringContaining('No model answered')]);
});

test('what an agent cannot have is said before the run', async () => {
  const run = (fields: string, ...more: string[]) =>
    germline(folder, 'run', './near-hundred', '--attempts', '1', ...more, '--model', `${fields},name=true`);
  const complaints = [
    await run('provider=agent,show=/no/such/place'),
    await run('provider=agent,show=relative'),
    await run('provider=agent,env=NO_SUCH_VARIABLE'),
    await run('provider=agent,network=http://x'),
    await run('provider=agent', '--sandbox', 'process'),
    await run('provider=exec,network=x'),
    await run('provider=agent', '--answers', 'x.jsonl'),
  ];
  expect(complaints.map(({ code }) => code)).toEqual(Array(7).fill(2));
  expect(complaints.map(({ err }) => err.trim().split('\n').at(-1))).toEqual([
    expect.stringContaining('there is no /no/such/place'),
    expect.stringContaining('expected a whole path'),
    expect.stringContaining('NO_SUCH_VARIABLE'),
    expect.stringContaining('expected a host'),
    expect.stringContaining('An agent needs a jail'),
    expect.stringContaining('only an agent has it'),
    expect.any(String),
  ]);
});
