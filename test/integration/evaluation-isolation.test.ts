import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { hostFlags, startConfined } from '../../src/evaluation/host-process.ts';
import { findJail } from '../../src/evaluation/jail/find-jail.ts';
import type { Jail } from '../../src/evaluation/jail/jail.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const script = at('../fixtures/sandbox/intruder-host.ts');
const readable = ['../fixtures/sandbox', '../../workers', '../../package.json'].map(at);
const found = findJail();
const jail = 'jail' in found ? found.jail : undefined;
if (!jail)
  console.warn(`NOT TESTED: the sandbox's layer of the operating system. ${'missing' in found && found.missing}`);

const server = createServer((socket) => socket.destroy());
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => void server.close());

interface Layers {
  readonly thread: boolean;
  readonly process: boolean;
  readonly jail: Jail | undefined;
}

/** The powers of an intruder behind exactly these layers. */
async function intrudeBehind(layers: Layers): Promise<Record<string, string>> {
  process.env.GERMLINE_TEST_SECRET = 'hush';
  const flags = layers.process ? hostFlags(readable) : [];
  const host = startConfined({ script, flags, readable, jail: layers.jail, megabytes: 4096 });
  const order = { port: (server.address() as AddressInfo).port, engine: process.pid };
  host.send(layers.thread ? { ...order, thread: hostFlags(readable) } : order);
  const [tried] = await once(host, 'message');
  const names = Object.entries({ ...layers, jail: layers.jail?.name }).flatMap(([name, on]) => (on ? [name] : []));
  table[names.join(' + ') || 'none'] = tried;
  return tried;
}

/** The powers of an intruder, by the layers around it. */
const table: Record<string, Readonly<Record<string, string>>> = {};
afterAll(() => {
  const attempts = Object.keys(table.none ?? {});
  const cell = (layers: string, what: string) => (table[layers]?.[what] === 'done' ? 'done' : 'held');
  const rows = attempts.map((what) => [what, Object.fromEntries(Object.keys(table).map((at) => [at, cell(at, what)]))]);
  console.table(Object.fromEntries(rows));
});

const done = (tried: Readonly<Record<string, string>>) => Object.keys(tried).filter((what) => tried[what] === 'done');

/** Powers of every process on this machine with an empty environment. */
const harmless = ['read its own file'];
test('without any layer, all of it works', async () => {
  const tried = await intrudeBehind({ thread: false, process: false, jail: undefined });
  const hindered = Object.entries(tried).filter(([what, how]) => how !== 'done' && !what.includes('secrets'));
  expect(hindered).toEqual([]);
});

test('the thread layer alone keeps files, processes, threads and the network out of reach', async () => {
  const tried = await intrudeBehind({ thread: true, process: false, jail: undefined });
  expect(done(tried)).toEqual([...harmless, 'signal the engine', 'run code from text']);
});

test('the process layer alone keeps files, processes, the network and code from text out of reach', async () => {
  const tried = await intrudeBehind({ thread: false, process: true, jail: undefined });
  // The permission to start threads is the pool's; a thread started without flags has no permissions to lose.
  expect(done(tried)).toEqual([...harmless, 'start an unconfined thread', 'signal the engine']);
});

test.skipIf(!jail)('the layer of the operating system alone keeps everything outside out of reach', async () => {
  const tried = await intrudeBehind({ thread: false, process: false, jail });
  expect(done(tried)).toEqual([...harmless, 'run code from text']);
});

test('thread and process together leave nothing but signals', async () => {
  const tried = await intrudeBehind({ thread: true, process: true, jail: undefined });
  expect(done(tried)).toEqual([...harmless, 'signal the engine']);
});

test.skipIf(!jail)('all layers together leave nothing', async () => {
  const tried = await intrudeBehind({ thread: true, process: true, jail });
  expect(done(tried)).toEqual(harmless);
});

test.each([
  ['alone', 'process'],
  ['in a jail', 'system'],
])('when the engine is killed, its host %s ends although a thread loops endlessly', async (_, level) => {
  if (level === 'system' && !jail) return;
  const engine = spawn(process.execPath, [at('../fixtures/sandbox/endless-engine.ts'), level], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void engine.kill('SIGKILL'));
  const [line] = await once(engine.stdout.setEncoding('utf8'), 'data');
  const hosts = descendants(Number(line));
  expect(hosts.every(isAlive)).toBe(true);
  engine.kill('SIGKILL');
  await expect.poll(() => hosts.some(isAlive)).toBe(false);
});

/** A process and all that it started, as ps tells it. */
function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]);
  const found = [pid];
  for (const parent of found) found.push(...pairs.filter(([, above]) => above === parent).map(([child]) => child));
  return found;
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return process.platform !== 'linux' && canSignal(pid);
  }
}

function canSignal(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
