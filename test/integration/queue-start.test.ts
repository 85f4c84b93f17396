import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openEvaluatorPool } from '../../src/evaluation/evaluator-pool.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { readAddress } from '../../src/remote/address.ts';
import { openRemotePool } from '../../src/remote/pool.ts';
import { serve } from '../../src/remote/serve.ts';
import { connectServer } from '../../src/remote/server.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { testPace } from '../fixtures/queue-pace.ts';
import { TestRedis, whyNoRedis } from '../fixtures/redis.ts';
import { scratch } from '../scratch.ts';

const cleanup: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of cleanup.splice(0).reverse()) await close();
});

/** The address of a server that does this with each connection. */
async function serverThat(act: (socket: Socket) => void): Promise<string> {
  const server: Server = createServer((socket) => act(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await once(server, 'listening');
  cleanup.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `redis://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

/** Answers the client's own questions, and goes away at the second INFO, which is ours. */
function dieWhenChecked(socket: Socket): void {
  let asked = 0;
  socket.on('data', (data) => {
    for (const [, command] of String(data).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
      if (command?.toLowerCase() !== 'info') socket.write('+OK\r\n');
      else if (++asked === 1) socket.write(bulk('redis_version:7.0.0\r\nloading:0\r\n'));
      else socket.destroy();
    }
  });
}

describe('a server that goes away at the start ends it with one line', () => {
  test.each([
    ['before it lets us in', (socket: Socket) => void socket.destroy(), /^No Redis or Valkey answers at .*: /],
    ['before it is checked', dieWhenChecked, /^No Redis or Valkey answers at .*: Connection is closed/],
    ['without a word', () => {}, /^No Redis or Valkey answers at .*: nothing came from it for 0\.5 s\. Start one/],
  ])('%s', async (_, act, message) => {
    const address = readAddress(await serverThat(act));
    await expect(connectServer(address, 500)).rejects.toThrow(message);
  });
});

describe.skipIf(whyNoRedis)('a server that goes away just after it was checked, and comes back', () => {
  async function startAway() {
    const redis = await TestRedis.start();
    cleanup.push(() => redis[Symbol.asyncDispose]());
    const connect = async () => {
      const server = await connectServer(readAddress(redis.url));
      cleanup.push(() => server[Symbol.asyncDispose]());
      return server;
    };
    const [theirs, ours] = await Promise.all([connect(), connect()]);
    await redis.kill();
    return { redis, theirs, ours, problem: await loadProblem(writeProblem(scratch())) };
  }

  test('is served by workers and used by runs that began without it', async () => {
    const { redis, theirs, ours, problem } = await startAway();
    const worker = { slots: 1, label: undefined, id: 'box#1', sandbox: 'process', pace: testPace } as const;
    const service = serve({ problems: [problem], server: theirs, ...worker, hear: () => {} });
    cleanup.push(() => service.stop());
    const pool = await openRemotePool({
      ...{
        problem,
        server: ours,
        place: { label: undefined, first: 0, decides: true },
        layers: [],
        terms: { seed: 1 },
      },
      local: await openEvaluatorPool({ problem, workers: 1, seed: 1 }),
      ...{ deterministic: false, pace: { ...testPace, sweep: 60_000 }, notice: () => {} },
    });
    cleanup.push(() => pool.close());
    const [name = '', text = ''] = Object.entries(problem.initial.files)[0] ?? [];
    const program = (value: number) => withFiles(problem.initial, { [name]: text.replace('1.5', String(value)) });
    const early = pool.evaluate(program(2));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await redis.begin();
    await early;
    for (const value of [3, 4, 5]) await pool.evaluate(program(value)); // the first three are checked here
    expect(await pool.evaluate(program(1.25))).toMatchObject({ status: 'scored', machine: 'box' });
    expect(service.done).toBeGreaterThanOrEqual(5);
  });
});
