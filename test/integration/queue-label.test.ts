import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openRunEvaluation } from '../../src/compose/open-evaluation.ts';
import { replayRun } from '../../src/compose/replay-run.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { readAddress } from '../../src/remote/address.ts';
import { listMachines, nameOfMachine } from '../../src/remote/machines.ts';
import { connectServer } from '../../src/remote/server.ts';
import type { Running } from '../e2e/germline.ts';
import { endDrill, startRedis, untilEnd } from '../fixtures/queue-drill.ts';
import { testPace } from '../fixtures/queue-pace.ts';
import { beginSearch, recordedNumbers, startWorker, writeWaitingProblem } from '../fixtures/queue-run.ts';
import { type TestRedis, whyNoRedis } from '../fixtures/redis.ts';
import { scratch } from '../scratch.ts';

/**
 * A stage that works only where the environment has a GPU: `sound`, or one whose scores are not those of others, for all
 * programs (`other`), for all but the initial one (`skewed`), or for all after some time (`dying`); or one whose machine stands
 * still for two seconds when it gets the initial program again (`fainting`).
 */
const whole = `import { spawn } from 'node:child_process';
import { defineProblem } from 'germline';
const gpu = process.env.GERMLINE_TEST_GPU;
let done = 0;
let met = 0;
const faint = () => {
  const script = 'kill -STOP ' + process.pid + '; sleep 2; kill -CONT ' + process.pid;
  spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
};
const sumOf = (values) => values.reduce((total, value) => total + value, 0);
const skewOf = (sum) => {
  if (gpu === 'other') return 1e-9;
  if (gpu === 'skewed') return Math.abs(sum - 9.75) < 1e-9 ? 0 : 50;
  return gpu === 'dying' && done++ > 3 ? 50 : 0;
};
export default defineProblem({
  name: 'near-hundred',
  statement: 'Numbers whose sum is near 100.',
  evaluator: {
    name: 'e',
    interface: 'export function values(): number[]',
    stages: [
      { name: 'cheap', drive: (candidate) => candidate.values(), score: ([values]) => ({ score: sumOf(values) }), threshold: 8 },
      {
        name: 'dear',
        label: 'gpu',
        drive: (candidate) => candidate.values(),
        score: ([values]) => {
          if (gpu === undefined) throw new Error('no GPU here');
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
          const sum = sumOf(values);
          if (gpu === 'fainting' && Math.abs(sum - 9.75) < 1e-9 && met++ === 2) faint();
          return { score: skewOf(sum) - Math.abs(100 - sum), feedback: sum === 90 ? 'by ' + process.env.GERMLINE_TEST_NAME : '' };
        },
      },
    ],
  },
});
`;

let spec: string;
/** The commits of a search on a machine with a GPU. */
let local: readonly string[];

beforeAll(async () => {
  spec = writeWaitingProblem({ whole });
  process.env.GERMLINE_TEST_GPU = 'sound';
  local = await search().commits;
  delete process.env.GERMLINE_TEST_GPU;
});

afterEach(endDrill);

async function worker(redis: TestRedis, name: string, gpu = 'sound'): Promise<Running> {
  return untilEnd(await startWorker(redis.url, spec, { name, gpu, label: 'gpu', slots: 1 }));
}

const search = (url?: string) => beginSearch(spec, url, { settings: { attempts: 14 } });

/** Starts machines of these names, each with its GPU, and waits until all have said that they are there. */
async function machines(redis: TestRedis, gpus: Readonly<Record<string, string>>): Promise<void> {
  const names = Object.keys(gpus);
  await Promise.all(names.map((name) => worker(redis, name, gpus[name])));
  const connection = new Redis(redis.url);
  const there = async () => (await listMachines(connection)).map(({ id }) => nameOfMachine(id));
  await expect
    .poll(there)
    .toEqual(expect.arrayContaining(names))
    .finally(() => connection.disconnect());
}

describe.skipIf(whyNoRedis)('a machine that lacks what a label stands for', () => {
  test('has a run scored and audited by others: its commits are those of a machine that has it', async () => {
    const redis = await startRedis();
    await machines(redis, { one: 'sound', two: 'sound' });
    const found = search(redis.url);
    expect(await found.commits).toEqual(local);
    expect(found.notices.filter((text) => !text.startsWith('The search is over'))).toEqual([]);
    expect((await replayRun(found.path, join(scratch(), 'again.git'))).same).toBe(true);
  });

  test('waits at the start, and says which command starts a worker', async () => {
    const redis = await startRedis();
    const found = search(redis.url);
    await expect
      .poll(() => found.notices.join('\n'))
      .toContain(`germline worker near-hundred --queue ${redis.url} --label gpu`);
    await worker(redis, 'late');
    expect(await found.commits).toEqual(local);
    const alone = found.notices.filter((text) => text.includes('No other machine is there to check what late finds'));
    expect(alone).toHaveLength(1);
  });

  test('blames itself, and no candidate, where there is no queue', async () => {
    const found = search();
    await expect(found.commits).rejects.toThrow(
      /initial program itself fails here in stage dear \(evaluator-error: .*no GPU here.*\), so this machine seems to lack what the label gpu stands for/,
    );
  });

  test('has audits made by another machine than the one that scored the candidate', async () => {
    const redis = await startRedis();
    await machines(redis, { one: 'sound', two: 'sound' });
    const problem = await loadProblem(spec);
    await using server = await connectServer(readAddress(redis.url));
    const queue = { address: server.address, pace: testPace };
    const options = { seed: 1, sandbox: 'process', workers: 1, reporter: {}, queue } as const;
    const pool = await openRunEvaluation(problem, server, {}, options);
    const program = withFiles(problem.initial, { 'initial.ts': 'export const values = () => [40, 50];\n' });
    const { machine = '' } = await pool.evaluate(program);
    expect(['one', 'two']).toContain(machine);
    for (const foundBy of ['one', 'two']) {
      const { candidate, initial } = await pool.repeat!(program, { seed: 1, index: 1, foundBy });
      expect([candidate, initial]).toMatchObject([{ score: -10 }, { score: -90.25 }]);
      expect(candidate.feedback).toContain(`by ${foundBy === 'one' ? 'two' : 'one'}`);
    }
    await pool.close();
  });
});

describe.skipIf(whyNoRedis)('machines that check each other', () => {
  test('a third one decides between two that differ', async () => {
    const redis = await startRedis();
    await machines(redis, { one: 'sound', odd: 'skewed', two: 'sound' });
    const found = search(redis.url);
    expect(await found.commits).toEqual(local);
    expect(found.notices.join('\n')).toMatch(/odd is put aside: it found .* where (one|two) and (one|two) find/);
  });

  test('of two that differ, the one is put aside that finds something else for the initial program by now', async () => {
    const redis = await startRedis();
    await machines(redis, { one: 'sound', odd: 'dying' });
    const found = search(redis.url);
    expect(await found.commits).toEqual(local);
    expect(found.notices.join('\n')).toMatch(/odd is put aside: it finds .* for the initial program, which had/);
  });

  test('where nothing tells who is right, both are put aside, and the run waits for others', async () => {
    const redis = await startRedis();
    await machines(redis, { one: 'sound', odd: 'skewed' });
    const found = search(redis.url);
    await expect.poll(() => found.notices.join('\n'), { timeout: 20_000 }).toMatch(/so the run waits/);
    for (const name of ['one', 'odd'])
      expect(found.notices.join('\n')).toMatch(new RegExp(`${name} is put aside: .*no other machine is there to tell`));
    await worker(redis, 'three');
    expect(await found.commits).toEqual(local);
  });

  test('one that falls silent when it is asked again does not lose by that', async () => {
    const redis = await startRedis();
    await machines(redis, { one: 'fainting', odd: 'skewed' });
    const found = search(redis.url);
    await expect.poll(() => found.notices.join('\n'), { timeout: 20_000 }).toMatch(/so the run waits/);
    await worker(redis, 'three');
    expect(await found.commits).toEqual(local);
  });

  test('a run does not begin where two differ about the initial program', async () => {
    const redis = await startRedis();
    await machines(redis, { one: 'sound', odd: 'other' });
    await expect(search(redis.url).commits).rejects.toThrow(
      /Machines differ about the initial program of near-hundred: (one|odd) find .*start one more/,
    );
  });

  test('two of three that agree about the initial program put the third aside', async () => {
    const redis = await startRedis();
    await machines(redis, { one: 'sound', odd: 'other', two: 'sound' });
    const found = search(redis.url);
    expect(await found.commits).toEqual(local);
    expect(found.notices.join('\n')).toMatch(/odd is put aside: it finds another score for the initial program/);
  });

  test('at the end of its time a run leaves out what waits for machines that are not there', async () => {
    const redis = await startRedis();
    const only = await worker(redis, 'only');
    const found = beginSearch(spec, redis.url, {
      settings: { attempts: 1000, deterministic: false, milliseconds: 4000 },
    });
    await expect.poll(() => found.notices.join('\n'), { timeout: 20_000 }).toContain('to check what only finds');
    only.child.kill('SIGKILL');
    await found.commits;
    expect((await recordedNumbers(found.path)).length).toBeGreaterThan(1);
  });
});
