import { describe, expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { ollama } from '../../src/proposers/llm/ollama.ts';
import type { ModelRequest } from '../../src/proposers/llm/provider.ts';
import { readModel } from '../../src/proposers/llm/settings.ts';
import { germline } from '../e2e/germline.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

// The server that OLLAMA_HOST names, if any (`.ci/ollama` makes one); its smallest prompt goes to the first model it lists.
const { host = '' } = readModel('name=any');
if (!host)
  console.warn(
    'Nothing is tested against a real Ollama: set OLLAMA_HOST, or have one made by .ci/ollama npx vitest run …',
  );

const never = new AbortController().signal;
const long = { firstToken: 120_000, betweenTokens: 120_000, total: 120_000 };

describe.skipIf(!host)(`the Ollama at ${host}`, () => {
  const provider = ollama(host);

  async function aRequest(overrides: Partial<ModelRequest> = {}): Promise<ModelRequest> {
    const names = await provider.list(never);
    if ('status' in names || !names[0]) throw new Error(`there is no model on ${host}`);
    return {
      ...{ model: names[0], messages: [{ role: 'user', content: 'Count from 1 to 100.' }], deadlines: long },
      sampling: { temperature: 0.8, topP: 0.95, topK: 40, minP: 0.05, repeatPenalty: 1, seed: 7 },
      ...{ contextTokens: 4096, answerTokens: 16 },
      ...overrides,
    };
  }

  test('answers, counts, and says that it was cut off', async () => {
    const answer = await provider.ask(await aRequest(), never);
    expect(answer).toMatchObject({ status: 'answered', stop: 'length', tokens: { answer: 16 } });
    expect(answer.tokens.prompt).toBeGreaterThan(5);
  });

  test('the same seed gives the same answer', async () => {
    const [a, b] = [await provider.ask(await aRequest(), never), await provider.ask(await aRequest(), never)];
    expect(a).toMatchObject({ status: 'answered', text: expect.any(String) });
    expect(b).toMatchObject({ text: 'text' in a ? a.text : '' });
  });

  test('is told apart from a model that it does not have', async () => {
    const request = await aRequest({ model: 'no-such-model' });
    expect(await provider.ask(request, never)).toMatchObject({ kind: 'configuration' });
    expect(await provider.inspect('no-such-model', never)).toMatchObject({ kind: 'configuration' });
    expect(await provider.inspect((await aRequest()).model, never)).toMatchObject({
      contextTokens: expect.any(Number),
    });
  });

  test('stops when it is aborted, at once and in the middle', async () => {
    const endless = await aRequest({ answerTokens: 1500 });
    await expect(provider.ask(endless, AbortSignal.timeout(1))).rejects.toThrow('timeout');
    await expect(provider.ask(endless, AbortSignal.timeout(300))).rejects.toThrow('timeout');
    expect(await provider.ask(await aRequest(), never)).toMatchObject({ status: 'answered' });
  });

  test('is ended at our deadlines', async () => {
    const request = await aRequest({ answerTokens: 1500, deadlines: { ...long, total: 100 } });
    expect(await provider.ask(request, never)).toMatchObject({
      kind: 'transient',
      message: expect.stringContaining('after 0.1 s'),
    });
  });

  test('says which models are in memory', async () => {
    expect(await provider.loaded?.(never)).toContain((await aRequest()).model);
  });

  test('one for breadth and one for depth: it ends in order, and is replayed exactly', async () => {
    const names = await provider.list(never);
    if ('status' in names) throw new Error(`there is no model on ${host}`);
    const folder = scratch();
    writeProblem(folder);
    const declared = ['breadth', 'depth'].flatMap((role, index) => [
      '--model',
      `label=${role},role=${role},name=${names.at(index) ?? names[0]},context=4096,answer=160,repairs=1,think=false`,
    ]);
    const run = await germline(
      ...([folder, 'run', './near-hundred', '--population', 'p', '--proposers', 'none', '--json'] as const),
      ...['--attempts', '6', '--seed', '1', ...declared],
    );
    expect(run).toMatchObject({ code: 0 });
    expect(JSON.parse(run.out)).toMatchObject({ ending: 'attempts', initial: -90.25 });
    const log = await germline(folder, 'log', 'p', '-n', '100', '--json');
    const asked = (JSON.parse(log.out) as Attempt[]).filter(({ model }) => model !== undefined);
    for (const role of ['breadth', 'depth']) {
      const mine = asked.filter(({ model }) => model === role);
      const usable = mine.filter(({ outcome }) => outcome.status !== 'refused').length;
      const turns = mine.flatMap(({ exchanges = [] }) => exchanges);
      const said = turns.filter(({ answer, tokens }) => answer !== '' && tokens.answer > 0 && tokens.prompt > 200);
      console.log(
        `${role}: ${usable} of ${mine.length} answers usable; ${turns.length} calls, ${said.length} answered`,
      );
      expect(said.length).toBeGreaterThan(0);
    }
    const replay = await germline(folder, 'replay', 'p', '--json');
    expect(JSON.parse(replay.out)).toMatchObject({ same: true });
  }, 900_000);
});
