import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Attempt, exchangesOf, modelOf, parentsOf } from '../../src/api/attempt.ts';
import type { IdeaFacts } from '../../src/report/ideas.ts';
import {
  type ChatBody,
  errors,
  type FakeOllama,
  type Scenario,
  startFakeOllama,
  wire,
} from '../fixtures/fake-ollama.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';
import { germline, start, until } from './germline.ts';

let fake: FakeOllama;
let folder: string;
beforeEach(() => {
  folder = scratch();
  writeProblem(folder);
});
afterEach(() => fake.close());

/** The program that a prompt asks to change. */
const parentIn = ({ messages }: ChatBody) =>
  /# The program to change[\s\S]*?```ts\n([\s\S]*?)```/.exec(messages[1]?.content ?? '')?.[1] ?? '';

/** A model that raises the first number of its parent by an amount that follows from its seed. */
const clever: Scenario = (call) => {
  const block = parentIn(call.body).replace(/\/\/ EVOLVE.*\n/g, '');
  const step = 1 + (Number(call.body.options?.seed) % 5);
  const child = block.replace(/const a = ([\d.]+)/, (_, value) => `const a = ${Number(value) + step}`);
  return wire.says(`IDEA: add ${step} to a\n\`\`\`ts\n${child}\`\`\`\n`)(call);
};

/** A model that makes all mistakes in turn, and is right now and then. */
function clumsy(): Scenario {
  let calls = 0;
  const faults: readonly Scenario[] = [
    clever,
    wire.says('I would rather talk about the weather.'),
    wire.cutOff,
    wire.missingDone,
    clever,
    wire.crashMidStream,
    wire.thoughtAteBudget,
    errors.tooLong,
    wire.says('```ts\nexport function values( {\n```'),
    clever,
    wire.says('<<<<<<< SEARCH\n  const nothing = 1;\n=======\n>>>>>>> REPLACE'),
    wire.says('```ts\nexport function values() { return "x"; }\n```'),
    errors.busy,
  ];
  return (call) => (faults[calls++ % faults.length] as Scenario)(call);
}

const model = (name = 'tiny', more = '') => ['--model', `name=${name},host=${fake.url}${more}`];
/** Attempts as the log prints them, the newest first. */
const log = async (population: string, ...args: string[]): Promise<readonly Logged[]> =>
  JSON.parse((await germline(folder, 'log', population, '-n', '100000', '--json', ...args)).out);

type Logged = Attempt & { readonly commit: string | null };

const commitsOf = async (population: string) => (await log(population)).map(({ commit }) => commit);
const askedFor = (attempts: readonly Attempt[]) => attempts.filter((attempt) => modelOf(attempt) === 'tiny');
const gatesOf = (attempt: Attempt) => exchangesOf(attempt).map(({ gate }) => gate?.name);
const proposalsOf = (attempts: readonly Attempt[]) => attempts.filter((attempt) => attempt.kind === 'proposal');

test('a model improves a program, also after a resume; all is in the record, and a replay needs no server', async () => {
  fake = await startFakeOllama({ otherwise: clever });
  const args = ['run', './near-hundred', '--attempts', '40', '--seed', '3', '--proposers', 'none', '--json'];
  const run = await germline(folder, ...args, ...model());
  expect(run.err.match(/Error|warning/i)).toBeNull();
  expect(JSON.parse(run.out)).toMatchObject({ ending: 'attempts', initial: -90.25 });
  expect(JSON.parse(run.out).best.score).toBeGreaterThan(-85);
  const [attempt] = await log('near-hundred-1', '--status', 'scored');
  expect(attempt).toMatchObject({
    kind: 'proposal',
    proposal: {
      model: 'tiny',
      summary: expect.stringMatching(/^add \d to a$/),
      exchanges: [
        {
          prompt: expect.stringContaining('Numbers whose sum is near 100.'),
          answer: expect.stringContaining('IDEA: add'),
          stop: 'stop',
          tokens: { prompt: expect.any(Number), answer: expect.any(Number) },
          milliseconds: expect.any(Number),
        },
      ],
    },
  });
  const [exchange] = exchangesOf(attempt!);
  expect(exchange?.prompt).toMatch(/From its evaluation, the values:\n```\n[\d.]+ \+ [\d.]+ \+ [\d.]+\n```/);
  expect(fake.loads).toBe(1);
  const resumed = await germline(folder, 'resume', 'near-hundred-1', '--attempts', '60', '--json');
  expect(JSON.parse(resumed.out).attempts).toBeGreaterThan(10);
  await fake.close();
  const replay = JSON.parse((await germline(folder, 'replay', 'near-hundred-1', '--json')).out);
  const attempts = JSON.parse(run.out).attempts + JSON.parse(resumed.out).attempts;
  expect(replay).toMatchObject({ same: true, attempts: attempts + 1 });
  expect(await germline(folder, 'resume', 'near-hundred-1', '--attempts', '70')).toMatchObject({
    code: 1,
    err: expect.stringContaining('does not answer'),
  });
});

test('what became of the ideas of a model, and their cost, in the terminal, as JSON and in the report', async () => {
  const name = 'near-hundred-1';
  fake = await startFakeOllama({ otherwise: clever });
  const args = ['run', './near-hundred', '--attempts', '12', '--seed', '3', '--proposers', 'none'];
  expect((await germline(folder, ...args, ...model())).code).toBe(0);
  const asked = await log(name, '--model', 'tiny');
  expect(asked).toEqual(askedFor(await log(name)));
  const table = await germline(folder, 'log', name, '--ideas', '--model', 'tiny', '-n', '3');
  expect(table.out).toMatch(/^attempt +model +asked to +fate +score +parent +became +calls +tokens +time +idea$/m);
  expect(table.out).toMatch(/^#\d+ +tiny +\S+ +\S.*-[\d.]+ #\d+.* add \d to a$/m);
  expect(table.out).toMatch(
    new RegExp(`^tiny: ${asked.length} ideas, \\d+ the best by then; .*${asked.length} calls`, 'm'),
  );
  expect(table.out.trim().split('\n')).toHaveLength(6);
  const { ideas, models } = JSON.parse((await germline(folder, 'log', name, '--ideas', '-n', '999', '--json')).out);
  expect(ideas.map(({ attempt }: { attempt: number }) => attempt)).toEqual(asked.map(({ number }) => number));
  const scores = new Map(asked.map((one) => [one.number, one.kind === 'proposal' ? one.outcome : undefined]));
  for (const { attempt, score, fate, tokens } of ideas) {
    expect(scores.get(attempt)).toMatchObject(score === undefined ? { status: fate } : { score });
    expect(tokens).toBeGreaterThan(0);
  }
  expect(ideas.some(({ fate }: { fate: string }) => fate === 'champion')).toBe(true);
  expect(models).toMatchObject([{ model: 'tiny', ideas: asked.length }]);
  expect(await germline(folder, 'log', name, '--model', 'other')).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('This run did not use the model other. It used tiny.') },
  });
  expect((await germline(folder, 'report', name)).code).toBe(0);
  const report = readFileSync(join(folder, `${name}-report`, 'report.md'), 'utf8');
  expect(report).toMatch(/### Ideas of models[\s\S]*\| \\#\d+ \| tiny \|.*\| add \d to a \|/);
});

/** Programs with the same plan, each written in its own way, all of them worse than the initial one. */
const ways = [
  'const plan = [-3];\n  return plan.map((one) => one * 2);',
  'let plan = -5;\n  for (let i = 0; i < 3; i++) plan -= i;\n  return [plan];',
  'const plan = (one: number) => -one;\n  return [plan(7), plan(1), Math.min(plan(2), plan(4))];',
  'let plan = 0;\n  while (plan > -9) plan -= plan < -4 ? 1 : 2;\n  return [plan, plan, plan];',
];

test('vectors of an embedding model recognise an idea that is written in another way, and a replay needs none', async () => {
  let calls = 0;
  const repeating: Scenario = (call) => {
    const body = ways[calls++ % ways.length];
    return wire.says(`IDEA: a plan\n\`\`\`ts\nexport function values() {\n  ${body}\n}\n\`\`\``)(call);
  };
  const embeds = (text: string) => (text.includes('plan') ? [1, 0.1] : [0.1, 1]);
  fake = await startFakeOllama({ models: ['tiny', 'embedder'], otherwise: repeating, embeds });
  const settings = ['islands=1', 'cells=false', 'simplify=false'].flatMap((pair) => ['--set', pair]);
  const run = (embedding: string) => [
    ...['run', './near-hundred', '--attempts', '4', '--proposers', 'none', ...settings, ...model('tiny', ',repairs=0')],
    ...['--embed', `name=${embedding},host=${fake.url}`],
  ];
  expect((await germline(folder, ...run('embedder'))).code).toBe(0);
  const ideas = async (name: string): Promise<readonly IdeaFacts[]> =>
    JSON.parse((await germline(folder, 'log', name, '--ideas', '--json')).out).ideas.reverse();
  expect((await ideas('near-hundred-1')).map(({ twin, reason }) => [twin, reason])).toEqual([
    ...[
      [undefined, undefined],
      [1, undefined],
      [2, undefined],
      [3, 'alike'],
    ],
  ]);
  calls = 0;
  const without = await germline(folder, ...run('other'));
  expect(without.out.match(/structure alone tells which programs are alike/g)).toHaveLength(1);
  expect((await ideas('near-hundred-2')).map(({ twin }) => twin)).toEqual(ways.map(() => undefined));
  await fake.close();
  for (const name of ['near-hundred-1', 'near-hundred-2'])
    expect(JSON.parse((await germline(folder, 'replay', name, '--json')).out)).toMatchObject({ same: true });
});

test('beside a slow model the operators go on, and all of it is replayed exactly', async () => {
  fake = await startFakeOllama({
    otherwise: async (call) => {
      await call.wait(500);
      return clever(call);
    },
  });
  const run = await germline(
    ...([folder, 'run', './near-hundred', '--attempts', '400', '--seed', '4', '--json'] as const),
    ...model('tiny', ',parallel=2'),
  );
  expect(JSON.parse(run.out)).toMatchObject({ ending: 'attempts' });
  const attempts = await log('near-hundred-1');
  const asked = askedFor(attempts);
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.length).toBeLessThan(attempts.length - 20); // the others are the operators'
  expect(fake.mostOpen.get('tiny')).toBe(2);
  const tunings = proposalsOf(attempts).filter(({ cause }) => cause === 'tune');
  expect(tunings.length).toBeGreaterThan(0);
  for (const { proposal, drawn } of tunings) {
    expect([proposal.proposer, proposal.trials! > 1]).toEqual(['tune', true]);
    expect([...asked, ...tunings].map(({ number }) => number)).toContain(drawn.parent); // a tuning that gained is tuned again
  }
  const replay = await germline(folder, 'replay', 'near-hundred-1', '--json');
  expect(JSON.parse(replay.out)).toMatchObject({ same: true, attempts: attempts.length });
});

test('with everything that goes wrong, the run ends in order, each failure has its kind, and it is replayed', async () => {
  fake = await startFakeOllama({ otherwise: clumsy() });
  const args = ['run', './near-hundred', '--attempts', '30', '--seed', '5', '--proposers', 'none', '--json'];
  const run = await germline(folder, ...args, ...model('tiny', ',parallel=2'));
  expect(JSON.parse(run.out)).toMatchObject({ ending: 'attempts' });
  const attempts = await log('near-hundred-1');
  const exchanges = attempts.flatMap(exchangesOf);
  const kinds = exchanges.flatMap(({ failure }) => (failure ? [failure.kind] : []));
  expect(new Set(kinds)).toEqual(new Set(['incomplete', 'empty', 'too-long']));
  const retried = exchanges.flatMap(({ retried = [] }) => retried);
  expect(retried.join()).toMatch(/unexpected EOF/);
  expect(attempts.some((attempt) => exchangesOf(attempt).length > 1)).toBe(true);
  const replay = await germline(folder, 'replay', 'near-hundred-1', '--json');
  expect(JSON.parse(replay.out)).toMatchObject({ same: true, attempts: attempts.length });
}, 120_000);

test('with a model that answers the same question the same way, the same seed makes the same commits', async () => {
  fake = await startFakeOllama({ otherwise: clever });
  const run = (name: string) =>
    germline(
      ...([folder, 'run', './near-hundred', '--attempts', '60', '--seed', '6', '--deterministic'] as const),
      ...['--population', name, '--json', ...model('tiny', ',parallel=3')],
    );
  const [a, b] = [await run('a'), await run('b')];
  expect(a.code).toBe(0);
  const { population: _, milliseconds: __, resume: ___, ...result } = JSON.parse(a.out);
  expect(JSON.parse(b.out)).toMatchObject(result);
  expect(await commitsOf('a')).toEqual(await commitsOf('b'));
  expect(askedFor(await log('a')).length).toBeGreaterThan(0);
  expect(JSON.parse((await germline(folder, 'replay', 'a', '--json')).out)).toMatchObject({ same: true });
});

/** Makes mistakes that the compiler finds, or that show in the run; fixes the former in a repair, the latter when asked to. */
const careless: Scenario = (call) => {
  const { messages, options } = call.body;
  const [, first, ...turns] = messages;
  const asked = first?.content ?? '';
  const told = turns.at(-1)?.content ?? '';
  const works = /# A program that works[\s\S]*?```ts\n([\s\S]*?)```/.exec(asked)?.[1];
  if (works || told.includes('its types are wrong')) {
    const content = works ? `# The program to change\n\`\`\`ts\n${works}\`\`\`` : asked;
    return clever({
      ...call,
      body: {
        ...call.body,
        messages: [
          { role: 'system', content: '' },
          { role: 'user', content },
        ],
      },
    });
  }
  const seed = Number(options?.seed);
  const body = seed % 2 === 0 && turns.length === 0 ? 'return [missing];' : `throw new Error('no ${seed}');`;
  return wire.says(`IDEA: none\n\`\`\`ts\nexport function values() {\n  ${body}\n}\n\`\`\``)(call);
};

test('a refused answer goes back with what is wrong; a child that keeps failing is fixed later; a replay needs no compiler', async () => {
  fake = await startFakeOllama({ otherwise: careless });
  const args = ['run', './near-hundred', '--seed', '3', '--proposers', 'none', '--population'];
  const run = await germline(folder, ...args, 'p', '--attempts', '70', ...model());
  expect(run).toMatchObject({
    code: 0,
    out: expect.stringMatching(/tiny in block format: \d+ of \d+ answers usable, .* rescued/),
  });
  const proposals = proposalsOf(await log('p'));
  expect(new Set(proposals.flatMap(gatesOf))).toEqual(new Set([undefined, 'types', 'run']));
  const rescued = proposals.filter((attempt) => {
    const [first, last] = gatesOf(attempt);
    return first === 'types' && exchangesOf(attempt).length > 1 && !last;
  });
  expect(rescued.length).toBeGreaterThan(0);
  const [, repair] = exchangesOf(rescued[0]!);
  expect(repair?.prompt).toMatch(/its types are wrong[\s\S]*line 3: Cannot find name 'missing'/);
  const lost = proposals.filter(({ outcome }) => outcome.status === 'failed' && outcome.reason === 'threw');
  expect(lost.length).toBeGreaterThan(0);
  for (const attempt of lost) expect(exchangesOf(attempt).length).toBeLessThanOrEqual(3); // two repairs
  const fixes = proposals.filter(({ proposal }) => proposal.repairs !== undefined);
  expect(fixes.length).toBeGreaterThan(0);
  for (const { proposal, drawn } of fixes) {
    const failed = proposals.find(({ number }) => number === proposal.repairs);
    expect([proposal.proposer, failed?.outcome.status]).toEqual(['fix', 'failed']);
    expect(parentsOf(failed!)[0]).toBe(drawn.parent);
  }
  const [number] = rescued.map((attempt) => String(attempt.number)) as [string];
  expect((await germline(folder, 'show', 'p', number)).out).toMatch(
    /stopped by +types: threw in stage sum: .*\n.*'missing'/,
  );
  const { facts } = JSON.parse((await germline(folder, 'report', 'p', '--json')).out);
  const [count] = facts.answers;
  expect(count).toMatchObject({ model: 'tiny', format: 'block', asked: expect.any(Number) });
  expect(count.rescued).toBeGreaterThan(0);
  await germline(folder, 'resume', 'p', '--attempts', '75');
  expect(JSON.parse((await germline(folder, 'replay', 'p', '--json')).out)).toMatchObject({ same: true });
  const deterministic = async (name: string) => {
    await germline(folder, ...args, name, '--attempts', '25', '--deterministic', ...model('tiny', ',parallel=3'));
    return await commitsOf(name);
  };
  expect(await deterministic('a')).toEqual(await deterministic('b'));
}, 300_000);

test('a child with wrong types that runs is scored, and its model is not asked again, in a replay too', async () => {
  const doubtful = (seed: number) => `if (${seed} < 0) missing();\n  return [${seed} / 100];`;
  const careful: Scenario = (call) => {
    const seed = Number(call.body.options?.seed) % 9973;
    return wire.says(`IDEA: ${seed}\n\`\`\`ts\nexport function values(): number[] {\n  ${doubtful(seed)}\n}\n\`\`\``)(
      call,
    );
  };
  fake = await startFakeOllama({ otherwise: careful });
  const args = ['run', './near-hundred', '--attempts', '12', '--seed', '3', '--proposers', 'none', '--population', 'p'];
  expect(await germline(folder, ...args, ...model())).toMatchObject({ code: 0 });
  const scored = askedFor(await log('p', '--status', 'scored'));
  expect(scored.length).toBeGreaterThan(6);
  for (const attempt of scored) expect(exchangesOf(attempt)).toMatchObject([{ score: expect.any(Number) }]);
  expect(JSON.parse((await germline(folder, 'replay', 'p', '--json')).out)).toMatchObject({ same: true });
});

test('recorded answers replace a server: the same run makes the same commits, another run uses them in their order', async () => {
  let calls = 0;
  fake = await startFakeOllama({ otherwise: (call) => (calls++ % 3 === 1 ? wire.missingDone : clever)(call) });
  const args = ['run', './near-hundred', '--deterministic', '--json', '--proposers', 'none'];
  const recorded = await germline(folder, ...args, '--attempts', '12', '--seed', '8', '--population', 'a', ...model());
  expect(recorded.code).toBe(0);
  const written = await germline(folder, 'export', 'a', '--answers', 'answers.jsonl', '--json');
  expect(JSON.parse(written.out)).toEqual({
    attempts: askedFor(await log('a')).length,
    file: 'answers.jsonl',
  });
  await fake.close();
  const asked = fake.requests.length;
  const again = (...more: string[]) => germline(folder, ...args, ...more, '--answers', 'answers.jsonl', ...model());
  expect(await again('--attempts', '12', '--seed', '8', '--population', 'b')).toMatchObject({ code: 0 });
  expect(await commitsOf('b')).toEqual(await commitsOf('a'));
  const other = await again('--seed', '9', '--population', 'c', '--attempts', '6');
  expect(other).toMatchObject({ code: 0 });
  const answersOf = async (name: string) => (await log(name)).flatMap(exchangesOf).map(({ answer }) => answer);
  expect(new Set(await answersOf('a'))).toEqual(new Set([...(await answersOf('a')), ...(await answersOf('c'))]));
  expect(fake.requests).toHaveLength(asked);
  expect(await again('--seed', '9', '--population', 'd', '--attempts', '40')).toMatchObject({
    ...{ code: 1, err: expect.stringContaining('the answers in answers.jsonl are used up') },
  });
});

test('a model whose limits are spent is not called; the others go on, or the run ends in order', async () => {
  fake = await startFakeOllama({ otherwise: clever });
  const run = (name: string, ...more: string[]) =>
    germline(folder, 'run', './near-hundred', '--seed', '7', '--json', '--population', name, ...more);
  const alone = await run('a', '--proposers', 'none', ...model('tiny', ',calls=6,price=1/2'));
  expect(JSON.parse(alone.out)).toMatchObject({
    ending: 'models',
    models: [{ label: 'tiny', calls: fake.requests.length, money: expect.any(Number) }],
  });
  const [{ tokens, money, limits }] = JSON.parse(alone.out).models;
  expect([money > tokens / 1e6, money < tokens / 5e5]).toEqual([true, true]);
  expect(limits).toMatch(new RegExp(`^${fake.requests.length} of 6 calls, \\$0\\.\\d+: spent$`));
  expect(alone.err).toContain(limits);
  expect(fake.requests.length).toBeLessThanOrEqual(8); // a conversation is finished with its repairs
  const asked = fake.requests.length;
  expect(JSON.parse((await germline(folder, 'resume', 'a', '--json')).out)).toMatchObject({
    ending: 'models',
    attempts: 0,
  });
  expect(fake.requests).toHaveLength(asked);
  const beside = await run('b', '--attempts', '150', '--deterministic', ...model('tiny', ',price=1000,money=3'));
  expect(JSON.parse(beside.out)).toMatchObject({
    ending: 'attempts',
    models: [{ tokens: expect.any(Number), limits: expect.stringMatching(/^\$[\d.]+ of \$3: spent$/) }],
  });
  const numbers = askedFor(await log('b')).map(({ number }) => number);
  expect(Math.max(...numbers)).toBeLessThan(140);
  for (const name of ['a', 'b'])
    expect(JSON.parse((await germline(folder, 'replay', name, '--json')).out)).toMatchObject({ same: true });
  expect(await run('c', '--deterministic', ...model('tiny', ',asking=9'))).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('use calls=, tokens= or money=') },
  });
});

test("the user's context and words are in the prompts and in the record, and a replay needs neither file", async () => {
  fake = await startFakeOllama({ otherwise: clever });
  const notes = join(folder, 'notes.md');
  const texts = join(folder, 'texts');
  mkdirSync(texts);
  writeFileSync(notes, 'Sums of squares were tried.\n');
  writeFileSync(join(texts, 'improve.md'), 'Do better, please.\n---\nOnce more.\n');
  const args = ['run', './near-hundred', '--attempts', '20', '--seed', '2', '--proposers', 'none', '--population', 'p'];
  const run = await germline(folder, ...args, '--context', notes, '--templates', texts, ...model());
  expect(run.code).toBe(0);
  const prompts = (await log('p', '--proposer', 'improve')).map((attempt) => exchangesOf(attempt)[0]?.prompt);
  expect(prompts.length).toBeGreaterThan(0);
  for (const prompt of prompts) {
    expect(prompt).toMatch(/# From the file notes.md\n\n```\nSums of squares were tried.\n```/);
    expect(prompt).toMatch(/# What to do\n\n(Do better, please|Once more)\.\n$/);
  }
  rmSync(notes);
  rmSync(texts, { recursive: true });
  expect(JSON.parse((await germline(folder, 'replay', 'p', '--json')).out)).toMatchObject({ same: true });
});

test.each([
  ['a file that is not there', 'cat nope', 'cat: nope'],
  ['a command that fails', 'echo "no key" >&2; exit 1; #', 'no key'],
])('where no call succeeded, the run says why at its end: %s', async (_, command, reason) => {
  fake = await startFakeOllama();
  const exec = `provider=exec,label=mine,name=${command}`;
  const alone = ['--attempts', '1', '--proposers', 'none', '--set', 'tune=false', '--set', 'simplify=false'];
  const run = await germline(folder, 'run', './near-hundred', ...alone, '--model', exec);
  expect(run.code).toBe(0);
  expect(run.out).toMatch(new RegExp(`model mine never answered, in \\d+ tr(y|ies): .*${reason}`));
});

test('a server that goes away and comes back is waited for', async () => {
  fake = await startFakeOllama({ otherwise: clever });
  const { port } = fake;
  const run = start(folder, 'run', './near-hundred', '--proposers', 'none', '--population', 'p', ...model());
  await until(() => fake.requests.length > 3);
  await fake.close();
  await until(() => run.printed().includes('is down'));
  fake = await startFakeOllama({ otherwise: clever, port });
  await until(() => run.printed().includes('is back') && fake.requests.length > 3);
  run.child.kill('SIGINT');
  expect(await run.finished).toMatchObject({ code: 0 });
  const refused = proposalsOf(await log('p', '--status', 'refused'));
  const lost = refused.filter(({ outcome }) => outcome.status === 'refused' && outcome.reason === 'no-answer');
  expect(lost).toHaveLength(1);
  expect(JSON.parse((await germline(folder, 'replay', 'p', '--json')).out)).toMatchObject({ same: true });
});

test('when the time is up, the run does not wait for a model that is still thinking', async () => {
  fake = await startFakeOllama({ otherwise: wire.hangsBeforeFirstToken });
  const run = await germline(folder, 'run', './near-hundred', '--for', '1s', '--population', 'p', '--json', ...model());
  expect(JSON.parse(run.out)).toMatchObject({ ending: 'time' });
  await fake.idle();
  expect(askedFor(await log('p'))).toEqual([]);
  const alone = ['--for', '1s', '--proposers', 'none', '--population', 'q', '--json', ...model('tiny', ',parallel=3')];
  expect(JSON.parse((await germline(folder, 'run', './near-hundred', ...alone)).out)).toMatchObject({ attempts: 0 });
});

test('Ctrl-C waits for no model; a deterministic run repeats what was under way, with the same commits', async () => {
  let calls = 0;
  const hung = Promise.withResolvers<void>();
  const hangsOnce: Scenario = (call) => {
    if (++calls !== 6) return clever(call);
    hung.resolve();
    return wire.hangsBeforeFirstToken(call);
  };
  fake = await startFakeOllama({ otherwise: hangsOnce });
  const args = [
    'run',
    './near-hundred',
    '--attempts',
    '40',
    '--seed',
    '6',
    '--deterministic',
    '--proposers',
    'tune-one',
    '--population',
  ];
  const run = start(folder, ...args, 'a', ...model('tiny', ',parallel=3'));
  await hung.promise;
  run.child.kill('SIGINT');
  expect(await run.finished).toMatchObject({ code: 0, out: expect.stringContaining('interrupted') });
  await fake.idle();
  expect((await log('a')).length).toBeLessThan(41);
  expect(await germline(folder, 'resume', 'a')).toMatchObject({ code: 0 });
  await germline(folder, ...args, 'b', ...model('tiny', ',parallel=3'));
  expect(await commitsOf('a')).toEqual(await commitsOf('b'));
});

test.each([
  ['a model that is not there', ['--model', 'name=nope,host=URL'], 2, /It has tiny\. To get it: ollama pull nope/],
  ['a server that is not there', ['--model', 'name=tiny,host=http://127.0.0.1:9'], 1, /does not answer.*ollama serve/s],
  ['a field that is not there', ['--model', 'name=tiny,rôle=depth'], 2, /separated by commas/],
  ['an unknown field', ['--model', 'name=tiny,roll=depth'], 2, /roll/],
  ['an address that is none', ['--model', 'name=tiny,host=here'], 2, /expected an address such as/],
  ['two models of one name', ['--model', 'name=tiny,host=URL', '--model', 'name=tiny,host=URL'], 2, /label=/],
  [
    'an order that vectors would change',
    ['--model', 'name=tiny,host=URL', '--embed', 'name=e', '--deterministic'],
    2,
    /--embed cannot/,
  ],
  ['vectors without programs of models', ['--embed', 'name=e'], 2, /it needs a --model/],
  ['nothing that proposes', ['--proposers', 'none'], 2, /No proposers/],
] as const)('%s is said at once', async (_, args, code, message) => {
  fake = await startFakeOllama();
  const given = args.map((arg) => arg.replace('URL', fake.url));
  const run = await germline(folder, 'run', './near-hundred', '--attempts', '3', ...given);
  expect(run.err).toMatch(message);
  expect(run.code).toBe(code);
  expect(run.err).not.toMatch(/\n\s+at .+:\d+:\d+/);
});

test('a command is a model too', async () => {
  fake = await startFakeOllama();
  const agent = `cat > ${join(folder, 'asked')}; echo "IDEA: more"; echo '\`\`\`ts'; echo "export const values = () => [$(date +%N | sed s/^0*//) % 97];"; echo '\`\`\`'`;
  const args = ['run', './near-hundred', '--attempts', '5', '--proposers', 'none', '--json', '--population', 'p'];
  const run = await germline(folder, ...args, '--model', `provider=exec,label=agent,name=${agent}`);
  expect(JSON.parse(run.out)).toMatchObject({ ending: 'attempts' });
  expect((await log('p')).filter((attempt) => modelOf(attempt) === 'agent')).toHaveLength(5);
  expect(JSON.parse((await germline(folder, 'replay', 'p', '--json')).out)).toMatchObject({ same: true });
});

test('a model on two hosts is one model, and doctor measures each host', async () => {
  fake = await startFakeOllama({ otherwise: clever });
  const other = await startFakeOllama({ otherwise: clever });
  const both = ['--model', `name=tiny,host=${fake.url},host=${other.url}`];
  const args = ['run', './near-hundred', '--attempts', '12', '--proposers', 'none', '--json', '--population', 'p'];
  const run = await germline(folder, ...args, ...both);
  expect(JSON.parse(run.out)).toMatchObject({ ending: 'attempts', models: [{ label: 'tiny' }] });
  for (const server of [fake, other]) expect(server.requests.length).toBeGreaterThan(0);
  expect(JSON.parse((await germline(folder, 'replay', 'p', '--json')).out)).toMatchObject({ same: true });
  const doctor = await germline(folder, 'doctor', '--bench', '--json', ...both);
  const names = JSON.parse(doctor.out).map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining([`model tiny on ${fake.url}`, `model tiny on ${other.url}`]));
  await other.close();
});

test('doctor reports the models of each server, their speed and the settings to use', async () => {
  fake = await startFakeOllama({ models: ['tiny', 'huge'], resident: 1, otherwise: clever });
  const declared = [...model('tiny'), ...model('huge', ',role=depth')];
  const doctor = await germline(folder, 'doctor', '--bench', '--json', ...declared);
  expect(doctor.code).toBe(0);
  expect(JSON.parse(doctor.out)).toEqual(
    expect.arrayContaining([
      { name: `model server ${fake.url}`, status: 'ok', detail: 'tiny, huge' },
      {
        name: 'model tiny',
        status: 'ok',
        detail: expect.stringMatching(/tokens\/s with 4\b.* concurrent calls; use parallel=\d/),
      },
      {
        name: 'model huge',
        status: 'ok',
        detail: expect.stringContaining('depth, family other, context 16384 of 131072'),
      },
      { name: `memory of ${fake.url}`, status: 'ok', detail: 'holds 1 of 2 models together: use resident=1' },
    ]),
  );
  const broken = await germline(folder, 'doctor', '--model', `name=nope,host=${fake.url}`);
  expect(broken).toMatchObject({ code: 1, out: expect.stringMatching(/broken\s+model nope: 404/) });
});
