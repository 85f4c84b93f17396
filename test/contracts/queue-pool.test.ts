import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvaluatorPool } from '../../src/api/evaluation.ts';
import { readAddress } from '../../src/remote/address.ts';
import { openRemotePool } from '../../src/remote/pool.ts';
import { type Service, serve } from '../../src/remote/serve.ts';
import { connectServer, type QueueServer } from '../../src/remote/server.ts';
import { poolContract } from '../fixtures/pool-contract.ts';
import { candidate } from '../fixtures/probe-pool.ts';
import { fixtureProblem, openFixture } from '../fixtures/problems/pools.ts';
import { testPace } from '../fixtures/queue-pace.ts';
import { TestRedis, whyNoRedis } from '../fixtures/redis.ts';

describe.skipIf(whyNoRedis)('a pool over a queue', () => {
  let redis: TestRedis;
  const servers: QueueServer[] = [];
  const services: Service[] = [];

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
        hear: () => {},
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

  async function open(name: string): Promise<EvaluatorPool> {
    return await openRemotePool({
      ...{ problem: await fixtureProblem(name), local: await openFixture(name), server: await connect() },
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

  poolContract(open);

  test('the machines, what they do, and what waits for them', async () => {
    const pool = await open('probe');
    const box = (busy: number) => [{ name: 'box', state: 'there', slots: 2, busy }];
    await expect.poll(() => pool.machines?.all).toEqual(box(0));
    const stop = new AbortController();
    const endless = (index: number) =>
      pool.evaluate(candidate(`const at = ${index}; for (;;);`), stop.signal).catch((error: unknown) => error);
    const all = Array.from({ length: 6 }, (_, index) => endless(index));
    await expect.poll(() => pool.machines?.waiting).toBe(4);
    await expect.poll(() => pool.machines?.all).toEqual(box(2));
    expect(pool.machines?.text).toBe('1 machine, 2 slots, 2 busy');
    const enough = new Error('enough');
    stop.abort(enough);
    expect(await Promise.all(all)).toEqual(all.map(() => enough));
    expect(pool.machines).toMatchObject({ waiting: 0, resent: 0 });
    await pool.close();
  });
});
