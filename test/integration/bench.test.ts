import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type ProposalAttempt, parentsOf } from '../../src/api/attempt.ts';
import { type Arm, armWithout, namedArms, readArm } from '../../src/bench/arms.ts';
import { compare } from '../../src/bench/compare.ts';
import type { RunCurve } from '../../src/bench/curve.ts';
import { type Bench, continueRun } from '../../src/cli/bench-run.ts';
import { replayRun } from '../../src/compose/replay-run.ts';
import { readSettings } from '../../src/config.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

const arms = [
  ...namedArms('full,best-of-n,hill-climbing,no-cells'),
  armWithout('blend', ['operators']),
  readArm('wide: islands=9 choice=uniform', readSettings),
];
const never = { stop: new AbortController().signal, abort: new AbortController().signal };
const curves = new Map<string, RunCurve>();
let bench: Bench;

const armOf = (label: string) => arms.find((arm) => arm.label === label) as Arm;
const populationOf = ({ label }: Arm) => join(bench.folder, `${label.replace(' ', '-')}-3.git`);

beforeAll(async () => {
  const spec = writeProblem(scratch());
  const allowance = { unit: 'attempts', amount: 40 } as const;
  bench = {
    spec,
    fingerprints: await loadProblem(spec),
    folder: scratch(),
    settings: { simplify: false },
    allowance,
    workers: 1,
    sandbox: 'process',
  };
  for (const arm of arms) curves.set(arm.label, (await continueRun(bench, arm, 3, never)) as RunCurve);
});

/** The proposals of an arm, in the order they were told. */
async function proposalsOf(label: string): Promise<readonly ProposalAttempt[]> {
  const record = await readRecord(populationOf(armOf(label)));
  await record.close();
  return record.entries.map(({ attempt }) => attempt).filter((attempt) => attempt.kind === 'proposal');
}

test('every arm can be replayed to the same commits', async () => {
  for (const arm of arms) {
    const replayed = await replayRun(populationOf(arm), join(scratch(), 'population.git'));
    expect([arm.label, replayed.same]).toEqual([arm.label, true]);
  }
});

test('hill climbing has one parent at a time: the latest that was not worse', async () => {
  /** By how many attempts were told. */
  const holders = [0, 0];
  let best = -90.25;
  for (const attempt of await proposalsOf('hill-climbing')) {
    const { number, watermark, drawn, outcome } = attempt;
    expect([number, parentsOf(attempt), drawn.inspirations]).toEqual([number, [holders[watermark]], []]);
    const takesOver = outcome.status === 'scored' && outcome.score >= best;
    if (takesOver) best = outcome.score;
    holders.push(takesOver ? number : holders.at(-1)!);
  }
  expect(new Set(holders).size).toBeGreaterThan(3);
});

test('best of n makes every child from the initial program, and sees no other', async () => {
  for (const attempt of await proposalsOf('best-of-n')) {
    const { number, drawn } = attempt;
    expect([number, parentsOf(attempt), drawn.inspirations]).toEqual([number, [0], []]);
  }
});

test('an arm without a proposer never asks it, and one of the user’s own has its options', async () => {
  for (const { proposal } of await proposalsOf('without blend')) expect(proposal.proposer).not.toBe('blend');
  expect(new Set((await proposalsOf('wide')).map(({ drawn }) => drawn.island)).size).toBe(9);
});

test('the arms are compared at the same allowance, and start alike', () => {
  const all = arms.map(({ label }) => ({ label, runs: [{ seed: 3, curve: curves.get(label) as RunCurve }] }));
  const summaries = compare(all, bench.allowance, [-60], 'max');
  for (const { spent, reached } of summaries) {
    expect(spent.attempts).toEqual({ median: 40, low: 40, high: 40 });
    expect(reached[0]?.runs).toBeLessThanOrEqual(1);
  }
  expect(new Set([...curves.values()].map(({ initial }) => initial))).toEqual(new Set([-90.25]));
});

test('a complete run is not run again, and a population of other options is refused', async () => {
  const before = readdirSync(join(populationOf(armOf('full')), 'objects/pack'));
  expect(await continueRun(bench, armOf('full'), 3, never)).toEqual(curves.get('full'));
  expect(readdirSync(join(populationOf(armOf('full')), 'objects/pack'))).toEqual(before);
  for (const other of [
    { settings: { simplify: false, elites: 5 } },
    { fingerprints: { fingerprint: 'another problem' } },
  ])
    await expect(continueRun({ ...bench, ...other }, armOf('full'), 3, never)).rejects.toThrow(
      'belongs to another bench',
    );
});
