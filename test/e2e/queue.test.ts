import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { childOf } from '../../src/api/attempt.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { slowNoisyScore, writeProblem } from '../fixtures/problem.ts';
import { endDrill, startRedis, untilEnd } from '../fixtures/queue-drill.ts';
import { TestRedis, whyNoRedis } from '../fixtures/redis.ts';
import { chromiumPath, openBrowser, openPage } from '../page/browser.ts';
import { scratch } from '../scratch.ts';
import { addressOf, germline, type Running, start, until } from './germline.ts';

afterEach(endDrill);

/** A folder with the problem near-hundred. */
function makeFolder(): string {
  const folder = scratch();
  writeProblem(folder);
  return folder;
}

async function startWorker(folder: string, ...options: readonly string[]): Promise<Running> {
  const worker = untilEnd(start(folder, 'worker', './near-hundred', ...options));
  await until(() => worker.printed().includes('Serving'));
  return worker;
}

const run = (folder: string, ...options: readonly string[]) =>
  germline(folder, 'run', './near-hundred', '--attempts', '20', '--seed', '7', ...options);

describe.skipIf(whyNoRedis)('a queue on the command line', () => {
  test('run and worker meet with a password, which is nowhere to be seen afterwards', async () => {
    const redis = await startRedis('--requirepass', 'open-sesame');
    const address = redis.url.replace('//', '//:open-sesame@');
    const folder = makeFolder();
    const worker = await startWorker(folder, '--queue', address, '--slots', '2', '--name', 'mini-2');
    expect(worker.printed()).toMatch(
      /^Serving near-hundred \([0-9a-f]{8}\) with 2 slots as mini-2, sandbox: realm, thread, process.*\.\n$/,
    );
    const options = ['--deterministic', '--queue', address];
    const [remote] = await Promise.all([
      run(folder, '--population', 'remote', ...options),
      run(folder, '--population', 'local', '--deterministic'),
    ]);
    expect(remote).toMatchObject({ code: 0, out: expect.stringContaining('1 machine, 2 slots') });
    const doctor = await germline(folder, 'doctor', '--queue', address);
    expect(doctor.out).toMatch(/ok +queue: redis .* at redis:\/\/127\.0\.0\.1:\d+, noeviction, \d+ ms/);
    expect(doctor.out).toMatch(
      /ok +machine mini-2: 2 slots, 0 busy, .*, serves near-hundred \([0-9a-f]{8}\), \d+ evaluations/,
    );
    worker.child.kill('SIGTERM');
    expect(await worker.finished).toMatchObject({ code: 0, err: '' });
    const [there, here] = ['remote', 'local'].map((name) => commitsOf(join(folder, 'populations', `${name}.git`)));
    expect(there).toEqual(here);
    const record = execFileSync('git', ['-C', join(folder, 'populations/remote.git'), 'log', '--all', '-p'], {
      encoding: 'utf8',
    });
    for (const text of [remote.out, remote.err, doctor.out, worker.printed(), record])
      expect(text).not.toContain('sesame');
  });

  test('a run goes only to machines with the label that it wants', async () => {
    const redis = await startRedis();
    const folder = makeFolder();
    await startWorker(folder, '--queue', redis.url);
    const wanted = ['--attempts', '5', '--queue', redis.url, '--on', 'gpu'];
    const search = untilEnd(start(folder, 'run', './near-hundred', ...wanted));
    await until(() => search.printed().includes('with the label gpu, so the run waits'));
    expect(search.printed()).toContain(`--queue ${redis.url} --label gpu`);
    await startWorker(folder, '--queue', redis.url, '--label', 'gpu');
    expect(await search.finished).toMatchObject({ code: 0 });
  });
});

/** A problem whose second stage runs only where the environment has a GPU. */
function writeLabelled(): string {
  const folder = scratch();
  const sum = 'values.reduce((total, value) => total + value, 0)';
  writeProblem(folder, {
    whole: `import { defineProblem } from 'germline';
export default defineProblem({
  name: 'near-hundred',
  statement: 'Numbers whose sum is near 100.',
  evaluator: {
    name: 'sum',
    interface: 'export function values(): number[]',
    stages: [
      { name: 'cheap', drive: (candidate) => candidate.values(), score: ([values]) => ({ score: ${sum} }) },
      {
        name: 'dear',
        label: 'gpu',
        drive: (candidate) => candidate.values(),
        score: ([values]) => {
          if (!process.env.GERMLINE_TEST_GPU) throw new Error('no GPU here');
          return { score: -Math.abs(100 - ${sum}) };
        },
      },
      { name: 'hidden', heldBack: true, drive: (candidate) => candidate.values(), score: ([values]) => ({ score: ${sum} }) },
    ],
  },
});
`,
  });
  return folder;
}

describe.skipIf(whyNoRedis)('where this machine lacks what a label stands for', () => {
  test('commands say so, and with a queue they ask a machine that has it', async () => {
    const redis = await startRedis();
    const folder = writeLabelled();
    const here = await Promise.all(
      ['eval', 'check', 'run'].map((command) => germline(folder, command, './near-hundred')),
    );
    for (const { code, err } of here)
      expect([code, err.trimEnd().split('\n').at(-1)]).toEqual([
        2,
        expect.stringMatching(
          /^germline: The initial program itself fails here in stage dear .*no GPU here.*label gpu.*--queue.*$/,
        ),
      ]);
    process.env.GERMLINE_TEST_GPU = 'yes';
    await startWorker(folder, '--queue', redis.url, '--label', 'gpu', '--name', 'gpu-box');
    delete process.env.GERMLINE_TEST_GPU;
    const ask = (...words: readonly string[]) => germline(folder, ...words, '--queue', redis.url);
    const scored = await ask('eval', './near-hundred', '--held-back', '--json');
    expect(JSON.parse(scored.out)).toMatchObject({ score: -90.25, stages: [{}, {}, { name: 'hidden', score: 9.75 }] });
    const made = await ask('run', './near-hundred', '--attempts', '12', '--seed', '7', '--population', 'made');
    expect(made).toMatchObject({ code: 0, out: expect.stringContaining('1 machine') });
    const record = await readRecord(join(folder, 'populations/made.git'));
    expect(childOf(record.entry(0).attempt)?.machine).toBe('gpu-box');
    await record.close();
    const program = join(folder, 'better.ts');
    writeFileSync(program, readFileSync(join(folder, 'near-hundred/initial.ts'), 'utf8').replace('1.5', '25'));
    for (const words of [
      ['audit', 'made'],
      ['add', 'made', program],
    ])
      expect(await germline(folder, ...words)).toMatchObject({
        code: 2,
        err: expect.stringMatching(/lack what the label gpu/),
      });
    expect(await ask('audit', 'made')).toMatchObject({ code: 0, out: expect.stringContaining('confirmed') });
    expect(await ask('add', 'made', program)).toMatchObject({ code: 0, out: expect.stringContaining('score') });
    const report = await germline(folder, 'report', 'made');
    expect(report).toMatchObject({ code: 0, out: expect.stringContaining('The programs cannot be run here') });
    expect(await germline(folder, 'replay', 'made')).toMatchObject({ code: 0 });
  });
});

async function expectMachineOnPage(url: string, name: string): Promise<void> {
  const browser = await openBrowser();
  try {
    const { page, complaints } = await openPage(browser, url);
    const row = page.locator('tr', { hasText: name });
    await expect
      .poll(() => row.locator('th, td').allTextContents())
      .toEqual(expect.arrayContaining([name, 'there', '2']));
    expect(await page.getByRole('heading', { name: 'Machines' }).count()).toBe(1);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
}

describe.skipIf(whyNoRedis)('what machines do is shown', () => {
  test('by a worker with --json: a document for each event, one a line', async () => {
    const redis = await startRedis();
    const folder = scratch();
    writeProblem(folder, {
      score: slowNoisyScore,
      fields: "direction: (console.log('printed while loading'), 'max'),",
    });
    const options = ['--queue', redis.url, '--slots', '2', '--json'];
    const worker = untilEnd(start(folder, 'worker', './near-hundred', ...options));
    await until(() => worker.printed().includes('"serving"'));
    expect(await run(folder, '--queue', redis.url)).toMatchObject({ code: 0 });
    await redis.kill();
    await until(() => worker.printed().includes('"away"'));
    await redis.begin();
    await until(() => worker.printed().includes('"back"'));
    worker.child.kill('SIGTERM');
    const { code, out } = await worker.finished;
    expect(code).toBe(0);
    const events: { event: string; status?: string; score?: number; reason?: string }[] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events[0]).toEqual({
      ...{ event: 'serving', machine: hostname(), problem: 'near-hundred', slots: 2, label: null },
      ...{ fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/), sandbox: expect.arrayContaining(['realm', 'thread']) },
    });
    const jobs = events.filter(({ event }) => event === 'job');
    for (const job of jobs)
      expect(job).toMatchObject({ problem: 'near-hundred', job: expect.any(String), milliseconds: expect.any(Number) });
    expect(jobs).toContainEqual(expect.objectContaining({ status: 'scored', score: expect.any(Number) }));
    expect(events.slice(jobs.length + 1)).toEqual([
      ...[{ event: 'away' }, { event: 'back' }, { event: 'stopping' }],
      { event: 'ended', evaluations: jobs.length },
    ]);
  });

  test('on the page, to Prometheus and to plain readers of the record; the report counts by machine', async () => {
    const redis = await startRedis();
    const folder = makeFolder();
    await startWorker(folder, '--queue', redis.url, '--slots', '2', '--name', 'mini-2');
    const options = ['--seed', '7', '--for', '1h', '--queue', redis.url, '--ui'];
    const search = untilEnd(start(folder, 'run', './near-hundred', ...options));
    const address = new URL(await addressOf(search));
    const headers = { authorization: `Bearer ${address.searchParams.get('token')}` };
    const metrics = async () => await (await fetch(new URL('/metrics', address), { headers })).text();
    const labels = 'run="near-hundred-1",problem="near-hundred"';
    const evaluations = `germline_machine_evaluations_total{${labels},machine="mini-2",outcome="scored"}`;
    await expect.poll(metrics, { timeout: 20_000 }).toMatch(new RegExp(`^${evaluations} [1-9]`, 'm'));
    await expect.poll(metrics, { timeout: 20_000 }).toContain(`germline_machines{${labels},state="there"} 1\n`);
    expect(await metrics()).toContain(`germline_machine_slots{${labels},machine="mini-2"} 2\n`);
    if (chromiumPath) await expectMachineOnPage(address.href, 'mini-2');
    search.child.kill('SIGINT');
    expect(await search.finished).toMatchObject({ code: 0 });
    const { facts } = JSON.parse((await germline(folder, 'report', 'near-hundred-1', '--json')).out);
    const counts = Object.fromEntries(facts.machines.map((one: { machine?: string }) => [one.machine ?? 'own', one]));
    expect(counts['mini-2']).toMatchObject({ scored: expect.any(Number), refuted: 0 });
    expect(counts.own.evaluations).toBeGreaterThanOrEqual(4); // the initial program, and the first three answers
    const page = readFileSync(join(folder, 'near-hundred-1-report/report.html'), 'utf8');
    expect(page).toContain('<h2>Machines</h2>');
    expect(page).toContain('<td class="">mini-2</td>');
    const record = await readRecord(join(folder, 'populations/near-hundred-1.git'));
    const remote = record.entries.find(({ attempt }) => childOf(attempt)?.machine !== undefined)!.attempt;
    await record.close();
    expect((await germline(folder, 'show', 'near-hundred-1', String(remote.number))).out).toMatch(/machine +mini-2/);
  });
});

function commitsOf(path: string): readonly string[] {
  const words = ['-C', path, 'rev-parse', 'journal', 'champion'];
  return execFileSync('git', words, { encoding: 'utf8' }).split('\n');
}

/** Runs, and expects one line that says what to do, exit code 2, and no population. */
async function expectRefused(message: RegExp, ...options: readonly string[]): Promise<void> {
  const folder = makeFolder();
  for (const command of ['run', 'worker']) {
    const { code, err } = await germline(folder, command, './near-hundred', ...options);
    expect(err).toMatch(message);
    expect([code, err.trimEnd().split('\n').length, err.includes('sesame')]).toEqual([2, 1, false]);
  }
  expect(existsSync(join(folder, 'populations'))).toBe(false);
}

describe('what a queue cannot be: exit code 2, and one line that says what to do', () => {
  test.each([
    ['no address', /--queue must be redis:/, 'sesame'],
    [
      'no server',
      /No Redis or Valkey answers at redis:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/,
      'redis://:sesame@127.0.0.1:1',
    ],
    ['no password beyond this machine', /has no password.*requirepass/, 'redis://192.0.2.1'],
  ])('%s', async (_, message, queue) => {
    await expectRefused(message, '--queue', queue);
  });

  test('a worker without an address', async () => {
    const { code, err } = await germline(makeFolder(), 'worker', './near-hundred');
    expect([code, err]).toEqual([2, expect.stringMatching(/pass --queue, or set \$GERMLINE_QUEUE/)]);
  });

  test('packages that are not installed', () => {
    const server = new URL('../../src/remote/server.ts', import.meta.url).href;
    const address = new URL('../../src/remote/address.ts', import.meta.url).href;
    const text = `import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        if (name === 'bullmq') throw Object.assign(new Error('not there'), { code: 'ERR_MODULE_NOT_FOUND' });
        return next(name, context);
      } });
      const { readAddress } = await import('${address}');
      const { connectServer } = await import('${server}');
      await connectServer(readAddress('redis://127.0.0.1:1')).catch(({ name, message }) => console.log(name, message));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', text], { encoding: 'utf8' });
    expect(stdout).toBe(
      'UsageError --queue needs two packages that are not installed: npm install bullmq@6.7.0 ioredis@6.0.0\n',
    );
  });

  test.skipIf(whyNoRedis)('a password that is wrong, or none where one is wanted', async () => {
    const redis = await startRedis('--requirepass', 'open');
    await expectRefused(/refuses this user or password/, '--queue', redis.url.replace('//', '//:sesame@'));
    await expectRefused(/wants a password: pass it in \$GERMLINE_QUEUE/, '--queue', redis.url);
  });

  test.skipIf(whyNoRedis)('a server that drops keys when memory is short', async () => {
    const redis = await startRedis('--maxmemory-policy', 'allkeys-lru');
    await expectRefused(/allkeys-lru.*CONFIG SET maxmemory-policy noeviction/, '--queue', redis.url);
  });

  test.skipIf(whyNoRedis)('a certificate that is not known; with --ca it is', async () => {
    const folder = scratch();
    const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => join(folder, name)) as [string, string];
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate],
    ]);
    if (made.error) return console.warn('NOT TESTED: certificates. openssl is not installed.');
    const tls = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-auth-clients', 'no'];
    await using secure = await TestRedis.secure(tls);
    const address = `rediss://localhost:${secure.port}`;
    await expectRefused(/has a certificate that is not known here: pass --ca/, '--queue', address);
    const near = makeFolder();
    await startWorker(near, '--queue', address, '--ca', certificate);
    expect(await run(near, '--queue', address, '--ca', certificate)).toMatchObject({ code: 0 });
  });
});
