import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  type FailureKind,
  failure,
  type ModelAnswer,
  type ModelFailure,
  type ModelProvider,
  type ModelRequest,
} from '../../src/models/provider.ts';
import { type RetryPace, Server } from '../../src/models/server.ts';
import { aModelRequest } from '../factory.ts';

const never = new AbortController().signal;
const pace: RetryPace = { retry: [1, 1], backOff: [1, 1, 1], probe: [5], pause: [40, 400_000] };

const request = aModelRequest();

const answer: ModelAnswer = {
  ...{ status: 'answered', text: 'yes', thinking: '', stop: 'stop' },
  ...{ tokens: { prompt: 1, answer: 1 }, milliseconds: 1, loading: 0 },
};

/** A provider that answers as it is told, and well when there is nothing more to say. */
function scripted(...script: (FailureKind | 'answer')[]) {
  const asked: ModelRequest[] = [];
  const provider: ModelProvider = {
    probed: true,
    async ask(given): Promise<ModelAnswer | ModelFailure> {
      asked.push(given);
      const next = script.shift() ?? 'answer';
      return next === 'answer' ? answer : failure(next, `it is ${next}`);
    },
    inspect: async (name) => ({ name }),
    list: async () => [],
  };
  const said: string[] = [];
  let changes = 0;
  const server = new Server(
    'here',
    provider,
    () => changes++,
    (message) => said.push(message),
    pace,
  );
  return { server, provider, asked, said, script, changes: () => changes };
}

test('a call that broke off is tried again, with the reasons in the result', async () => {
  const { server } = scripted('transient', 'transient', 'answer');
  expect(await server.call(request, never)).toEqual({
    result: answer,
    retried: ['it is transient', 'it is transient'],
  });
  expect(server.ready('m')).toBe(true);
});

test('the result has the tokens and the time of all tries', async () => {
  const { server } = scripted();
  const said = { answer: 5, prompt: 0, estimated: true } as const;
  const broken = failure('crashed', 'half', { tokens: said, milliseconds: 20 });
  const results = [broken, broken, answer];
  server.provider.ask = async () => results.shift() as ModelAnswer | ModelFailure;
  const { result } = await server.call(request, never);
  expect(result).toMatchObject({ milliseconds: 41, tokens: { prompt: 1, answer: 11, estimated: true } });
});

test('calls of a busy server wait longer each time', async () => {
  const { server, asked } = scripted('busy', 'busy', 'busy', 'busy');
  expect((await server.call(request, never)).result).toMatchObject({ kind: 'busy' });
  expect(asked).toHaveLength(4);
  expect(server.ready('m')).toBe(true);
});

test('a server that wants to be asked much later pauses its model, and the user hears of long waits', async () => {
  const { server, said } = scripted();
  const busy = (retryAfter: number) => failure('busy', 'slow down', { retryAfter });
  const controller = new AbortController();
  server.provider.ask = async () => busy(20_000);
  const waiting = server.call(request, controller.signal);
  await sleep(5);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  server.provider.ask = async () => busy(3_600_000);
  await server.call(request, never);
  expect(said).toEqual(['m on here waits 20 s: slow down', 'm on here is paused for 3600 s: slow down']);
  expect(server.ready('m')).toBe(false);
  server.close();
});

test('the tries of a model that never answers are kept with their last reason, until it answers', async () => {
  const { server, script } = scripted('empty', 'transient', 'incomplete');
  expect(server.silenceOf('m')).toBeUndefined();
  await server.call(request, never);
  await server.call(request, never);
  expect(server.silenceOf('m')).toEqual({ tries: 3, reason: 'it is incomplete' });
  script.push('answer', 'empty');
  await server.call(request, never);
  await server.call(request, never);
  expect(server.silenceOf('m')).toBeUndefined();
});

test('a model whose quota is used up is given up at once', async () => {
  const { server, asked, said } = scripted('quota');
  await server.call(request, never);
  expect(asked).toHaveLength(1);
  expect(server.gaveUp('m')).toBe('it is quota');
  expect(said).toEqual(['m on here is given up: it is quota']);
});

test.each(['incomplete', 'empty', 'too-long'] as const)('%s is not tried again with the same prompt', async (kind) => {
  const { server, asked } = scripted(kind);
  expect((await server.call(request, never)).result).toMatchObject({ kind });
  expect(asked).toHaveLength(1);
});

test('three broken calls in a row take the server down, and a generated token brings it back', async () => {
  const script: FailureKind[] = ['transient', 'transient', 'transient', 'transient', 'busy', 'empty'];
  const { server, asked, said, changes } = scripted(...script);
  await server.call(request, never);
  expect([server.ready('m'), server.ready('other')]).toEqual([false, false]);
  while (!server.ready('m')) await sleep(1);
  expect(asked.slice(3).map(({ answerTokens, contextTokens }) => [answerTokens, contextTokens])).toEqual([
    [1, 100],
    [1, 100],
    [1, 100],
  ]);
  expect(said).toEqual(['here is down: it is transient. It is probed until it answers.', 'here is back.']);
  expect(changes()).toBe(1);
});

test('a server is probed with each of its models, since one may hang where another answers', async () => {
  const { server, provider, asked } = scripted('answer');
  await server.call({ ...request, model: 'other' }, never);
  const ask = provider.ask;
  provider.ask = async (given, signal) => {
    const answer = await ask(given, signal);
    return given.model === 'm' ? failure('transient', 'no first token') : answer;
  };
  await server.call(request, never);
  expect(server.ready('other')).toBe(false);
  while (!server.ready('other')) await sleep(1);
  expect(asked.at(-1)).toMatchObject({ model: 'other', answerTokens: 1 });
});

test('a provider that is not probed pauses longer each time that it fails, until it works', async () => {
  const breaks = ['transient', 'transient', 'transient'] as const;
  const { provider, asked } = scripted(...breaks, 'answer', ...breaks, 'transient');
  const slow = { ...pace, probe: [1, 400_000] };
  const server = new Server('here', { ...provider, probed: false }, () => {}, undefined, slow);
  const calls: number[] = [];
  for (let call = 0; call < 4; call++) {
    while (!server.ready('m')) await sleep(1);
    await server.call(request, never);
    calls.push(asked.length);
  }
  expect(calls).toEqual([3, 4, 7, 8]); // a second time it is run once and not three times
  await sleep(20);
  expect(server.ready('m')).toBe(false);
  server.close();
});

test('a success in between resets the count', async () => {
  const { server } = scripted('transient', 'answer', 'transient', 'answer', 'transient', 'answer');
  for (let call = 0; call < 3; call++) await server.call(request, never);
  expect(server.ready('m')).toBe(true);
});

test('a model that cannot be loaded is paused for longer each time, and others are not', async () => {
  const { server, said } = scripted('resource', 'resource');
  await server.call(request, never);
  expect([server.ready('m'), server.ready('other')]).toEqual([false, true]);
  while (!server.ready('m')) await sleep(1);
  await server.call(request, never);
  expect(server.ready('m')).toBe(false);
  expect(said.at(-1)).toContain('400 s');
  server.close();
});

test('a model that crashes at each try of a call is paused, and its server is not: others go on', async () => {
  const { server, asked, said } = scripted('crashed', 'crashed', 'answer', 'crashed', 'crashed', 'crashed');
  expect((await server.call(request, never)).retried).toHaveLength(2);
  expect((await server.call(request, never)).result).toMatchObject({ kind: 'crashed' });
  expect(asked).toHaveLength(6);
  expect([server.ready('m'), server.ready('other')]).toEqual([false, true]);
  expect(said).toEqual(['m on here is paused for 0 s: it is crashed']);
  while (!server.ready('m')) await sleep(1);
});

test('calls that crash together pause a model once', async () => {
  const { server, said } = scripted(...Array.from({ length: 9 }, () => 'crashed' as const));
  await Promise.all([1, 2, 3].map(() => server.call(request, never)));
  expect(said).toHaveLength(1);
  server.close();
});

test('a missing model is given up at the third call', async () => {
  const { server, said } = scripted('configuration', 'answer', 'configuration', 'configuration', 'configuration');
  for (let call = 0; call < 4; call++) await server.call(request, never);
  expect(server.ready('m')).toBe(true);
  await server.call(request, never);
  expect([server.ready('m'), server.gaveUp('m'), server.ready('other')]).toEqual([false, 'it is configuration', true]);
  expect(said).toEqual(['m on here is given up: it is configuration']);
});

test('a model whose context is too small for any prompt is given up, with the context to set', async () => {
  const { server, said } = scripted('too-long', 'too-long', 'too-long', 'too-long');
  await server.call(request, never); // something could still be left out
  for (let call = 0; call < 3; call++) {
    expect(server.ready('m')).toBe(true);
    await server.call({ ...request, requiredContext: 4096 }, never);
  }
  expect(server.ready('m')).toBe(false);
  expect(said).toEqual(['m on here is given up: it is too-long: set context=4096, and give its server as much']);
});

test('a model that has answered is not given up for a few programs that are too long', async () => {
  const { server } = scripted('answer', ...Array.from({ length: 29 }, () => 'too-long' as const), 'answer', 'too-long');
  for (let call = 0; call < 32; call++) await server.call({ ...request, requiredContext: 4096 }, never);
  expect(server.ready('m')).toBe(true);
});

test('waiting for another try can be aborted', async () => {
  const { server } = scripted('transient');
  await expect(server.call(request, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});
