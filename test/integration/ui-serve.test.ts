import { rmSync } from 'node:fs';
import { queryObjects } from 'node:v8';
import { expect, test, vi } from 'vitest';
import { EnvironmentError } from '../../src/api/errors.ts';
import { sharePictures } from '../../src/ui/server/pictures.ts';
import { served } from '../fixtures/served.ts';

test('a change that git cannot read is an answer, and the next request is answered too', async () => {
  const { path, ask } = await served();
  expect(await (await ask('patch?from=0&to=1')).json()).toContain('+1');
  rmSync(path, { recursive: true });
  const answer = await ask('patch?from=0&to=1');
  expect([answer.status, await answer.text()]).toEqual([500, expect.stringMatching(/^git cannot compare/)]);
  expect((await ask('attempts/7')).status).toBe(404);
});

test('a bug that one request meets is told, and the process lives on', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  const bug = new TypeError('that was not foreseen');
  const { ask } = await served({ picture: () => Promise.reject(bug) });
  const answer = await ask('pictures/1');
  expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('not foreseen')]);
  expect(told.mock.calls).toEqual([[expect.any(String), bug]]);
  told.mockRestore();
  expect((await ask('attempts/1')).status).toBe(200);
});

test('a page that stays connected leaves nothing behind with each piece of news', async () => {
  const { ask, observed } = await served();
  const events = (await ask('events')).body!.getReader();
  let heard = '';
  const hear = async (times: number) => {
    for (let time = 0; time < times; time++) {
      observed.lose(`news ${time}`);
      for (heard = ''; !heard.includes(`news ${time}`); )
        heard += Buffer.from((await events.read()).value ?? []).toString();
    }
    return queryObjects(Promise, { format: 'count' });
  };
  const before = await hear(3);
  expect((await hear(100)) - before).toBeLessThan(50);
  await events.cancel();
});

test('a page that does not read is not written to without end', async () => {
  const { ask, observed } = await served();
  let written = 0;
  const row = { ...observed.rows[1]!, summary: 'x'.repeat(1000) };
  const counted = { ...row, toJSON: () => ++written && row };
  for (let number = 0; number < 100_000; number++) observed.rows.push(counted);
  const events = (await ask('events')).body!.getReader();
  await events.read();
  await expect.poll(() => written).toBeGreaterThan(0);
  for (let before = -1; before < written; await new Promise((resolve) => setTimeout(resolve, 500))) before = written;
  expect(written).toBeLessThan(50_000);
  while (written < 100_000) await events.read();
  await events.cancel();
});

test('a picture is made once for all requests, at once or later', async () => {
  const made: string[] = [];
  const picture = sharePictures(async (commit) => {
    made.push(commit);
    if (made.length === 1) throw new EnvironmentError('the sandbox does not start');
    return '<svg/>';
  });
  const { ask } = await served({ picture });
  expect((await ask('pictures/1')).status).toBe(500);
  const answers = await Promise.all([ask('pictures/1'), ask('pictures/1')]);
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['<svg/>', '<svg/>']);
  await ask('pictures/1');
  expect(made).toHaveLength(2); // the first of them had failed
  await ask('pictures/0');
  expect(new Set(made).size).toBe(2);
});

test('a picture that no request waits for is not finished', async () => {
  const stopped: AbortSignal[] = [];
  const picture = sharePictures(async (_, signal) => {
    stopped.push(signal);
    return await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  const { ask } = await served({ picture });
  const [one, other] = [new AbortController(), new AbortController()];
  const asked = [one, other].map(({ signal }) => ask('pictures/1', signal).catch(() => 'left'));
  await expect.poll(() => stopped.length).toBe(1);
  one.abort();
  expect(await asked[0]).toBe('left');
  await ask('attempts/1');
  expect(stopped[0]!.aborted).toBe(false);
  other.abort();
  await expect.poll(() => stopped[0]!.aborted).toBe(true);
  expect((await ask('attempts/1')).status).toBe(200);
});

test('the pictures that are kept are the latest', async () => {
  let made = 0;
  const picture = sharePictures(async () => String(++made));
  const { signal } = new AbortController();
  for (let commit = 0; commit <= 50; commit++) await picture(String(commit), signal);
  expect(await picture('50', signal)).toBe('51');
  expect(await picture('0', signal)).toBe('52');
});

test('a search answers in parts, from the newest attempt on, in the texts that are asked for', async () => {
  const { ask } = await served();
  const found = async (query: string) => {
    const lines = (await (await ask(`search?${query}`)).text()).trimEnd().split('\n');
    return lines.flatMap((line) => (JSON.parse(line) as { found: number[] }).found);
  };
  expect(await found('text=1&in=code')).toEqual([1]);
  expect(await found('text=0&in=summaries')).toEqual([]);
  expect(await found('text=INITIAL')).toEqual([0]);
  expect((await ask('search?text=')).status).toBe(404);
});

test('a search of a record that is gone says so, and the next request is answered', async () => {
  const { path, ask } = await served();
  rmSync(path, { recursive: true });
  expect(JSON.parse(await (await ask('search?text=1')).text())).toEqual({
    failed: expect.stringContaining('cannot be read'),
  });
  expect((await ask('column?name=none&from=0')).status).toBe(200);
});

test('a column has a value for each attempt', async () => {
  const { ask } = await served();
  const names = ['cost evaluating ms', 'unknown'].map((name) => `column?${new URLSearchParams({ name, from: '0' })}`);
  const [known, unknown] = await Promise.all(names.map(async (name) => (await ask(name)).json()));
  expect([known, unknown]).toEqual([
    [expect.any(Number), expect.any(Number)],
    [null, null],
  ]);
});
