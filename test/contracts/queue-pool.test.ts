import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvaluatorPool } from '../../src/api/evaluation.ts';
import { readAddress } from '../../src/remote/address.ts';
import { openRemotePool } from '../../src/remote/pool.ts';
import { type Service, serve } from '../../src/remote/serve.ts';
import { connectServer, type QueueServer } from '../../src/remote/server.ts';
import type { WorkerEvent } from '../../src/remote/worker-event.ts';
import { poolContract } from '../fixtures/pool-contract.ts';
import { candidate } from '../fixtures/probe-pool.ts';
import { fixtureProblem, openFixture } from '../fixtures/problems/pools.ts';
import { testPace } from '../fixtures/queue-pace.ts';
import { TestRedis, whyNoRedis } from '../fixtures/redis.ts';

describe.skipIf(whyNoRedis)('a pool over a queue', () => {
  let redis: TestRedis;
  const servers: QueueServer[] = [];
  const services: Service[] = [];
  /** What the machine told of itself. */
  const heard: WorkerEvent[] = [];

  beforeAll(async () => {
    redis = await TestRedis.start();
    const problems = await Promise.all(['probe', 'impatient'].map((name) => fixtureProblem(name)));
    const server = await connect();
    services.push(
      serve({
        problems,
        server,
        slots: 2,
        label: undefined,
        id: 'box#1',
        sandbox: 'auto',
        pace: testPace,
        hear: (event) => void heard.push(event),
      }),
    );
  });

  afterAll(async () => {
    for (const service of services) await service.stop();
    for (const server of servers) await server[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  async function connect(): Promise<QueueServer> {
    const server = await connectServer(readAddress(redis.url));
    servers.push(server);
    return server;
  }

  async function open(name: string, server?: QueueServer): Promise<EvaluatorPool> {
    return await openRemotePool({
      ...{ problem: await fixtureProblem(name), local: await openFixture(name), server: server ?? (await connect()) },
      ...{
        place: { label: undefined, first: 0, decides: true },
        layers: [],
        terms: { seed: 1 },
        deterministic: false,
        pace: testPace,
        notice: () => {},
      },
    });
  }

  /** Jobs that a machine holds. */
  const held = async ({ connection }: QueueServer) => await connection.keys('germline:*:lock');

  /** A server whose events never arrive. */
  async function connectDeaf(): Promise<QueueServer> {
    const server = await connect();
    class DeafEvents extends server.bullmq.QueueEvents {
      override on(): this {
        return this;
      }
    }
    return { ...server, bullmq: { ...server.bullmq, QueueEvents: DeafEvents } };
  }

  /** A server that hands out a job only once it is allowed to, and says when the first is asked for. */
  async function connectSlow() {
    const server = await connect();
    const asked = Promise.withResolvers<void>();
    const allowed = Promise.withResolvers<void>();
    class SlowQueue extends server.bullmq.Queue {
      override async getJob(id: string) {
        asked.resolve();
        await allowed.promise;
        return await super.getJob(id);
      }
    }
    return { server: { ...server, bullmq: { ...server.bullmq, Queue: SlowQueue } }, asked, allowed };
  }

  poolContract((name) => open(name));

  /** Evaluations that end when they are stopped. */
  function endless(pool: EvaluatorPool, count: number) {
    const stop = new AbortController();
    const reason = new Error('enough');
    const all = Array.from({ length: count }, (_, index) =>
      pool.evaluate(candidate(`const at = ${index}; for (;;);`), stop.signal),
    );
    const ended = Promise.allSettled(all);
    return async () => {
      stop.abort(reason);
      expect(await ended).toEqual(all.map(() => ({ status: 'rejected', reason })));
    };
  }

  const box = (busy: number) => [{ name: 'box', state: 'there', slots: 2, busy }];

  test.each([
    ['', connect],
    [', also where no event of the queue arrives', connectDeaf],
  ])('the machines, what they do, and what waits for them%s', async (_, connecting) => {
    const server = await connecting();
    const pool = await open('probe', server);
    await expect.poll(() => held(server)).toEqual([]);
    await expect.poll(() => pool.machines?.all).toEqual(box(0));
    heard.length = 0;
    const end = endless(pool, 6);
    await expect.poll(() => pool.machines?.waiting).toBe(4);
    await expect.poll(() => pool.machines?.all).toEqual(box(2));
    expect(pool.machines?.text).toBe('1 machine, 2 slots, 2 busy');
    expect(heard).not.toContainEqual(expect.objectContaining({ status: 'failed' })); // none came to its end meanwhile
    await end();
    expect(pool.machines).toMatchObject({ waiting: 0, resent: 0 });
    await pool.close();
  });

  test('jobs that were taken from a machine free its slots, and it takes them again', async () => {
    const server = await connect();
    const pool = await open('probe', server);
    await expect.poll(() => held(server)).toEqual([]);
    heard.length = 0;
    const end = endless(pool, 2);
    await expect.poll(() => held(server)).toHaveLength(2);
    await server.connection.del(await held(server)); // as if the machine had been frozen
    const gaveUp = () => heard.filter((event) => 'message' in event && event.message.includes('took the job back'));
    await expect.poll(() => gaveUp().length).toBeGreaterThanOrEqual(2);
    await expect.poll(() => held(server)).toHaveLength(2);
    await expect.poll(() => pool.machines).toMatchObject({ waiting: 0, all: box(2) });
    await end();
    await pool.close();
  });

  test('a job that was cancelled, is wanted again and is cancelled again meanwhile is not sent again', async () => {
    const { server, asked, allowed } = await connectSlow();
    await expect.poll(() => held(server)).toEqual([]);
    const first = await open('probe');
    const end = endless(first, 1);
    await expect.poll(() => held(server)).toHaveLength(1);
    await end();
    await expect.poll(() => held(server)).toEqual([]);
    const second = await open('probe', server);
    const endAgain = endless(second, 1);
    await asked.promise;
    await endAgain();
    allowed.resolve();
    await first.evaluate(candidate('return input + 2'));
    expect(await held(server)).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });
});
