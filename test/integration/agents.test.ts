import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAddress } from '../../src/agents/address.ts';
import { History } from '../../src/agents/history.ts';
import { Log } from '../../src/agents/log.ts';
import { AgentModel } from '../../src/agents/model.ts';
import { UsageError } from '../../src/api/errors.ts';
import type { PlaybookItem } from '../../src/api/playbook.ts';
import type { Proposal, Request } from '../../src/api/proposer.ts';
import { findJail } from '../../src/evaluation/jail/find-jail.ts';
import { openJail } from '../../src/evaluation/jail/open-jail.ts';
import { agent } from '../../src/models/agent.ts';
import type { Askable } from '../../src/models/askable.ts';
import { modelSchema, readModel } from '../../src/models/settings.ts';
import { Spending } from '../../src/models/spending.ts';
import { randomStream } from '../../src/random.ts';
import { createStore } from '../../src/record/create-store.ts';
import { aCandidate, aFailure, anAttempt, anInitial, aRefusal, aScore, someFacts } from '../factory.ts';
import { inProcess } from '../fixtures/in-process.ts';
import { proposalOf } from '../fixtures/proposal-of.ts';
import { nearHundred, numbers } from '../fixtures/test-run.ts';
import { scratch } from '../scratch.ts';

const found = findJail();
const missing = !('jail' in found) || found.jail.name !== 'bubblewrap';
if (missing) console.warn('No agent is tested in a jail: install bubblewrap.');

const folder = scratch();
const population = join(folder, 'population.git');
const pool = inProcess(nearHundred);
const parent = nearHundred.initial;

/** A run of four attempts: the parent, a better program, a failed and a refused one. */
beforeAll(async () => {
  const { files, entry, language } = parent;
  const facts = someFacts({ program: { files: Object.keys(files), entry, language } });
  const store = await createStore(population, facts, {});
  const better = numbers('60, 20');
  const attempts = [
    { attempt: anInitial({ outcome: aScore(-93, { feedback: 'the sum is 7' }) }), program: parent },
    {
      attempt: anAttempt({
        number: 1,
        proposal: { summary: 'two numbers' },
        outcome: aScore(-20, { feedback: 'sum 80' }),
      }),
      program: better,
    },
    {
      attempt: anAttempt({ number: 2, outcome: aFailure('threw', { feedback: 'no such name' }) }),
      program: numbers('x'),
    },
    { attempt: anAttempt({ number: 3, outcome: aRefusal('syntax', 'line 2') }) },
  ];
  await Promise.all(attempts.map((recorded) => store.append(recorded, { champion: 1 })));
  await store.close();
});

afterAll(() => pool.close());

interface Given {
  /** Settings as passed to `--model`. */
  readonly settings?: string;
  readonly signal?: AbortSignal;
  readonly jail?: ReturnType<typeof openJail>;
  readonly request?: Partial<Request>;
}

/** One attempt of an agent that is a script of the shell. */
async function attempt(script: string, { settings = '', signal, jail, request }: Given = {}): Promise<Proposal> {
  const model = modelSchema.parse(readModel(`provider=agent,seconds=30,${settings}name=${script}`));
  const asked: Askable = {
    ...{ settings: model, timed: false, spending: new Spending(model) },
    call: async (call, ended) => ({ result: await agent.ask(call, ended), retried: [] }),
  };
  await using history = new History(population);
  const confined = jail ?? ('jail' in found ? found.jail : openJail('none'));
  const live = { jail: { ...confined, enterRoom: confined.enterRoom! }, history };
  const proposer = new AgentModel(asked, live).choose();
  const whole: Request = {
    ...{ statement: 'Numbers whose sum is near 100.', direction: 'max', parent: aCandidate(0, parent, -93) },
    ...{ inspirations: [], random: randomStream(1, 1, 0), evaluate: (program) => pool.evaluate(program), ...request },
  };
  return await proposalOf(proposer, whole, signal);
}

const lesson: PlaybookItem = {
  ...{ number: 7, kind: 'pitfall', text: 'negative numbers', by: { name: 'a person', is: 'person' } },
  ...{ shown: 0, helped: 0, harmed: 0, opinion: 0, since: undefined, from: [] },
};

/** Makes the program return other numbers. */
const write = (values: string) => `sed -i 's/\\[.*\\]/[${values}]/' program/main.js`;
const logOf = ({ exchanges = [] }: Proposal) => exchanges[0]!.answer;
const filesOf = (proposal: Proposal) => (proposal.status === 'proposed' ? proposal.files : undefined);
const leftovers = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('germline-agent-') && name.includes(`-${process.pid}-`));

describe.skipIf(missing)('an agent', () => {
  test('finds the task, the parent and the history, and its program becomes the child', async () => {
    const proposal = await attempt(
      `cat > asked; diff asked TASK.md && head -1 TASK.md; cat playbook.md context/* history/index.tsv history/failures.md history/0001/*; ls history; ${write('50, 50')}; echo two halves > summary.txt`,
      { request: { context: [{ name: 'notes/hint.md', text: 'a file of mine\n' }], lessons: [lesson] } },
    );
    expect(proposal.shown).toEqual([7]);
    expect(proposal).toMatchObject({ status: 'proposed', files: numbers('50, 50').files, summary: 'two halves' });
    expect(logOf(proposal).split('\n')).toEqual(
      expect.arrayContaining([
        ...[
          '# The task',
          '- Avoid: negative numbers',
          'a file of mine',
          'attempt\tresult\tparent\tby\tsummary',
          '1\tscore -20\t0\ttune-one\ttwo numbers',
        ],
        ...['# failed (threw in only): 1 attempts', '- 2: change 1 to 2: no such name', 'score -20', 'sum 80'],
        ...['-export const values = () => [1.5, 2.5, 3];', '+export const values = () => [60, 20];', '0000', '0002'],
      ]),
    );
    expect(leftovers()).toEqual([]);
  });

  test('evaluates as often as it may, and reads the history', async () => {
    const evaluate = (values: string) => `${write(values)}; germline evaluate | grep -E 'score"|left|error'`;
    const proposal = await attempt(
      `${evaluate('90')}; ${evaluate('99')}; ${evaluate('100')}; germline evaluate; echo code $?; germline history | tail -2; germline history 1; germline history 1 --program`,
      { settings: 'evaluations=2,' },
    );
    const log = logOf(proposal);
    expect(log).toMatch(/"score": -10,.*"left": 1.*"score": -1,.*"left": 0/s);
    expect(log).toMatch(/error: all 2 evaluations are used\s+error: .*code 1/s);
    expect(log).toMatch(/1 failed \(threw in only\)\n1 refused \(syntax\)/);
    expect(log).toMatch(/1 \(tune-one, from 0\): score -20\s+two numbers\s+sum 80/);
    expect(log).toContain(numbers('60, 20').files['main.js']);
    expect(filesOf(proposal)).toEqual(numbers('100').files);
  });

  test('that hangs is ended, and the best program that it evaluated becomes the child', async () => {
    const proposal = await attempt(
      `trap '' TERM INT; (setsid sleep 1000 &); ${write('99')}; germline evaluate > /dev/null; ${write('1')}; sleep 1000`,
      { settings: 'seconds=8,' },
    );
    expect(filesOf(proposal)).toEqual(numbers('99').files);
    expect(proposal.exchanges![0]).toMatchObject({ stop: 'length' });
    expect(leftovers()).toEqual([]);
  });

  test('sees and changes nothing outside, has the secrets and places that it is given, and a home of its own', async () => {
    const [secret, shown, home] = ['secret', 'shown', 'home'].map((name) => join(folder, name));
    writeFileSync(secret!, 'a secret\n');
    writeFileSync(shown!, 'a place\n');
    process.env.GERMLINE_TEST_KEY = 'key 0123456789';
    process.env.GERMLINE_TEST_SECRET = 'hush';
    const proposal = await attempt(
      `cat ${secret}; cat ${shown}; echo > ${shown}; echo > /usr/x; env | grep GERMLINE_TEST; echo mine > $HOME/x && cat $HOME/x; mount -t tmpfs x /mnt; ls /proc | grep -c '^[0-9]'; ${write('99')}`,
      { settings: `show=${shown},env=GERMLINE_TEST_KEY,` },
    );
    const log = logOf(proposal);
    expect(log).toMatch(/secret: No such file/);
    expect(log).toContain('a place');
    expect(log.match(/Read-only file system/g)).toHaveLength(2);
    expect(log).toContain('GERMLINE_TEST_KEY=[GERMLINE_TEST_KEY]');
    expect(JSON.stringify(proposal)).not.toContain('0123456789');
    expect(log).not.toContain('hush');
    expect(log).toMatch(/^mine$/m);
    expect(readFileSync(shown!, 'utf8')).toBe('a place\n');
    expect([existsSync('/usr/x'), existsSync(home!)]).toEqual([false, false]);
    expect(filesOf(proposal)).toEqual(numbers('99').files);
  });

  test('works in a copy of its home', async () => {
    const home = join(folder, 'settings');
    mkdirSync(home);
    writeFileSync(join(home, '.agentrc'), 'brave = yes\n');
    const proposal = await attempt(`cat $HOME/.agentrc; echo > $HOME/.agentrc; ${write('99')}`, {
      settings: `home=${home},`,
    });
    expect(logOf(proposal)).toBe('brave = yes\n');
    expect(readFileSync(join(home, '.agentrc'), 'utf8')).toBe('brave = yes\n');
  });

  test.each([
    ['deletes it', 'rm program/main.js'],
    ['puts a link in its place', 'ln -sf /etc/hostname program/main.js'],
    ['puts a link to all files in the place of the folder', 'rm -r program; ln -s /etc program'],
    ['puts a pipe in its place', 'rm program/main.js; mkfifo program/main.js'],
  ])('that takes the candidate away is refused: it %s', async (_, script) => {
    const proposal = await attempt(script);
    expect(proposal).toMatchObject({ status: 'refused', reason: 'no-code', feedback: 'the agent left no main.js' });
  });

  test('that takes the candidate away after a good evaluation keeps that', async () => {
    const proposal = await attempt(`${write('99')}; germline evaluate > /dev/null; rm program/main.js`);
    expect(filesOf(proposal)).toEqual(numbers('99').files);
  });

  test('that fills its log has it cut', async () => {
    const proposal = await attempt(`echo first; yes | head -c 30000000; echo last; ${write('99')}`);
    expect(logOf(proposal)).toMatch(/^first\ny\n.*\[\d{8} characters left out\].*y\nlast\n$/s);
    expect(logOf(proposal).length).toBeLessThan(33_000);
    expect(filesOf(proposal)).toEqual(numbers('99').files);
  });

  test('that is killed has failed, unless it has changed the program', async () => {
    const proposal = await attempt('echo about to die; kill -9 $$');
    expect(proposal).toMatchObject({
      status: 'refused',
      reason: 'no-answer',
      feedback: expect.stringContaining('about to die'),
    });
    expect(proposal.exchanges![0]!.failure!.kind).toBe('transient');
    expect(filesOf(await attempt(`${write('99')}; kill -9 $$`))).toEqual(numbers('99').files);
  });

  test('whose command is not there cannot be configured so', async () => {
    const { exchanges } = await attempt('no-such-agent --now');
    expect(exchanges![0]!.failure).toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('no-such-agent'),
    });
  });

  test('is ended with the search', async () => {
    const search = new AbortController();
    const attempted = attempt('sleep 1000', { signal: search.signal });
    setTimeout(() => search.abort(new Error('the search has ended')), 1500);
    await expect(attempted).rejects.toThrow('the search has ended');
    expect(leftovers()).toEqual([]);
  });

  test('comes out the same from the record, without running', async () => {
    const first = await attempt(`${write('99')}; touch ${folder}/ran`);
    const { exchanges, replayData } = first;
    const again = await attempt('exit 1', { request: { exchanges: exchanges!, replayData: replayData! } });
    expect(again).toEqual(first);
    const refused = await attempt('rm program/main.js');
    const request = { exchanges: refused.exchanges!, replayData: refused.replayData! };
    expect(await attempt('exit 1', { request })).toEqual(refused);
  });
});

describe.skipIf(missing)('the network of an agent', () => {
  const server = createServer((request, response) => response.end(`hello ${request.url}\n`));
  let port = 0;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => void server.close());

  const get = (url: string) =>
    `node -e 'fetch(process.argv[1]).then((r) => r.text()).then((t) => console.log("got " + t), (e) => console.log("none " + e.cause?.code))' ${url}`;
  const node = () => `show=${process.execPath},`;

  test('is none unless a person names an address', async () => {
    const proposal = await attempt(get(`http://127.0.0.1:${port}/a`), { settings: node() });
    expect(logOf(proposal)).toMatch(/^none /m);
  });

  test('is what a person names, and no more', async () => {
    const other = createServer((_, response) => response.end('other'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port: hidden } = other.address() as AddressInfo;
    const script = `${get(`http://127.0.0.1:${port}/a`)}; ${get(`http://127.0.0.1:${hidden}/`)}; ${get('http://example.com/')}`;
    const proposal = await attempt(script, { settings: `${node()}network=127.0.0.1:${port},` });
    other.close();
    expect(logOf(proposal)).toMatch(/^got hello \/a$/m);
    expect(logOf(proposal).match(/^none |not named/gm)).toHaveLength(2);
    expect(logOf(proposal)).not.toContain('got other');
  });

  test('has names: directly, and by a proxy', async () => {
    const url = `http://localhost:${port}/b`;
    const byProxy = `node -e 'const c = require("net").connect(3128, "127.0.0.1"); c.end("CONNECT localhost:${port} HTTP/1.1\\r\\n\\r\\nGET /c HTTP/1.0\\r\\n\\r\\n"); c.pipe(process.stdout)'`;
    const plainly = `node -e 'const c = require("net").connect(3128, "127.0.0.1"); c.write("GET http://localhost:${port}/d HTTP/1.0\\r\\n\\r\\n"); c.pipe(process.stdout)'`;
    const unnamed = `node -e 'const c = require("net").connect(3128, "127.0.0.1"); c.write("CONNECT example.com:443 HTTP/1.1\\r\\n\\r\\n"); c.pipe(process.stdout)'`;
    const script = [get(url), byProxy, plainly, unnamed].join('; ');
    const log = logOf(await attempt(script, { settings: `${node()}network=localhost:${port},` }));
    expect(log).toMatch(
      /got hello \/b.*200 Connection established.*hello \/c.*hello \/d.*403 Forbidden.*example.com:443: this address was not named/s,
    );
  });

  test('cannot be widened by talking to the engine itself', async () => {
    const raw = `node -e 'const c = require("net").connect(process.env.GERMLINE_SOCKET); c.on("error", () => {}); c.on("close", () => console.log("closed")); c.on("data", (d) => console.log("data " + d)); c.write(JSON.stringify({ connect: "127.0.0.1:1" }) + "\\n")'`;
    const log = logOf(await attempt(raw, { settings: `${node()}network=localhost:${port},` }));
    expect(log).toMatch(/^closed$/m);
    expect(log).not.toContain('data');
  });
});

test('without a jail, an agent works in a folder of its own', async () => {
  const proposal = await attempt(`${write('99')}; germline evaluate; pwd`, { jail: openJail('none') });
  expect(logOf(proposal)).toMatch(/"score": -1,/);
  expect(filesOf(proposal)).toEqual(numbers('99').files);
  expect(leftovers()).toEqual([]);
});

test('a log keeps its beginning and its end', () => {
  const log = new Log();
  for (let part = 0; part < 1000; part++) log.add(`${part} `.repeat(50));
  expect(log.text).toMatch(/^0 0 .*\n\[\d+ characters left out\]\n.*999 $/s);
});

test.each(['', 'a b', 'http://x', 'x:0', 'x:99999', '-x'])('%j is no address', (text) => {
  expect(() => readAddress(text)).toThrow(UsageError);
});
