import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createStore } from '../../src/population/create-store.ts';
import { openReader } from '../../src/population/git-reader.ts';
import { IslandPopulation } from '../../src/population/island-population.ts';
import { observe } from '../../src/ui/server/observe.ts';
import type { Sources } from '../../src/ui/server/observed.ts';
import { serve } from '../../src/ui/server/serve.ts';
import { anAttempt, aScore, someFacts } from '../factory.ts';
import { scratch } from '../scratch.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Serves a population of two candidates; gives where it is, and asks the server. */
async function served(sources: Partial<Sources> = {}) {
  const path = join(scratch(), 'population.git');
  const store = await createStore(path, someFacts(), {});
  const attempts = [anAttempt({ number: 0, parents: [], operator: 'initial' }), anAttempt({ number: 1, parents: [0] })];
  for (const attempt of attempts)
    await store.append({
      attempt: { ...attempt, outcome: aScore(attempt.number) },
      files: { 'a.ts': `${attempt.number}` },
    });
  await store.close();
  const reader = await openReader(path);
  const migration = { topology: 'ring', interval: 50 } as const;
  const options = { islands: 1, descriptors: [], explore: 0, inspirations: 0, elites: 8 };
  const population = new IslandPopulation({ ...options, migration });
  const ended = new AbortController();
  const all = { id: 0, name: 'one', reader, population, known: undefined, missing: undefined, ...sources };
  const observed = await observe({ isRunning: async () => true, ...all }, ended.signal);
  const server = await serve({ port: 0, token: 'secret', runs: [observed], page: new Map() });
  closing.push(async () => {
    ended.abort();
    await server.close();
    await reader.close();
  });
  const ask = (what: string, signal?: AbortSignal) =>
    fetch(new URL(`/runs/0/${what}`, server.url), {
      headers: { authorization: 'Bearer secret' },
      signal: signal ?? null,
    });
  return { path, ask };
}

test('a change that git cannot tell is an answer, and the next request is answered too', async () => {
  const { path, ask } = await served();
  expect(await (await ask('patch?from=0&to=1')).json()).toContain('+1');
  rmSync(path, { recursive: true });
  const answer = await ask('patch?from=0&to=1');
  expect([answer.status, await answer.text()]).toEqual([500, expect.stringMatching(/^git cannot tell what changed/)]);
  expect((await ask('attempts/7')).status).toBe(404);
});

test('a bug that one request meets is told, and the process lives on', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  const bug = new TypeError('that was not foreseen');
  const { ask } = await served({ draw: () => Promise.reject(bug) });
  const answer = await ask('pictures/1');
  expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('not foreseen')]);
  expect(told.mock.calls).toEqual([[expect.any(String), bug]]);
  told.mockRestore();
  expect((await ask('attempts/1')).status).toBe(200);
});
