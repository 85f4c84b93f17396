import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Attempt, childOf, exchangesOf, modelOf } from '../../src/api/attempt.ts';
import { policy } from '../../src/models/provider.ts';
import { randomStream } from '../../src/random.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { germline, until } from '../e2e/germline.ts';
import { errors, type Scenario, startFakeOllama, wire } from '../fixtures/fake-ollama.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

const attempts = 1000;

/** A program whose numbers follow from the seed, so that few are the same. */
const good: Scenario = (call) => {
  const seed = Number(call.body.options?.seed) % 9973;
  return wire.says(`IDEA: ${seed}\n\`\`\`ts\nexport const values = () => [${seed / 100}];\n\`\`\``)(call);
};
const says = (code: string) => wire.says(`\`\`\`ts\n${code}\n\`\`\``);
const faults: readonly Scenario[] = [
  ...Array.from({ length: 20 }, () => good),
  ...[wire.thinks('hm', '```ts\nexport const values = () => [3];\n```')],
  ...[wire.thoughtAteBudget, wire.empty, wire.cutOff, wire.missingDone, wire.repeatsForEver, wire.repeatLimit],
  ...[wire.crashMidStream, wire.socketDestroyed, wire.garbageLine, wire.hangsBeforeFirstToken, wire.hangsBetweenTokens],
  ...[wire.drips(5), wire.splitBytes('<think>never closed'), wire.says('prose')],
  ...[says('export const = ;'), says('export const values = () => missing;'), says('throw new Error("no");')],
  ...[errors.busy, errors.tooLong, errors.tooLongRendered, errors.outOfMemory, errors.loadTimedOut],
  ...[errors.runnerStopped, errors.repeatLimit, errors.badGateway],
];

function start(...args: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../fixtures/impatient-run.ts'), ...args]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  return { child, said: () => said, closed: once(child, 'close') };
}

test('a thousand attempts with every fault at random: nothing hangs, everything has a kind, and kill -9 loses nothing', async () => {
  const random = randomStream(2026);
  const broken: Readonly<Record<string, Scenario>> = { doomed: errors.notFound, fragile: errors.runnerStopped };
  let asked = 0;
  // Now and then everything breaks off for a while.
  const any: Scenario = (call) => (asked++ % 100 < 20 ? wire.socketDestroyed : random.pick(faults))(call);
  const otherwise: Scenario = (call) => (broken[call.body.model] ?? any)(call);
  const names = ['tiny', 'doomed', 'fragile'];
  const fakes = await Promise.all([1, 2, 3].map(() => startFakeOllama({ models: names, otherwise })));
  const [one, two, three] = fakes.map(({ url }) => ({ name: 'tiny', host: url, parallel: 6, seconds: 0.1 }));
  const models = [
    ...[
      { ...one, label: 'a' },
      { ...two, label: 'b' },
      { ...three, label: 'c', role: 'depth', format: 'replacements' },
    ],
    { ...one, name: 'doomed' },
    { ...one, name: 'fragile' },
  ];
  const calls = () => fakes.reduce((sum, { requests }) => sum + requests.length, 0);
  const folder = scratch();
  const [path, problem] = [join(folder, 'p.git'), writeProblem(folder)];
  const killed = start('begin', path, problem, String(attempts), JSON.stringify(models));
  await until(() => calls() > attempts / 2, 120_000);
  killed.child.kill('SIGKILL');
  await killed.closed;
  const resumed = start('resume', path, problem, String(attempts));
  expect((await resumed.closed)[0], resumed.said().slice(-500)).toBe(0);
  expect(resumed.said()).toContain('ended by attempts');
  const said = killed.said() + resumed.said();
  for (const event of ['is down', 'is back', 'is paused', 'is given up']) expect(said).toContain(event);
  for (const fake of fakes) {
    await fake.close();
  }

  const record = await readRecord(path);
  const all = record.entries.map(({ attempt }) => attempt);
  await record.close();
  const prompted = all.filter((attempt) => modelOf(attempt) !== undefined);
  expect(all.length - 1).toBeGreaterThanOrEqual(attempts); // audits are attempts too
  expect(all.filter((attempt) => childOf(attempt)?.status === 'scored').length).toBeGreaterThan(attempts / 20);
  expectClassified(prompted);
  const replay = await germline(folder, 'replay', path, '--json');
  expect(JSON.parse(replay.out)).toMatchObject({ same: true, attempts: all.length });
}, 300_000);

function expectClassified(asked: readonly Attempt[]): void {
  const exchanges = asked.flatMap(exchangesOf);
  const kinds = new Set(exchanges.flatMap(({ failure }) => failure?.kind ?? []));
  // A busy server is asked so often that it is seldom busy to the end; a used-up quota would end the run at once.
  const retried = exchanges.flatMap(({ retried = [] }) => retried).join();
  expect(retried).toContain('server busy');
  expect([...kinds, 'busy', 'quota']).toEqual(expect.arrayContaining(Object.keys(policy)));
  for (const kind of kinds) expect(Object.keys(policy)).toContain(kind);
  for (const { failure, answer, tokens } of exchanges) {
    expect(Boolean(failure)).toBe(answer === '');
    expect(Number.isFinite(tokens.prompt + tokens.answer)).toBe(true);
  }
  const gates = new Set(exchanges.flatMap(({ gate }) => gate?.name ?? []));
  for (const gate of ['extract', 'parse', 'types', 'run']) expect(gates).toContain(gate);
}
