import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { addressOf, germline, type Running, start, until } from '../e2e/germline.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

/** A program whose score is as far below 0 as the sum is from 100. */
const withSum = (sum: number | string) =>
  `// EVOLVE-BLOCK-START\nexport function values() {\n  return [${sum}];\n}\n// EVOLVE-BLOCK-END\n`;

/** A score that takes so many milliseconds. */
const slowly = (milliseconds: number) => `([values]) => {
  const sum = values.reduce((total, value) => total + value, 0);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${milliseconds});
  return { score: -Math.abs(100 - sum), metrics: { sum } };
}`;

/** A folder with a problem, and what is asked of germline there. */
function place(parts: Parameters<typeof writeProblem>[1] = {}) {
  const folder = scratch();
  const problem = writeProblem(folder, parts);
  const run = (...args: string[]) => germline(folder, ...args);
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out);
  const log = async (): Promise<readonly Attempt[]> => (await json('log', 'p', '-n', '99999')).toReversed();
  return { folder, problem, run, json, log };
}

function started(folder: string, ...args: string[]): Running {
  const running = start(folder, ...args);
  onTestFinished(() => void running.child.kill('SIGKILL'));
  return running;
}

/** What the page does, with the tokens that were printed. */
async function pageOf(running: Running) {
  const url = new URL(await addressOf(running, 120_000));
  const control = /^#control=(.+)$/.exec(url.hash)?.[1] ?? '';
  const headers = {
    ...{ authorization: `Bearer ${url.searchParams.get('token')}`, 'x-germline-control': control },
    'content-type': 'application/json',
  };
  const post = async (what: string, body: object = {}) => {
    const init = { method: 'POST', headers: { ...headers, origin: url.origin }, body: JSON.stringify(body) };
    const response = await fetch(new URL(`/control/0/${what}`, url), init);
    const text = await response.text();
    return { status: response.status, body: response.ok ? JSON.parse(text) : text };
  };
  return { control, token: url.searchParams.get('token') ?? '', post };
}

/** All files of a folder, as texts. */
const textsIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));

test('a page with the token hints, adds, audits, extends and stops; the record says so, and replays', async () => {
  const { folder, problem, json, log } = place({ score: slowly(30) });
  const args = ['--population', 'p', '--attempts', '100000', '--workers', '1', '--events', 'events.jsonl'];
  const running = started(folder, 'run', problem, ...args, '--control');
  const { post, control, token } = await pageOf(running);
  expect(control).not.toBe(token);

  const { body: hint } = await post('hint', { text: 'think of <b>hexagons</b>' });
  const { body: told } = await post('add', { parent: 0, files: { 'initial.ts': withSum(91) }, summary: 'by hand' });
  expect(told).toMatchObject({ outcome: { status: 'scored' } });
  expect(
    (await post('add', { parent: 0, files: { 'initial.ts': withSum('](') }, summary: 'broken' })).body,
  ).toMatchObject({
    outcome: { status: 'refused', reason: 'syntax' },
  });
  expect((await post('add', { parent: 0, files: { 'other.ts': '' }, summary: '' })).body).toMatch(
    /has the files initial\.ts/,
  );
  const endless = withSum('(() => { while (true); })()');
  expect((await post('add', { parent: 0, files: { 'initial.ts': endless }, summary: 'endless' })).body).toMatchObject({
    outcome: { status: 'failed', reason: 'timed-out' },
  });
  const { body: verdict } = await post('audit', { candidate: told.attempt });
  expect(verdict.status).toMatch(/^(confirmed|refuted)$/);
  expect((await post('extend', { attempts: 50 })).body).toMatchObject({ attempts: 100_050 });
  expect(await post('extend', { money: 1 })).toEqual({ status: 400, body: expect.stringMatching(/not limited/) });
  expect(await post('extend', { attempts: 0 })).toMatchObject({ status: 400 });
  expect((await post('note', { candidate: told.attempt, text: 'mine', star: true })).body).toMatchObject({
    star: true,
  });
  expect((await post('stop')).status).toBe(200);
  const { code, out } = await running.finished;
  expect([code, out]).toEqual([0, expect.stringMatching(/page stopped the search[\s\S]*interrupted: /)]);

  const attempts = await log();
  const by = (attempt: Attempt) =>
    attempt.kind === 'proposal' ? attempt.proposal.proposer : 'by' in attempt ? attempt.by : undefined;
  expect(attempts.filter((attempt) => by(attempt) === 'page')).toMatchObject([
    { kind: 'reflection', number: hint, delta: { hint: 'think of <b>hexagons</b>' } },
    { kind: 'proposal', cause: 'external', number: told.attempt, proposal: { summary: 'by hand' } },
    { kind: 'proposal', outcome: { reason: 'syntax' } },
    { kind: 'proposal', outcome: { reason: 'timed-out' } },
    { kind: 'audit', candidate: told.attempt, verdict: { status: verdict.status } },
    { kind: 'order', order: { limits: { attempts: 100_050 } } },
    { kind: 'order', order: { stop: true } },
  ]);
  expect((await json('log', 'p', '--status', 'ordered')).length).toBe(2);
  expect(await json('replay', 'p')).toMatchObject({ same: true });
  expect(await json('note', 'p')).toMatchObject([{ attempt: told.attempt, star: true, text: 'mine', by: 'page' }]);
  for (const text of textsIn(folder)) expect(text.includes(control) || text.includes(token)).toBe(false);
});

test('an extension lasts: the search ends at the new limit, a resume keeps it, and its own limit counts more', async () => {
  const { folder, problem, run, json } = place({ score: slowly(150) });
  const args = ['--population', 'p', '--attempts', '30', '--workers', '1', '--json'];
  const running = started(folder, 'run', problem, ...args, '--control');
  const { post } = await pageOf(running);
  expect((await post('extend', { attempts: 10 })).body).toMatchObject({ attempts: 40 });
  const first = JSON.parse((await running.finished).out);
  expect(first).toMatchObject({ ending: 'attempts' });
  expect(first.attempts).toBeGreaterThanOrEqual(40);
  expect(await json('resume', 'p')).toMatchObject({ ending: 'attempts', attempts: 0 });
  expect(await json('resume', 'p', '--attempts', '35')).toMatchObject({ ending: 'attempts', attempts: 0 });
  expect((await json('resume', 'p', '--attempts', '60')).attempts).toBeGreaterThan(0);
  expect(await json('replay', 'p')).toMatchObject({ same: true });
  expect((await run('show', 'p', String((await json('log', 'p', '--status', 'ordered'))[0].number))).out).toMatch(
    /page: extend the search to 40 attempts[\s\S]*author +page/,
  );
});

test('"germline ui --control" takes part in a run of another process, and in one at rest, but not in a deterministic search', async () => {
  const { folder, problem, json } = place({ score: slowly(150) });
  const running = started(folder, 'run', problem, '--population', 'p', '--workers', '1');
  await until(() => existsSync(join(folder, 'populations/p.git/clients/address')), 120_000);
  const ui = started(folder, 'ui', 'p', '--control');
  const { post } = await pageOf(ui);
  expect((await post('stop')).status).toBe(200);
  expect((await running.finished).code).toBe(0);
  expect(await post('stop')).toEqual({ status: 400, body: expect.stringMatching(/No search is under way here/) });
  expect((await post('hint', { text: 'at rest' })).status).toBe(200);
  expect((await post('audit', { candidate: 0 })).body).toMatchObject({ metrics: {} });
  expect(await json('replay', 'p')).toMatchObject({ same: true });
  ui.child.kill('SIGINT');
  expect((await ui.finished).code).toBe(0);

  const fixed = ['--population', 'q', '--deterministic', '--attempts', '100000', '--workers', '1', '--control'];
  const deterministic = started(folder, 'run', problem, ...fixed);
  const { post: postFixed } = await pageOf(deterministic);
  for (const [what, body] of [
    ['hint', { text: 'no' }],
    ['stop', {}],
    ['audit', { candidate: 0 }],
  ] as const)
    expect(await postFixed(what, body)).toEqual({ status: 400, body: expect.stringMatching(/deterministic/) });
  expect((await postFixed('note', { candidate: 0, star: true })).status).toBe(200);
  deterministic.child.kill('SIGINT');
  expect((await deterministic.finished).code).toBe(0);
});
