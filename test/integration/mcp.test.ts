import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, onTestFinished, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import type { ClientTask } from '../../src/api/run.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { command, germline, start, until } from '../e2e/germline.ts';
import { slowNoisyScore, writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

/** A folder with a problem whose evaluator prints on standard output, and takes its time for large sums. */
function slowFolder(): string {
  const folder = scratch();
  writeProblem(folder, { score: slowNoisyScore });
  return folder;
}

/** The same, with a problem that prints when it is loaded, too. */
function noisyFolder(): string {
  const folder = slowFolder();
  appendFileSync(join(folder, 'near-hundred/problem.ts'), "console.log('noise of the problem');\n");
  return folder;
}

/** Starts `germline mcp` in a folder and connects a client to it, as an agent does. */
async function connect(folder: string, ...args: string[]) {
  const options = { command: process.execPath, args: [command, 'mcp', ...args], cwd: folder, stderr: 'pipe' as const };
  const transport = new StdioClientTransport(options);
  let said = '';
  transport.stderr?.on('data', (text: Buffer) => {
    said += text;
  });
  const client = new Client({ name: 'test-agent', version: '1' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return { client, stderr: () => said };
}

type Result = { readonly isError?: boolean; readonly content: readonly { readonly text: string }[] };

const textOf = (result: unknown) => (result as Result).content.map(({ text }) => text).join('');

/** The answer of a tool, which is JSON. */
async function call<T>(client: Client, name: string, args: object = {}): Promise<T> {
  const result = await client.callTool({ name, arguments: { ...args } });
  expect(result.isError, textOf(result)).toBeFalsy();
  return JSON.parse(textOf(result)) as T;
}

/** The error message of a tool. */
async function refusal(client: Client, name: string, args: object = {}): Promise<string> {
  const result = await client.callTool({ name, arguments: { ...args } });
  expect(result.isError, textOf(result)).toBe(true);
  return textOf(result);
}

/** A program whose score is as far below 0 as the sum is from 100. */
const withSum = (sum: number) => ({
  'initial.ts': `// EVOLVE-BLOCK-START\nexport function values() {\n  return [${sum}];\n}\n// EVOLVE-BLOCK-END\n`,
});

const populationAt = (folder: string, name: string) => join(folder, 'populations', `${name}.git`);

async function attemptsAt(folder: string, name: string): Promise<readonly Attempt[]> {
  const record = await readRecord(populationAt(folder, name));
  await record.close();
  return record.entries.map(({ attempt }) => attempt);
}

async function expectReplay(folder: string, name: string): Promise<void> {
  expect(JSON.parse((await germline(folder, 'replay', name, '--json')).out)).toMatchObject({ same: true });
}

test('an agent finds the tools and resources, and improves a program with them', async () => {
  const folder = scratch();
  writeProblem(folder);
  const { client } = await connect(folder, './near-hundred', '--workers', '1');
  expect(client.getInstructions()).toContain('"ask" returns a task');
  const { tools } = await client.listTools();
  const names = ['ask', 'evaluate', 'tell', 'best', 'show', 'diff', 'log', 'problems'];
  expect(tools.map(({ name }) => name)).toEqual(names);
  for (const { description, inputSchema } of tools) {
    expect(description).toMatch(/\w/);
    expect(inputSchema.type).toBe('object');
  }
  expect(await refusal(client, 'log')).toMatch(/Nothing was tried yet/);
  expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(['germline://report']);
  expect(await call(client, 'problems')).toMatchObject({
    here: { name: 'near-hundred', statement: 'Numbers whose sum is near 100.', population: 'near-hundred-1' },
    others: expect.arrayContaining(['circle-packing-26']),
  });

  const first = await call<ClientTask>(client, 'ask');
  expect(first).toMatchObject({ parent: { number: 0, score: -90.25, metrics: { sum: 9.75 } }, tries: [], hints: [] });
  let [sum, task] = [9.75, first];
  for (let round = 0; round < 3; round++) {
    sum += (100 - sum) / 2; // half of what the feedback says is missing
    const evaluation = await call<{ score: number }>(client, 'evaluate', { files: withSum(sum) });
    const told = { task: task.id, files: withSum(sum), summary: `closer, to ${sum}` };
    const { outcome, improvedChampion } = await call<{ outcome: object; improvedChampion: boolean }>(
      client,
      'tell',
      told,
    );
    expect([outcome, improvedChampion]).toMatchObject([{ status: 'scored', score: evaluation.score }, true]);
    expect(await refusal(client, 'tell', told)).toMatch(/is not open: it was told already/);
    task = await call<ClientTask>(client, 'ask', { parent: task.number });
  }
  const best = await call<{ number: number; files: object }>(client, 'best');
  expect(best).toMatchObject({ score: sum - 100, files: withSum(sum) });
  expect(await call(client, 'show', { candidate: 'champion' })).toMatchObject({
    ...{ number: best.number, cause: 'external', files: withSum(sum) },
    proposal: { proposer: 'test-agent', summary: `closer, to ${sum}` },
  });
  expect(textOf(await client.callTool({ name: 'diff', arguments: {} }))).toContain(`+  return [${sum}];`);
  const [latest, ...earlier] = await call<{ number: number; result: string }[]>(client, 'log', { count: 3 });
  expect([latest, earlier.length]).toMatchObject([{ number: best.number, result: 'scored', score: sum - 100 }, 2]);

  const { resources } = await client.listResources();
  expect(resources.map(({ name }) => name)).toEqual(expect.arrayContaining(['champion', 'island/0', 'report']));
  const read = async (uri: string) => {
    const [content] = (await client.readResource({ uri })).contents;
    return content && 'text' in content ? content.text : '';
  };
  for (const { uri, name } of resources)
    if (name !== 'report') expect(await read(uri)).toContain('export function values');
  expect(await read(`germline://programs/${best.number}`)).toBe(withSum(sum)['initial.ts']);
  expect(await read('germline://report')).toMatch(/near-hundred.*-90\.25[\s\S]*test-agent: closer/);
  await expect(read('germline://programs/4711')).rejects.toThrow(/no attempt 4711/);
  await client.close();
  await expectReplay(folder, 'near-hundred-1');
});

test('a long evaluation sends progress, what the problem prints stays out of the protocol, and a call can be cancelled', async () => {
  const folder = noisyFolder();
  const { client, stderr } = await connect(folder, './near-hundred', '--population', 'p');
  const heard: number[] = [];
  const onprogress = ({ progress }: { progress: number }) => void heard.push(progress);
  const slow = await client.callTool({ name: 'evaluate', arguments: { files: withSum(1001) } }, undefined, {
    onprogress,
  });
  expect(JSON.parse(textOf(slow))).toMatchObject({ status: 'scored', score: -901 });
  expect(heard.length).toBeGreaterThan(0);
  expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  expect(stderr()).toMatch(/noise of the problem[\s\S]*noise on standard output/);

  const cancel = new AbortController();
  const cancelled = client.callTool({ name: 'evaluate', arguments: { files: withSum(1002) } }, undefined, {
    signal: cancel.signal,
  });
  cancel.abort('never mind');
  await expect(cancelled).rejects.toThrow(/never mind/);
  expect(await call(client, 'evaluate', { files: withSum(2) })).toMatchObject({ score: -98 });
});

test('an agent that sends nonsense is told so, and nothing is lost', async () => {
  const folder = scratch();
  writeProblem(folder);
  const { client } = await connect(folder, './near-hundred', '--population', 'p');
  const { id } = await call<ClientTask>(client, 'ask');
  const wrong: readonly [string, object, RegExp][] = [
    ['nothing', {}, /nothing/],
    ['ask', { island: 99 }, /no island 99/],
    ['ask', { island: 'first' }, /island/],
    ['ask', { parent: 4711 }, /#4711 has no place/],
    ['evaluate', {}, /files/],
    ['evaluate', { files: 'text' }, /files/],
    ['evaluate', { files: { 'other.ts': '' } }, /has the files initial.ts/],
    ['tell', { task: 'mine', files: withSum(1), summary: '' }, /not the id of a task/],
    ['tell', { task: '1-00000000', files: withSum(1), summary: '' }, /not asked for in this session/],
    ['tell', { task: id, files: {}, summary: '' }, /has the files initial.ts/],
    ['tell', { task: id, files: withSum(1), summary: 'x'.repeat(999) }, /summary/],
    ['tell', { task: id, files: withSum(1), summary: '', mate: 0 }, /#0 is no inspiration/],
    ['show', { candidate: 'nothing' }, /names no candidate/],
    ['diff', { from: '4711' }, /no attempt 4711/],
    ['log', { count: 0 }, /count/],
  ];
  for (const [tool, args, why] of wrong) expect(await refusal(client, tool, args), tool).toMatch(why);
  const told = await call(client, 'tell', { task: id, files: { 'initial.ts': 'no program' }, summary: 'nonsense' });
  expect(told).toMatchObject({ attempt: 1, outcome: { status: 'refused', reason: 'syntax' } });
  await client.close();
  await expectReplay(folder, 'p');
});

/** `germline mcp` as a process that is written to by hand. */
function raw(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [command, 'mcp', ...args], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const closed = once(child, 'close');
  const messages = () => out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  const send = (message: object) => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const answer = async (id: number) => {
    await until(() => messages().some((message) => message.id === id));
    return messages().find((message) => message.id === id);
  };
  const callTool = (id: number, name: string, args: object) =>
    send({ id, method: 'tools/call', params: { name, arguments: args } });
  const begin = async () => {
    const clientInfo = { name: 'by hand', version: '1' };
    send({ id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
    expect(await answer(0)).toMatchObject({ result: { serverInfo: { name: 'germline' } } });
    send({ method: 'notifications/initialized' });
  };
  return { child, closed, send, answer, callTool, begin };
}

test('lines that are no messages are passed over', async () => {
  const folder = noisyFolder();
  const { child, closed, answer, callTool, begin } = raw(folder, './near-hundred', '--population', 'p');
  for (const line of ['garbage', '{', '[]', '7', '{"jsonrpc":"2.0"}', '\u0000\uffff', '{"id":1}'])
    child.stdin.write(`${line}\n`);
  await begin();
  child.stdin.write('{"jsonrpc":"2.0","id":5,"method":"nothing"}\n');
  expect(await answer(5)).toMatchObject({ error: { code: -32601 } });
  callTool(1, 'best', {});
  expect(await answer(1)).toMatchObject({ result: { content: [{ text: expect.stringContaining('-90.25') }] } });
  child.stdin.end();
  expect(await closed).toEqual([0, null]);
});

/** Asks twice and tells once, a program that takes its time; returns the numbers of the told and of the open task. */
async function leaveInTheMiddle(folder: string, leave: (child: ReturnType<typeof raw>['child']) => void) {
  const { child, closed, answer, callTool, begin } = raw(folder, './near-hundred', '--population', 'p');
  await begin();
  const tasks: ClientTask[] = [];
  for (const id of [1, 2]) {
    callTool(id, 'ask', {});
    tasks.push(JSON.parse(textOf((await answer(id)).result)));
  }
  callTool(3, 'tell', { task: tasks[0]!.id, files: withSum(1001), summary: 'slow' });
  callTool(4, 'problems', {});
  await answer(4); // so that the one before was taken, too
  leave(child);
  expect(await closed).toEqual([0, null]);
  return tasks.map(({ number }) => number);
}

test.each([
  [
    'closes its ends of the pipes',
    (child: ReturnType<typeof raw>['child']) => {
      child.stdout.destroy();
      child.stdin.end();
    },
  ],
  ['ends the server', (child: ReturnType<typeof raw>['child']) => void child.kill('SIGTERM')],
])('when an agent %s in the middle, what it told is recorded and what it asked for is given back', async (_, leave) => {
  const folder = slowFolder();
  const [told, open] = await leaveInTheMiddle(folder, leave);
  const attempts = await attemptsAt(folder, 'p');
  const byNumber = (number: number | undefined) => attempts.find((attempt) => attempt.number === number);
  expect(byNumber(told)).toMatchObject({ outcome: { status: 'scored', score: -901 } });
  expect(byNumber(open)).toMatchObject({ outcome: { status: 'refused', reason: 'abandoned' } });
  for (const left of ['germline.lock', 'clients'])
    expect(existsSync(join(populationAt(folder, 'p'), left))).toBe(false);
  await expectReplay(folder, 'p');
});

test('an agent takes part beside a search, and goes on by itself when the search has ended', async () => {
  const folder = scratch();
  writeProblem(folder);
  const search = start(folder, 'run', './near-hundred', '--population', 'p', '--workers', '1', '--for', '10m');
  onTestFinished(() => void search.child.kill('SIGKILL'));
  await until(() => existsSync(join(populationAt(folder, 'p'), 'clients/address')));
  const { client } = await connect(folder, 'p');
  const during = await call<ClientTask>(client, 'ask');
  const told = { task: during.id, files: withSum(20.125), summary: 'during' };
  expect(await call(client, 'tell', told)).toMatchObject({ attempt: during.number, outcome: { score: -79.875 } });
  const open = await call<ClientTask>(client, 'ask');
  search.child.kill('SIGINT');
  expect(await search.finished).toMatchObject({ code: 0 });
  expect(await refusal(client, 'tell', { ...told, task: open.id })).toMatch(/not asked for in this session/);
  const after = await call<ClientTask>(client, 'ask');
  expect(after.number).toBeGreaterThan(open.number);
  expect(await call(client, 'tell', { task: after.id, files: withSum(21.125), summary: 'after' })).toMatchObject({
    outcome: { score: -78.875 },
  });
  await client.close();
  await expectReplay(folder, 'p');
});

test('what cannot be served is an error of the command', async () => {
  const folder = scratch();
  writeProblem(folder);
  expect(await germline(folder, 'mcp', './nothing')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no problem'),
  });
  expect(await germline(folder, 'mcp')).toMatchObject({ code: 2 });
});
