import { describe, expect, test } from 'vitest';
import { ollama } from '../../src/proposers/llm/ollama.ts';
import type { ModelRequest } from '../../src/proposers/llm/provider.ts';
import { readModel } from '../../src/proposers/llm/settings.ts';

// The server that OLLAMA_HOST names, if any; its smallest prompt goes to the first model it lists.
const { host = '' } = readModel('name=any');
if (!host) console.warn('No OLLAMA_HOST: nothing is tested against a real Ollama.');

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
      ...{ contextTokens: 2048, answerTokens: 16 },
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
});
