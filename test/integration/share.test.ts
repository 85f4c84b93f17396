import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { EnvironmentError, RunEnded, UsageError } from '../../src/api/errors.ts';
import type { RunClient } from '../../src/api/run.ts';
import { type OpenOptions, openRun, runSearch } from '../../src/compose/open-run.ts';
import { replayRun } from '../../src/compose/replay-run.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { germline, type Running, start, startOf, until } from '../e2e/germline.ts';
import { slowNoisyScore, writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

const lone = join(import.meta.dirname, '../fixtures/client.ts');

/** A folder with a problem, and a population that need not exist yet. */
function place(parts: Parameters<typeof writeProblem>[1] = {}, name = 'p') {
  const folder = scratch();
  const problem = writeProblem(folder, parts);
  const population = join(folder, 'populations', `${name}.git`);
  const open = (options: OpenOptions = {}) => opened(openRun(problem, { population, workers: 1, ...options }));
  return { folder, problem, population, open, address: join(population, 'clients/address') };
}

type Place = ReturnType<typeof place>;

/** Closes a client after the test. */
async function opened(opening: Promise<RunClient>): Promise<RunClient> {
  const run = await opening;
  onTestFinished(() => run.close());
  return run;
}

/** Runs a search in a process of its own, until other processes can take part in it. */
async function search({ folder, problem, address }: Place, ...options: string[]): Promise<Running> {
  const args = ['run', problem, '--population', 'p', '--workers', '1', '--seed', '1', ...options];
  const running = start(folder, ...args);
  onTestFinished(() => void running.child.kill('SIGKILL'));
  await until(() => existsSync(address));
  return running;
}

/** A client in a process of its own, and the task that it has asked for. */
async function loneClient({ folder, problem, population }: Place, ...milliseconds: string[]) {
  const running = startOf(lone, folder, problem, population, ...milliseconds);
  onTestFinished(() => void running.child.kill('SIGKILL'));
  await until(() => running.printed().includes('\n'));
  return { ...running, id: running.printed().trim() };
}

/** A program whose score is as far below 0 as the sum is from 100. */
const withSum = (sum: number) => ({
  'initial.ts': `// EVOLVE-BLOCK-START\nexport function values() {\n  return [${sum}];\n}\n// EVOLVE-BLOCK-END\n`,
});

/** Asks, evaluates and tells. */
async function takePart(run: RunClient, by: string, sum: number) {
  const task = await run.ask();
  const files = withSum(sum);
  expect(await run.evaluate({ files })).toMatchObject({ status: 'scored', score: sum - 100 });
  return await run.tell(task, { program: { files }, by, summary: `the sum is ${sum}` });
}

async function attemptsOf({ population }: Place): Promise<readonly Attempt[]> {
  const record = await readRecord(population);
  await record.close();
  return record.entries.map(({ attempt }) => attempt);
}

const replayed = ({ population }: Place) => replayRun(population, join(scratch(), 'again.git'));

test('clients of several processes take part while a search goes on, and all of it is replayed', async () => {
  const at = place();
  const owner = await search(at, '--for', '10m');
  expect(statSync(dirname(at.address)).mode & 0o777).toBe(0o700);
  const clients = await Promise.all(['ann', 'bob', 'eve'].map(async (by) => [by, await at.open()] as const));
  const before = (await attemptsOf(at)).length;
  writeFileSync(join(at.folder, 'mine.ts'), withSum(20.125)['initial.ts']);
  const [added, ...told] = await Promise.all([
    germline(at.folder, 'add', 'p', 'mine.ts', '--by', 'person', '--json'),
    ...clients.map(([by, run], index) => takePart(run, by, 11.125 + index)),
  ]);
  expect(JSON.parse(added.out)).toMatchObject({ outcome: { status: 'scored', score: -79.875 } });
  for (const [index, { outcome }] of told.entries()) expect(outcome).toMatchObject({ score: -88.875 + index });
  await expect.poll(async () => (await attemptsOf(at)).length).toBeGreaterThan(before + 4); // the search went on
  for (const [, run] of clients) await run.close();
  owner.child.kill('SIGINT');
  expect(await owner.finished).toMatchObject({ code: 0 });
  expect(existsSync(dirname(at.address))).toBe(false);
  const external = (await attemptsOf(at)).flatMap((one) =>
    one.kind === 'proposal' && one.cause === 'external' ? [one.proposal.proposer] : [],
  );
  expect(external.sort()).toEqual(['ann', 'bob', 'eve', 'person']);
  expect(await replayed(at)).toMatchObject({ same: true });
});

test('a client is told that the run has ended, and the next one opens the population itself', async () => {
  const at = place();
  const owner = await search(at, '--for', '10m');
  const client = await at.open();
  const task = await client.ask();
  owner.child.kill('SIGINT');
  expect(await owner.finished).toMatchObject({ code: 0 });
  const lost = await client.ask().catch((error: unknown) => error);
  expect(lost).toBeInstanceOf(RunEnded);
  expect(lost).toMatchObject({ message: expect.stringContaining('the run has ended') });
  const abandoned = (await attemptsOf(at)).find(({ number }) => number === task.number);
  expect(abandoned).toMatchObject({ cause: 'external', outcome: { status: 'refused', reason: 'abandoned' } });

  const next = await at.open();
  const late = next.tell(task, { program: { files: withSum(3.5) }, by: 'me' });
  await expect(late).rejects.toThrow(/not asked for in this session/);
  await takePart(next, 'me', 4.5);
  await next.close();
  expect(await replayed(at)).toMatchObject({ same: true });
});

test('after its owner was killed, a run is opened by the next client; what was told is there', async () => {
  const at = place();
  const owner = await search(at, '--for', '10m');
  const client = await at.open();
  const { attempt } = await takePart(client, 'before', 5.5);
  await client.ask();
  owner.child.kill('SIGKILL');
  await owner.finished;
  const lost = await client.best().catch((error: unknown) => error);
  expect(lost).toBeInstanceOf(EnvironmentError);
  expect(lost).toMatchObject({ message: expect.stringContaining('is gone') });
  expect(existsSync(at.address)).toBe(true); // it leads nowhere

  const [one, other] = await Promise.all([at.open(), at.open()]); // one of them opens it, the other attaches
  await Promise.all([takePart(one, 'one', 6.5), takePart(other, 'other', 7.5)]);
  await Promise.all([one.close(), other.close()]);
  const numbers = (await attemptsOf(at)).map(({ number }) => number);
  expect(numbers).toContain(attempt);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(await replayed(at)).toMatchObject({ same: true });
});

test('a client that dies between ask and tell loses its task after a time, and its number is abandoned', async () => {
  const at = place();
  const owner = await at.open();
  const { child, id, finished } = await loneClient(at, '300');
  child.kill('SIGKILL');
  await finished;
  await expect.poll(async () => (await attemptsOf(at)).length).toBe(2);
  await expect(owner.tell({ id }, { program: { files: withSum(8.5) }, by: 'me' })).rejects.toThrow(/is not open/);
  const hasty = await owner.ask({ milliseconds: 1 });
  await expect.poll(async () => (await attemptsOf(at)).length).toBe(3);
  await expect(owner.giveBack(hasty)).rejects.toThrow(/is not open/);
  await owner.giveBack(await owner.ask());
  await takePart(owner, 'me', 9.5);
  await owner.close();
  const feedback = (await attemptsOf(at)).map((one) => (one.kind === 'proposal' ? one.outcome.feedback : one.kind));
  expect(feedback).toEqual([
    'initial',
    ...['no answer came in time', 'no answer came in time', 'it was given back', 'the sum is 9.5'],
  ]);
  expect(await replayed(at)).toMatchObject({ same: true, attempts: 5 });
});

test('when a client leaves, its own tasks are given back at once, and no others', async () => {
  const at = place();
  const owner = await at.open();
  const [one, other] = [await at.open(), await at.open()];
  const [given, kept] = [await one.ask(), await other.ask()];
  await one.close();
  await expect(one.ask()).rejects.toThrow(/it was closed/);
  expect((await attemptsOf(at)).map(({ number }) => number)).toEqual([0, given.number]);
  await other.tell(kept, { program: { files: withSum(10.5) }, by: 'other' });
  await expect(other.tell(kept, { program: { files: withSum(10.5) }, by: 'other' })).rejects.toThrow(/told already/);
  await expect(owner.tell({ id: 'x' }, { program: { files: {} }, by: 'me' })).rejects.toThrow(/not the id of a task/);
});

test('what cannot be used is refused with a reason, here and over the socket, and the task stays open', async () => {
  const at = place();
  const owner = await at.open();
  for (const run of [owner, await at.open()]) {
    const task = await run.ask();
    const answer = { program: { files: withSum(task.number + 0.25) }, by: 'me' };
    const wrong: readonly [unknown, RegExp][] = [
      [{ ...answer, program: { files: { 'other.ts': '' } } }, /has the files initial.ts.*this one has other.ts/],
      [{ ...answer, program: { files: { 'initial.ts': 3 } } }, /expected string/],
      [{ ...answer, program: undefined }, /program/],
      [{ ...answer, by: '' }, /by/],
      [{ ...answer, by: 'one\ntwo' }, /one line/],
      [{ ...answer, model: 'a-model' }, /model/],
      [{ ...answer, mate: 0 }, /#0 is no inspiration/],
      [undefined, /answer cannot be used/],
    ];
    for (const [told, why] of wrong) {
      const failed = await run.tell(task, told as typeof answer).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(UsageError);
      expect(failed).toMatchObject({ message: expect.stringMatching(why) });
    }
    expect(await run.tell(task, answer)).toMatchObject({ attempt: task.number, outcome: { status: 'scored' } });
    const refusals: readonly [Promise<unknown>, RegExp][] = [
      [run.ask({ island: 99 }), /no island 99/],
      [run.ask({ island: 0, parent: 0 }), /an island or a parent, not both/],
      [run.ask({ parent: 4711 }), /#4711 has no place/],
      [run.ask({ milliseconds: -1 }), /milliseconds/],
      [run.evaluate({ files: { 'a.ts': '' } }), /has the files initial.ts/],
      [run.hint(' ', 'me'), /hint cannot be used/],
      [run.removeHint(0, 'me'), /no hint #0/],
    ];
    for (const [refused, why] of refusals) {
      await expect(refused).rejects.toThrow(why);
      await expect(refused).rejects.toBeInstanceOf(UsageError);
    }
    expect(await run.evaluate({ files: { 'initial.ts': 'x' } })).toMatchObject({ reason: 'outside-block' });
  }
});

test('nonsense on the socket ends that connection, and the run goes on', async () => {
  const at = place();
  const owner = await at.open();
  const socket = readFileSync(at.address, 'utf8');
  const raw = async (...parts: readonly (string | Buffer)[]): Promise<Socket> => {
    const connection = connect(socket).on('error', () => {}); // it may be cut off while it still writes
    onTestFinished(() => void connection.destroy());
    for (const part of parts) connection.write(part);
    return connection.resume();
  };
  const framed = (text: string) => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  const cut = [
    await raw('GET / HTTP/1.1\r\nHost: here\r\n\r\n'),
    await raw('Content-Length: many\r\n\r\n'),
    await raw(framed('{ no json')),
    await raw(Buffer.from([0xff, 0xfe, 0, 1]), '\r\n\r\n'),
  ];
  for (const one of cut) await expect.poll(() => one.closed).toBe(true);
  let id = 0;
  const request = (method: string, params: unknown) =>
    framed(JSON.stringify({ jsonrpc: '2.0', id: id++, method, params }));
  const wrong = [
    ...[framed('[]'), framed('7'), framed('{"jsonrpc":"2.0"}'), request('destroy', {})],
    ...[request('tell', null), request('ask', { island: 'x' }), request('evaluate', [1, 2]), request('hint', 5)],
  ];
  const polite = await raw(...wrong);
  let answers = '';
  polite.setEncoding('utf8').on('data', (text: string) => {
    answers += text;
  });
  await expect.poll(() => answers.match(/"error"/g)?.length).toBeGreaterThanOrEqual(5);
  await raw('Content-Length: 1000000\r\n\r\nand no more');
  await takePart(await at.open(), 'client', 11.5);
  await takePart(owner, 'owner', 12.5);
  await owner.close(); // although a connection is open
  expect(await replayed(at)).toMatchObject({ same: true, attempts: 3 });
});

test('a path that is too long for a socket has it in a private folder, which goes with the run', async () => {
  const at = place({}, `population-${'long'.repeat(30)}`);
  const owner = await at.open();
  const socket = readFileSync(at.address, 'utf8');
  expect(basename(dirname(socket))).toMatch(/^germline-clients-/);
  expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
  const { id } = await loneClient(at); // it attaches: a second owner would be refused
  expect(await owner.tell({ id }, { program: { files: withSum(13.5) }, by: 'me' })).toMatchObject({ attempt: 1 });
  await owner.close();
  expect(existsSync(dirname(socket))).toBe(false);
});

test('a folder that others can enter, or an address that leads elsewhere, is not trusted', async () => {
  const at = place();
  await at.open();
  const clients = dirname(at.address);
  chmodSync(clients, 0o755);
  const refused = await at.open().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(EnvironmentError);
  expect(refused).toMatchObject({ message: expect.stringContaining('can be entered by others') });
  expect(await germline(at.folder, 'hint', 'p', 'go on')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^germline: .*can be entered by others/),
  });
  chmodSync(clients, 0o700);
  expect(await germline(at.folder, 'hint', 'p', 'go on')).toMatchObject({ code: 0 });

  const victim = join(scratch(), 'victim');
  mkdirSync(victim);
  const forged = place();
  await (await forged.open()).close();
  mkdirSync(dirname(forged.address), { mode: 0o700 });
  const near = mkdtempSync(join(tmpdir(), 'germline-clients-'));
  onTestFinished(() => rmSync(near, { recursive: true }));
  writeFileSync(forged.address, `${near}/../${basename(dirname(victim))}/victim/socket`);
  await takePart(await forged.open(), 'me', 14.5);
  expect(readdirSync(dirname(victim))).toEqual(['victim']);
});

test('a population has one owner', async () => {
  const at = place();
  const owner = await at.open();
  const second = runSearch(at.problem, { population: at.population, budget: { attempts: 3 } });
  await expect(second).rejects.toThrow(/one writer/);
  await expect(second).rejects.toBeInstanceOf(UsageError);
  expect(await germline(at.folder, 'resume', 'p', '--attempts', '3')).toMatchObject({ code: 2 });
  const elsewhere = writeProblem(scratch(), { initial: '// EVOLVE-BLOCK-START\nexport {};\n// EVOLVE-BLOCK-END\n' });
  await expect(openRun(elsewhere, { population: at.population })).rejects.toThrow(/another problem/);
  await takePart(owner, 'me', 15.5);
});

test('a deterministic search takes nothing from outside; before and after it, its population does', async () => {
  const at = place();
  const args = ['--deterministic', '--attempts', '100000'];
  const owner = await search(at, ...args);
  const client = await at.open();
  await expect(client.ask()).rejects.toThrow(/This search is deterministic/);
  await expect(client.hint('go on', 'me')).rejects.toThrow(/This search is deterministic/);
  expect(await client.best()).toMatchObject({ files: expect.any(Object) });
  writeFileSync(join(at.folder, 'mine.ts'), withSum(16.5)['initial.ts']);
  expect(await germline(at.folder, 'add', 'p', 'mine.ts')).toMatchObject({
    code: 2,
    err: expect.stringContaining('deterministic'),
  });
  owner.child.kill('SIGINT');
  expect(await owner.finished).toMatchObject({ code: 0 });
  expect(await germline(at.folder, 'add', 'p', 'mine.ts', '--json')).toMatchObject({ code: 0 });
  // Two tasks are open, the second is told, and then the owner is killed: the first one's number is free again.
  const { child, id, finished } = await loneClient(at);
  const guest = await at.open();
  const told = await takePart(guest, 'guest', 17.5);
  child.kill('SIGKILL');
  await finished;
  const free = Number(id.split('-')[0]);
  expect(told.attempt).toBe(free + 1);
  const total = String((await attemptsOf(at)).length + 40);
  expect(await germline(at.folder, 'resume', 'p', '--attempts', total)).toMatchObject({ code: 0 });
  const numbers = (await attemptsOf(at)).map(({ number }) => number);
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, index) => index));
  expect(await replayed(at)).toMatchObject({ same: true });
});

test('what is told while a run closes is recorded; evaluations alone are cut short; a client that sleeps delays nothing', async () => {
  const at = place({ score: slowNoisyScore });
  const owner = await at.open();
  const client = await at.open();
  const sleeper = await loneClient(at);
  sleeper.child.kill('SIGSTOP');
  const task = await client.ask();
  const told = client.tell(task, { program: { files: withSum(1001) }, by: 'me' });
  const evaluated = client.evaluate({ files: withSum(1002) });
  evaluated.catch(() => {}); // heard below
  await client.best(); // requests are taken in turn, so that both have been
  await owner.close();
  expect(await told).toMatchObject({ attempt: task.number, outcome: { status: 'scored', score: -901 } });
  await expect(evaluated).rejects.toBeInstanceOf(RunEnded);
  await expect(owner.ask()).rejects.toBeInstanceOf(RunEnded);
  sleeper.child.kill('SIGCONT');
  expect((await attemptsOf(at)).map(({ number }) => number).sort()).toEqual([0, 1, 2]);
  expect(await replayed(at)).toMatchObject({ same: true, attempts: 3 });
});

test('an evaluation that its client cancels is cut short', async () => {
  const at = place({ score: slowNoisyScore });
  await at.open();
  const client = await at.open();
  const cancel = new AbortController();
  const evaluated = client.evaluate({ files: withSum(1003) }, cancel.signal);
  cancel.abort(new Error('never mind'));
  await expect(evaluated).rejects.toThrow('never mind');
  expect(await takePart(client, 'me', 18.5)).toMatchObject({ outcome: { status: 'scored' } });
});
