import { describe, expect, test } from 'vitest';
import { cosine, embedWith, type Vector } from '../../src/models/embed.ts';
import { ollama } from '../../src/models/ollama.ts';
import { openai } from '../../src/models/openai.ts';
import type { ModelRequest } from '../../src/models/provider.ts';
import { readModel } from '../../src/models/settings.ts';
import { type AnswerCount, describeAnswers } from '../../src/report/answers.ts';
import { germline } from '../e2e/germline.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

// The servers that OLLAMA_HOST and LLAMA_HOST name, if any; .ci/ollama and .ci/llama make them.
const { host } = readModel('name=any');
const ollamaAddress = typeof host === 'string' ? host : '';
const llamaAddress = process.env.LLAMA_HOST ?? '';
if (!ollamaAddress)
  console.warn(
    'Nothing is tested against a real Ollama: set OLLAMA_HOST, or have one made by .ci/ollama npx vitest run …',
  );
if (!llamaAddress)
  console.warn(
    'Nothing is tested against a real llama.cpp: set LLAMA_HOST, or have it made by .ci/llama npx vitest run …',
  );

/** Models that write code, as their names say. */
const isCoder = (name: string) => /cod(e|er)\b/i.test(name);

const never = new AbortController().signal;
const long = { firstToken: 120_000, betweenTokens: 120_000, total: 120_000 };

describe.each([
  ['Ollama', 'ollama', ollamaAddress, ollama(ollamaAddress)],
  ['llama.cpp', 'openai', llamaAddress, openai(llamaAddress)],
] as const)('a real %s', (_, kind, address, provider) => {
  describe.skipIf(!address)(address, () => {
    /** The server's models, those that answer soonest first. */
    async function models(): Promise<readonly [string, ...string[]]> {
      const names = await provider.list(never);
      if ('status' in names) throw new Error(`${address} does not list its models`);
      const [first, ...others] = names.toSorted((a, b) => Number(isCoder(a)) - Number(isCoder(b)));
      if (first === undefined) throw new Error(`there is no model on ${address}`);
      return [first, ...others];
    }

    async function aRequest(overrides: Partial<ModelRequest> = {}): Promise<ModelRequest> {
      const [model] = await models();
      return {
        ...{ model, messages: [{ role: 'user', content: 'Count from 1 to 100.' }], deadlines: long },
        sampling: { temperature: 0.8, topP: 0.95, topK: 40, minP: 0.05, repeatPenalty: 1, seed: 7 },
        ...{ contextTokens: 4096, answerTokens: 16 },
        ...overrides,
      };
    }

    test('answers, counts, and says that it was cut off', async () => {
      const answer = await provider.ask(await aRequest({ answerTokens: 6 }), never);
      expect(answer).toMatchObject({ status: 'answered', stop: 'length', tokens: { answer: 6 } });
      expect(answer.tokens.prompt).toBeGreaterThan(5);
    });

    test('the same seed makes the same answer', async () => {
      const [a, b] = [await provider.ask(await aRequest(), never), await provider.ask(await aRequest(), never)];
      expect(a).toMatchObject({ status: 'answered', text: expect.any(String) });
      expect(b).toMatchObject({ text: 'text' in a ? a.text : '' });
    });

    test('refuses a model that it does not have', async () => {
      const request = await aRequest({ model: 'no-such-model' });
      // A llama.cpp server answers to any name.
      if (kind === 'ollama') expect(await provider.ask(request, never)).toMatchObject({ kind: 'configuration' });
      expect(await provider.inspect('no-such-model', never)).toMatchObject({ kind: 'configuration' });
      const { model } = await aRequest();
      expect(await provider.inspect(model, never)).toMatchObject({ name: model });
    });

    test('stops when it is aborted, at once and in the middle', async () => {
      const endless = await aRequest({ answerTokens: 3500 });
      await expect(provider.ask(endless, AbortSignal.timeout(1))).rejects.toThrow('timeout');
      await expect(provider.ask(endless, AbortSignal.timeout(60))).rejects.toThrow('timeout');
      expect(await provider.ask(await aRequest(), never)).toMatchObject({ status: 'answered' });
    });

    test('is ended at our deadlines', async () => {
      const request = await aRequest({ answerTokens: 3500, deadlines: { ...long, total: 50 } });
      expect(await provider.ask(request, never)).toMatchObject({
        kind: 'incomplete',
        message: 'it was not finished after 0.05 s',
      });
    });

    test.runIf(kind === 'ollama')('says which models are in memory, and what they were trained for', async () => {
      const { model } = await aRequest();
      expect(await provider.loaded?.(never)).toContain(model);
      expect(await provider.inspect(model, never)).toMatchObject({ contextTokens: expect.any(Number) });
    });

    test.runIf(kind === 'ollama')('embeds texts, but for one that is too long', async ({ skip }) => {
      const name = (await models()).find((name) => name.startsWith('smollm')); // gemma3 embeds none
      if (name === undefined) return skip('there is no model that embeds; .ci/ollama has one');
      const embed = embedWith({ name, host: address, similarity: 0.95 });
      const [one, other] = [await embed('const a = 1;', never), await embed('def f(): pass', never)];
      expect(cosine(one as Vector, one as Vector)).toBeCloseTo(1);
      expect(cosine(one as Vector, other as Vector)).toBeLessThan(0.99);
      expect(await embed('x = 1\n'.repeat(20_000), never)).toMatchObject({ kind: 'too-long' });
    });

    // Ollama 0.11 still cuts the prompt without a word.
    test.runIf(kind === 'openai')('a prompt that is too long is refused, with its size', async () => {
      const request = await aRequest({ messages: [{ role: 'user', content: 'x '.repeat(30_000) }] });
      expect(await provider.ask(request, never)).toMatchObject({
        ...{ kind: 'too-long', counted: { prompt: expect.any(Number), context: expect.any(Number) } },
      });
    });

    /** Runs a small problem with models alone, to the folder of its population p and the limit that ended it. */
    async function search(limits: readonly string[], ...declared: readonly string[]) {
      const folder = scratch();
      // A small model says what it was shown, so this statement shows it something new.
      writeProblem(folder, {
        fields: `statement: 'values() returns numbers with a sum of 100, such as return [50, 50];',`,
      });
      const server = `provider=${kind},host=${address},context=4096,think=false,repairs=1`;
      const run = await germline(
        ...([
          folder,
          'run',
          './near-hundred',
          '--population',
          'p',
          '--proposers',
          'none',
          '--seed',
          '1',
          '--json',
        ] as const),
        ...limits,
        ...declared.flatMap((model) => ['--model', `${server},${model}`]),
      );
      expect(run).toMatchObject({ code: 0 });
      return { folder, ending: JSON.parse(run.out).ending };
    }

    async function countAnswers(folder: string): Promise<readonly AnswerCount[]> {
      const { facts } = JSON.parse((await germline(folder, 'report', 'p', '--json')).out);
      const answers: readonly AnswerCount[] = facts.answers;
      for (const count of answers) console.log(describeAnswers(count));
      return answers;
    }

    test('one for breadth and one for depth: it ends in order, and is replayed exactly', async () => {
      const [quick, other = quick] = await models();
      const { folder, ending } = await search(
        ['--attempts', '4'],
        `label=breadth,role=breadth,name=${quick},answer=100`,
        `label=depth,role=depth,name=${other},answer=100`,
      );
      expect(ending).toBe('attempts');
      expect((await countAnswers(folder)).map(({ model }) => model).sort()).toEqual(['breadth', 'depth']);
      const replay = await germline(folder, 'replay', 'p', '--json');
      expect(JSON.parse(replay.out)).toMatchObject({ same: true });
    }, 900_000);

    test('a model that writes code makes a child that is evaluated', async ({ skip }) => {
      const coder = (await models()).find(isCoder);
      if (coder === undefined) return skip('there is no model that writes code; .ci/model has one');
      const limits = ['--evaluations', '1', '--attempts', '12'];
      const { folder, ending } = await search(limits, `name=${coder},answer=300,temperature=0.4`);
      await countAnswers(folder);
      expect(ending).toBe('evaluations');
    }, 900_000);
  });
});
