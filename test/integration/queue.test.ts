import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { childOf } from '../../src/api/attempt.ts';
import { auditRun } from '../../src/compose/audit-run.ts';
import { openRunEvaluation } from '../../src/compose/open-evaluation.ts';
import { replayRun } from '../../src/compose/replay-run.ts';
import { findJail } from '../../src/evaluation/jail/find-jail.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { readAddress } from '../../src/remote/address.ts';
import { listMachines, type Machine, nameOfMachine } from '../../src/remote/machines.ts';
import { connectServer } from '../../src/remote/server.ts';
import type { Running } from '../e2e/germline.ts';
import { endDrill, startRedis, untilEnd } from '../fixtures/queue-drill.ts';
import type { Lie } from '../fixtures/queue-lies.ts';
import { testPace } from '../fixtures/queue-pace.ts';
import {
  beginSearch,
  recordedNumbers,
  type Search,
  startLiar,
  startWorker,
  writeWaitingProblem,
} from '../fixtures/queue-run.ts';
import { type TestRedis, whyNoRedis } from '../fixtures/redis.ts';
import { scratch } from '../scratch.ts';

/** An audit by hand. */
const again = { top: undefined, repetitions: undefined, sandbox: 'process', record: false } as const;

/** The problem of all drills, and the commits of a local search. */
let spec: string;
let local: readonly string[];

beforeAll(async () => {
  spec = writeWaitingProblem();
  local = await beginSearch(spec).commits;
});

afterEach(endDrill);

async function worker(redis: TestRedis, options: object = {}, problem = spec): Promise<Running> {
  return untilEnd(await startWorker(redis.url, problem, options));
}

async function both(redis: TestRedis, one: string, two: string): Promise<[Running, Running]> {
  return await Promise.all([worker(redis, { name: one }), worker(redis, { name: two })]);
}

async function liar(redis: TestRedis, lie: Lie): Promise<Running> {
  return untilEnd(await startLiar(redis.url, spec, lie));
}

/** Waits until a machine is as wanted. */
async function untilMachine(redis: TestRedis, name: string, holds: (machine: Machine) => boolean): Promise<void> {
  const connection = new Redis(redis.url);
  try {
    await expect
      .poll(async () => (await listMachines(connection)).some((one) => nameOfMachine(one.id) === name && holds(one)), {
        interval: 20,
      })
      .toBe(true);
  } finally {
    connection.disconnect();
  }
}

const isBusy = ({ done, busy }: Machine) => done >= 2 && busy >= 1;

/** Nothing is lost, nothing counts twice, and all is as in the local search. */
async function expectSame({ path, commits }: Search): Promise<void> {
  expect(await commits).toEqual(local);
  const numbers = await recordedNumbers(path);
  expect(numbers.length).toBeGreaterThanOrEqual(24);
  expect(new Set(numbers).size).toBe(numbers.length);
}

describe.skipIf(whyNoRedis)('a search over a queue makes the same commits as one here', () => {
  test('with two workers; it is replayed, and its champion is confirmed', async () => {
    const redis = await startRedis();
    const pair = await both(redis, 'one', 'two');
    const search = beginSearch(spec, redis.url);
    await expectSame(search);
    expect(search.notices.filter((text) => !text.startsWith('The search is over'))).toEqual([]);
    expect((await replayRun(search.path, join(scratch(), 'again.git'))).same).toBe(true);
    for (const { child } of pair) child.kill('SIGTERM');
    const done = (await Promise.all(pair.map(({ finished }) => finished))).map(({ out, code }) => [
      code,
      Number(/done (\d+)/.exec(out)?.[1]),
    ]);
    expect(done.map(([code]) => code)).toEqual([0, 0]);
    expect(Math.min(...done.map(([, count]) => count!))).toBeGreaterThan(3);
  });

  test('when a worker is killed in the middle of its jobs', async () => {
    const redis = await startRedis();
    const search = beginSearch(spec, redis.url);
    const [victim] = await both(redis, 'victim', 'survivor');
    await untilMachine(redis, 'victim', isBusy);
    victim.child.kill('SIGKILL');
    await expectSame(search);
  });

  test('when a worker is asked to end: it finishes what it has, and none of its jobs is taken back', async () => {
    const redis = await startRedis();
    const search = beginSearch(spec, redis.url);
    const [leaving] = await both(redis, 'leaving', 'staying');
    await untilMachine(redis, 'leaving', isBusy);
    leaving.child.kill('SIGTERM');
    expect(await leaving.finished).toMatchObject({ code: 0, out: expect.stringMatching(/done \d+/) });
    await expectSame(search);
  });

  test('when a worker is cut off for longer than it may hold its jobs, and comes back with its answers', async () => {
    const redis = await startRedis();
    const search = beginSearch(spec, redis.url);
    const [frozen] = await both(redis, 'frozen', 'other');
    await untilMachine(redis, 'frozen', isBusy);
    frozen.child.kill('SIGSTOP');
    await setTimeout(2500);
    frozen.child.kill('SIGCONT');
    await expectSame(search);
  });

  test('when the queue is killed and forgets everything', async () => {
    const redis = await startRedis();
    const search = beginSearch(spec, redis.url);
    await worker(redis, { name: 'one' });
    await untilMachine(redis, 'one', isBusy);
    await redis.kill();
    await setTimeout(500);
    await redis.begin();
    await expectSame(search);
  });

  test('when machines die of every job that they take, until one comes that does not', async () => {
    const redis = await startRedis();
    const killers = await Promise.all([1, 2].map(() => liar(redis, 'death')));
    const search = beginSearch(spec, redis.url);
    await Promise.all(killers.map(({ finished }) => finished));
    await worker(redis);
    await expectSame(search);
  });
});

describe.skipIf(whyNoRedis)('what a queue lacks', () => {
  test('idle workers and a run come back after an outage of more than six seconds', async () => {
    const redis = await startRedis();
    await worker(redis, { name: 'idle' });
    await untilMachine(redis, 'idle', () => true);
    await redis.kill();
    await setTimeout(6200);
    await redis.begin();
    await expectSame(beginSearch(spec, redis.url));
  });

  test('without a worker a run says how to start one, and waits', async () => {
    const redis = await startRedis();
    const search = beginSearch(spec, redis.url);
    const command = `germline worker near-hundred --queue ${redis.url}`;
    await expect
      .poll(() => search.notices.join('\n'))
      .toMatch(/No worker serves near-hundred \([0-9a-f]{8}\), so the run waits/);
    expect(search.notices.join('\n')).toContain(command);
    await worker(redis);
    await expectSame(search);
  });

  test('a worker with another version of the problem is named, as the two never meet', async () => {
    const redis = await startRedis();
    const other = join(scratch(), 'near-hundred');
    cpSync(spec, other, { recursive: true });
    writeFileSync(join(other, 'initial.ts'), 'export function values() {\n  return [2];\n}\n');
    await worker(redis, { name: 'old-box' }, other);
    const search = beginSearch(spec, redis.url);
    await expect
      .poll(() => search.notices.join('\n'))
      .toMatch(/old-box has another version of it \([0-9a-f]{8}\): copy/);
    await worker(redis);
    await expectSame(search);
  });

  test('at the end of its time a run scores here what waits for machines that are not there', async () => {
    const redis = await startRedis();
    const search = beginSearch(spec, redis.url, {
      settings: { attempts: 1000, deterministic: false, milliseconds: 1500 },
    });
    await search.commits;
    expect((await recordedNumbers(search.path)).length).toBeGreaterThan(1);
  });
});

describe.skipIf(whyNoRedis)('a stage with a label', () => {
  const cheap = `([values]) => {
    const sum = values.reduce((total, value) => total + value, 0);
    return { score: sum, metrics: { values: values.length }, feedback: 'it is ' + sum, artifacts: { seen: 'cheaply' } };
  }`;
  const dear = `([values]) => {
    const sum = values.reduce((total, value) => total + value, 0);
    return { score: -Math.abs(100 - sum), feedback: 'dear', artifacts: { seen: 'dearly' } };
  }`;
  const stage = (name: string, score: string, more: string) =>
    `{ name: '${name}', drive: (candidate) => candidate.values(), score: ${score}, ${more} }`;
  const wholeWith = (first: string) => `import { appendFileSync } from 'node:fs';
import { defineProblem } from 'germline';
export default defineProblem({
  name: 'near-hundred',
  statement: 'Numbers whose sum is near 100.',
  evaluator: { name: 'e', interface: 'export function values(): number[]',
    stages: [${stage('cheap', first, 'threshold: 8')}, ${stage('dear', dear, "label: 'gpu'")}] },
});
`;
  const whole = wholeWith(cheap);

  test('goes to machines with it; stages before run here, and bad candidates end here', async () => {
    const redis = await startRedis();
    const labelled = writeWaitingProblem({ whole });
    const local = await beginSearch(labelled).commits;
    await worker(redis, { name: 'plain' }, labelled);
    const search = beginSearch(labelled, redis.url, { own: 'gpu' });
    const command = `germline worker near-hundred --queue ${redis.url} --label gpu`;
    await expect.poll(() => search.notices.join('\n')).toContain(command);
    expect(search.notices.join('\n')).toMatch(/No worker serves .* with the label gpu.*plain has no label/);
    const gpu = await worker(redis, { name: 'gpu', label: 'gpu' }, labelled);
    expect(await search.commits).toEqual(local);
    gpu.child.kill('SIGTERM');
    const done = Number(/done (\d+)/.exec((await gpu.finished).out)?.[1]);
    const record = await readRecord(search.path);
    const outcomes = record.entries.flatMap(({ attempt }) =>
      attempt.kind === 'proposal' && 'stages' in attempt.outcome ? [attempt.outcome] : [],
    );
    await record.close();
    const endedEarly = outcomes.filter((one) => one.status === 'failed' && one.stage === 'cheap');
    expect(endedEarly.length).toBeGreaterThan(0);
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThanOrEqual(outcomes.length - endedEarly.length);
  });

  test('is all that is run again where an answer is checked here', async () => {
    const redis = await startRedis();
    const file = join(scratch(), 'scored');
    const noted = `([values]) => (appendFileSync(${JSON.stringify(file)}, values.join() + '\\n'), { score: 9 })`;
    const labelled = writeWaitingProblem({ whole: wholeWith(noted) });
    const [problem] = await Promise.all([
      loadProblem(labelled),
      worker(redis, { name: 'gpu', label: 'gpu' }, labelled),
    ]);
    await using server = await connectServer(readAddress(redis.url));
    const queue = { address: server.address, pace: testPace, own: 'gpu' };
    const options = { seed: 1, sandbox: 'process', workers: 1, reporter: {}, queue } as const;
    const pool = await openRunEvaluation(problem, server, {}, options);
    const program = withFiles(problem.initial, { 'initial.ts': 'export const values = () => [40, 50];\n' });
    // The first answer of a machine is checked in any case, and counts as this machine's own.
    expect(await pool.evaluate(program)).toMatchObject({ status: 'scored', score: -10, stages: [{ score: 9 }, {}] });
    await pool.close();
    expect(readFileSync(file, 'utf8').match(/^40,50$/gm)).toHaveLength(1);
  });

  test('goes elsewhere with all others where the run names machines for all of them', async () => {
    const redis = await startRedis();
    const labelled = writeWaitingProblem({ whole });
    await worker(redis, { name: 'big', label: 'big' }, labelled);
    const search = beginSearch(labelled, redis.url, { on: 'big', own: 'gpu' });
    expect(await search.commits).toEqual(await beginSearch(labelled).commits);
    expect(search.notices.filter((text) => text.includes('No worker'))).toEqual([]);
  });
});

describe.skipIf(whyNoRedis)('a machine serves no run that it does not fit', () => {
  const skewed = `([values]) => ({ score: Number(readFileSync(new URL('./skew.txt', import.meta.url), 'utf8')) + values.length })`;
  const whole = `import { readFileSync } from 'node:fs';
import { defineProblem } from 'germline';
export default defineProblem({
  name: 'near-hundred',
  statement: 'It reads a file that it does not name as its data.',
  evaluator: { name: 'e', interface: 'export function values(): number[]',
    stages: [{ name: 'sum', drive: (candidate) => candidate.values(), score: ${skewed} }] },
});
`;

  test('when its initial program gets another score: both are named, and the search is the same', async () => {
    const redis = await startRedis();
    const [here, there] = ['0', '1e-12'].map((skew) => {
      const folder = writeWaitingProblem({ whole });
      writeFileSync(join(folder, 'skew.txt'), skew);
      return folder;
    });
    const expected = await beginSearch(here!).commits;
    const other = await worker(redis, { name: 'other' }, there);
    const search = beginSearch(here!, redis.url);
    expect(await other.finished).toMatchObject({
      code: 2,
      out: expect.stringMatching(/near-hundred gets {"score":3.000000000001.*} here and {"score":3,.*} at the run/),
    });
    await worker(redis, {}, here);
    expect(await search.commits).toEqual(expected);
  });

  test.skipIf('missing' in findJail())('when its sandbox is weaker', async () => {
    const redis = await startRedis();
    const weak = await worker(redis, { name: 'weak' });
    const search = beginSearch(spec, redis.url, { sandbox: 'system' });
    expect(await weak.finished).toMatchObject({
      code: 2,
      out: expect.stringMatching(
        /wants a sandbox of the operating system, and this machine has realm, thread, process/,
      ),
    });
    await worker(redis, { sandbox: 'system' });
    await search.commits;
    expect((await recordedNumbers(search.path)).length).toBeGreaterThanOrEqual(24);
  });

  test('when a problem measures times and no label says which machines are of one kind', async () => {
    const redis = await startRedis();
    const timed = writeWaitingProblem({ whole: whole.replace("name: 'sum',", "name: 'sum', measured: true,") });
    writeFileSync(join(timed, 'skew.txt'), '0');
    await expect(beginSearch(timed, redis.url).commits).rejects.toThrow(/measures times.*--label NAME.*--on NAME/);
  });
});

describe.skipIf(whyNoRedis)('answers of strangers', () => {
  test.each([
    ['better', /liar is put aside: it found .* where this machine finds/],
    ['failure', /liar is put aside: it found .* where this machine finds/],
    ['nothing', /An answer from the queue is none, and its program is scored again/],
  ] as const)('%s: the search is the same as without it', async (lie, said) => {
    const redis = await startRedis();
    await liar(redis, lie);
    const search = beginSearch(spec, redis.url);
    await expect.poll(() => search.notices.join('\n')).toMatch(said);
    await worker(redis);
    await expectSame(search);
  });

  test('what a machine found before it lied is audited, and its name is in the record', async () => {
    const redis = await startRedis();
    const { child } = await liar(redis, 'later');
    const search = beginSearch(spec, redis.url, { settings: { deterministic: false, attempts: 60 } });
    await expect.poll(() => search.notices.join('\n')).toMatch(/liar is put aside.*what it found before is audited/);
    child.kill('SIGKILL'); // a worker of ours ends when it hears of it
    await worker(redis, { name: 'honest' });
    await search.commits;
    const record = await readRecord(search.path);
    const all = record.entries.map(({ attempt }) => attempt);
    await record.close();
    const scoredBy = (name: string) => all.filter((one) => childOf(one)?.machine === name).map(({ number }) => number);
    const audited = all.flatMap((one) => (one.kind === 'audit' ? [one.candidate] : []));
    expect(scoredBy('honest').length).toBeGreaterThan(0);
    const placed = (await Array.fromAsync(auditRun(search.path, { ...again, machine: 'liar' }))).map(
      (one) => one.candidate,
    );
    expect(audited.filter((number) => scoredBy('liar').includes(number))).not.toEqual([]);
    expect(audited).toEqual(expect.arrayContaining(placed));
    expect(scoredBy('liar')).toEqual(expect.arrayContaining(placed));
  });
});
