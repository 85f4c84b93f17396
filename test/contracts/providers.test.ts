import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exec } from '../../src/models/exec.ts';
import { ollama } from '../../src/models/ollama.ts';
import { openai } from '../../src/models/openai.ts';
import type { ModelProvider, ModelRequest } from '../../src/models/provider.ts';
import { errors, type FakeOllama, type Scenario, startFakeOllama, wire } from '../fixtures/fake-ollama.ts';
import { type FakeOpenai, type Play, plays, startFakeOpenai } from '../fixtures/fake-openai.ts';
import { scratch } from '../scratch.ts';

const never = new AbortController().signal;
const long = { firstToken: 30_000, betweenTokens: 30_000, total: 30_000 };

function aRequest(overrides: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: 'tiny',
    messages: [
      { role: 'system', content: 'Improve programs.' },
      { role: 'user', content: 'This one.' },
    ],
    sampling: { temperature: 0.8, topP: 0.95, topK: 40, minP: 0.05, repeatPenalty: 1, seed: 7 },
    contextTokens: 4096,
    answerTokens: 512,
    deadlines: long,
    ...overrides,
  };
}

/** Situations that every provider must handle, and how to make them. */
interface Stage {
  readonly provider: ModelProvider;
  /** Makes the next call do this, and returns the name of the model to call. */
  says(text: string): string;
  saysNothing(): string;
  hangs(): string;
  beginsAndHangs(): string;
  breaksOff(): string;
  missing(): string;
  repeats(): string;
  /** Calls or processes still at work. */
  working(): number;
  close(): Promise<void>;
}

async function ollamaStage(): Promise<Stage> {
  const fake = await startFakeOllama();
  const play = (scenario: Scenario) => {
    fake.play(scenario);
    return 'tiny';
  };
  return {
    provider: ollama(fake.url),
    says: (text) => play(wire.says(text)),
    saysNothing: () => play(wire.empty),
    hangs: () => play(wire.hangsBeforeFirstToken),
    beginsAndHangs: () => play(wire.hangsBetweenTokens),
    breaksOff: () => play(wire.socketDestroyed),
    missing: () => 'nope',
    repeats: () => play(wire.repeatsForEver),
    working: () => fake.open,
    close: () => fake.close(),
  };
}

async function openaiStage(): Promise<Stage> {
  const fake = await startFakeOpenai();
  const play = (scenario: (typeof plays)['hangs']) => {
    fake.play(scenario);
    return 'tiny';
  };
  return {
    provider: openai(fake.url),
    says: (text) => play(plays.says(text)),
    saysNothing: () => play(plays.says('')),
    hangs: () => play(plays.hangs),
    beginsAndHangs: () => play(plays.hangsBetween),
    breaksOff: () => play(plays.dies),
    missing: () => 'nope',
    repeats: () => play(plays.repeats),
    working: () => fake.open,
    close: () => fake.close(),
  };
}

async function execStage(): Promise<Stage> {
  const folder = scratch();
  const pids = join(folder, 'pids');
  // Each command writes down its own id and that of a child, which must not survive it.
  const command = (script: string) => `sleep 600 & echo $$ $! >> ${pids}; ${script}`;
  return {
    provider: exec,
    says: (text) => command(`cat > /dev/null; printf '%s' '${text}'`),
    saysNothing: () => command('true'),
    hangs: () => command('wait'),
    beginsAndHangs: () => command('echo one; wait'),
    breaksOff: () => command('echo half; kill -9 $$'),
    missing: () => 'no-such-command-anywhere',
    repeats: () => command('while true; do echo haha; done'),
    working: () => (existsSync(pids) ? readFileSync(pids, 'utf8').trim().split(/\s+/).filter(alive).length : 0),
    close: async () => {},
  };
}

function alive(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

describe.each([
  ['ollama', ollamaStage],
  ['openai', openaiStage],
  ['exec', execStage],
] as const)('%s', (name, open) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await open();
  });
  afterEach(async () => {
    await until(() => stage.working() === 0); // nothing goes on after a call
    await stage.close();
  });
  const ask = (model: string, overrides: Partial<ModelRequest> = {}, signal = never) =>
    stage.provider.ask(aRequest({ model, ...overrides }), signal);

  test('returns the whole answer with tokens, time and why it stopped', async () => {
    const answer = await ask(stage.says('A line.\n```ts\nconst é = "日本";\n```'));
    expect(answer).toMatchObject({
      status: 'answered',
      text: 'A line.\n```ts\nconst é = "日本";\n```',
      thinking: '',
      stop: 'stop',
      tokens: { answer: expect.any(Number) },
      milliseconds: expect.any(Number),
    });
  });

  test('separates thoughts that leaked into the text', async () => {
    expect(await ask(stage.says('<think>hm</think>yes'))).toMatchObject({ text: 'yes', thinking: 'hm' });
    expect(await ask(stage.says('hm, so</think>yes'))).toMatchObject({ text: 'yes', thinking: 'hm, so' });
    expect(await ask(stage.says('<think>hm, and then I'))).toMatchObject({ status: 'failed', kind: 'empty' });
  });

  test('an empty answer is a failure', async () => {
    expect(await ask(stage.saysNothing())).toMatchObject({ status: 'failed', kind: 'empty' });
  });

  test('can be aborted before the first token and after', async () => {
    for (const model of [stage.hangs(), stage.beginsAndHangs()]) {
      const controller = new AbortController();
      const asked = ask(model, {}, controller.signal);
      await until(() => stage.working() > 0);
      controller.abort(new Error('enough'));
      await expect(asked).rejects.toThrow('enough');
      await until(() => stage.working() === 0);
    }
  });

  test('a call that is aborted beforehand is not made', async () => {
    await expect(ask(stage.hangs(), {}, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(stage.working()).toBe(0);
  });

  test('silence ends at the deadline', async () => {
    const short = { deadlines: { firstToken: 60, betweenTokens: 60, total: 30_000 } };
    const whole = { deadlines: { ...long, total: 150 } };
    const late = (kind: string) => ({ status: 'failed', kind, message: expect.stringMatching(/after 0\.\d+ s/) });
    // A command is silent while it works, so its silence has no deadline.
    if (name === 'exec') expect(await ask(stage.hangs(), whole)).toMatchObject(late('incomplete'));
    else {
      const atOnce = { deadlines: { firstToken: 60, betweenTokens: 60, total: 60 } };
      for (const given of [short, atOnce]) expect(await ask(stage.hangs(), given)).toMatchObject(late('transient'));
      expect(await ask(stage.beginsAndHangs(), short)).toMatchObject(late('transient'));
    }
    expect(await ask(stage.beginsAndHangs(), whole)).toMatchObject(late('incomplete')); // once more would be as slow
  });

  test('a call that breaks off can be tried again', async () => {
    expect(await ask(stage.breaksOff())).toMatchObject({ status: 'failed', kind: 'transient' });
    expect(await ask(stage.says('again'))).toMatchObject({ text: 'again' });
  });

  test('a missing model is an error of the configuration', async () => {
    expect(await ask(stage.missing())).toMatchObject({ status: 'failed', kind: 'configuration' });
  });

  test('an answer that never ends is cut off', async () => {
    expect(await ask(stage.repeats())).toMatchObject({ status: 'failed', kind: 'incomplete' });
  });
});

describe('on the wire of Ollama', () => {
  let fake: FakeOllama;
  beforeEach(async () => {
    fake = await startFakeOllama({ thinking: true });
  });
  afterEach(() => fake.close());
  const ask = (...scenarios: Scenario[]) => {
    fake.play(...scenarios);
    return ollama(fake.url).ask(aRequest(), never);
  };

  test('every call sends all options that matter', async () => {
    await ollama(fake.url).ask(aRequest({ think: false }), never);
    expect(fake.requests[0]).toEqual({
      model: 'tiny',
      messages: aRequest().messages,
      stream: true,
      think: false,
      truncate: false,
      shift: false,
      keep_alive: '30m',
      options: {
        ...{ num_ctx: 4096, num_predict: 512, temperature: 0.8, top_p: 0.95, top_k: 40, min_p: 0.05 },
        ...{ repeat_penalty: 1, seed: 7 },
      },
    });
    expect(await ask(wire.says('hi'))).toMatchObject({ tokens: { prompt: 8, answer: 1 }, loading: 2 });
    expect(fake.loads).toBe(1);
  });

  test('thinking is separate from the answer', async () => {
    expect(await ask(wire.thinks('hm', 'yes'))).toMatchObject({ text: 'yes', thinking: 'hm' });
  });

  test('bytes may arrive in any pieces, and the last line without its end', async () => {
    expect(await ask(wire.splitBytes('é 日本 🎉'))).toMatchObject({
      text: 'é 日本 🎉',
      tokens: { prompt: 0, answer: 0 },
    });
  });

  test('an error that is null or empty is none', async () => {
    const scenario: Scenario = ({ line, done }) => {
      line({ error: null, message: { role: 'assistant', content: 'yes' }, done: false });
      done({ error: '' });
    };
    expect(await ask(scenario)).toMatchObject({ status: 'answered', text: 'yes' });
  });

  test('a web page is no model server', async () => {
    const scenario: Scenario = ({ fail }) => fail(200, '<!doctype html><html><title>Web UI</title></html>');
    expect(await ask(scenario)).toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('no model server'),
    });
  });

  test('an answer that was cut off has stop length', async () => {
    expect(await ask(wire.cutOff)).toMatchObject({ status: 'answered', stop: 'length' });
  });

  test.each([
    ['a stream without its last line', wire.missingDone, 'incomplete', /without its last line/],
    ['the guard against repetition of newer versions', wire.repeatLimit, 'incomplete', /repeat limit/],
    ['the same before the first token', errors.repeatLimit, 'incomplete', /repeat limit/],
    ['nothing but thinking', wire.thoughtAteBudget, 'empty', /all tokens were used up/],
    ['an error within the stream, under status 200', wire.crashMidStream, 'crashed', /unexpected EOF/],
    ['a line that is not JSON', wire.garbageLine, 'transient', /not JSON/],
    ['a runner that died', errors.runnerStopped, 'crashed', /500: model runner has unexpectedly stopped/],
    ['a proxy without its server', errors.badGateway, 'transient', /502: 502 Bad Gateway/],
    ['a full queue', errors.busy, 'busy', /503: server busy/],
    ['no such model', errors.notFound, 'configuration', /404: model 'nope' not found/],
    ['a model that cannot think', errors.cannotThink, 'configuration', /does not support thinking/],
    ['an option of the wrong type', errors.optionType, 'configuration', /must be of type integer/],
    ['too little memory', errors.outOfMemory, 'resource', /out of memory/],
    ['a load that takes too long', errors.loadTimedOut, 'resource', /timed out/],
    ['a prompt that is too long, rendered', errors.tooLongRendered, 'too-long', /longer than the context/],
  ] as const)('%s', async (_, scenario, kind, message) => {
    expect(await ask(scenario)).toMatchObject({ status: 'failed', kind, message: expect.stringMatching(message) });
  });

  test('a prompt that is too long is reported with its size, from JSON within JSON', async () => {
    expect(await ask(errors.tooLong)).toMatchObject({ kind: 'too-long', counted: { prompt: 1218, context: 512 } });
    const request = aRequest({ messages: [{ role: 'user', content: 'x'.repeat(40_000) }] });
    expect(await ollama(fake.url).ask(request, never)).toMatchObject({
      kind: 'too-long',
      counted: { prompt: 10_000, context: 4096 },
    });
  });

  test('tokens of an answer that broke off are estimated', async () => {
    expect(await ask(wire.crashMidStream)).toMatchObject({ tokens: { prompt: 7, answer: 1, estimated: true } });
  });

  test('models are listed and inspected', async () => {
    const provider = ollama(fake.url);
    expect(await provider.list(never)).toEqual(['tiny']);
    expect(await provider.inspect('tiny', never)).toEqual({
      ...{ name: 'tiny', thinks: true, contextTokens: 131072, digest: 'digest of tiny' },
    });
    expect(await provider.inspect('nope', never)).toMatchObject({ kind: 'configuration' });
  });

  test('a missing server can be tried again later', async () => {
    await fake.close();
    for (const answer of [ollama(fake.url).ask(aRequest(), never), ollama(fake.url).list(never)])
      expect(await answer).toMatchObject({ kind: 'transient', message: expect.stringContaining('ECONNREFUSED') });
    fake = await startFakeOllama();
  });
});

describe('on the wire of OpenAI-compatible servers', () => {
  let fake: FakeOpenai;
  beforeEach(async () => {
    fake = await startFakeOpenai();
  });
  afterEach(() => fake.close());
  const ask = (play: (typeof plays)['hangs'], overrides: Partial<ModelRequest> = {}) => {
    fake.play(play);
    return openai(fake.url, 'secret').ask(aRequest(overrides), never);
  };

  test('sends only options that all servers know, and the key only in its header', async () => {
    await ask(plays.says('hi'));
    const [{ body, authorization } = { body: {}, authorization: '' }] = fake.requests;
    expect(authorization).toBe('Bearer secret');
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(body).toMatchObject({
      model: 'tiny',
      stream: true,
      temperature: 0.8,
      top_p: 0.95,
      seed: 7,
      max_tokens: 512,
    });
  });

  test('counts tokens from an event without choices, and separates reasoning', async () => {
    expect(await ask(plays.says('yes', 'hm'))).toMatchObject({
      ...{ text: 'yes', thinking: 'hm', tokens: { prompt: 11, answer: 7 } },
    });
  });

  test.each([
    ['a stream without a reason to stop', plays.endsEarly, 'incomplete'],
    ['an error within the stream', plays.errorMidStream, 'crashed'],
    ['an error on a line of its own', plays.errorLine, 'crashed'],
    ['a proxy that waits in vain', plays.fails(504, { message: 'Gateway Timeout' }), 'transient'],
    ['a model that is being loaded', plays.fails(503, { message: 'Loading model', code: 503 }), 'busy'],
    ['a wrong key', plays.fails(401, { message: 'Incorrect API key' }), 'configuration'],
    ['too many requests', plays.fails(429, { message: 'Rate limit reached' }), 'busy'],
  ] as const)('%s', async (_, play, kind) => {
    expect(await ask(play)).toMatchObject({ status: 'failed', kind });
  });

  const raw =
    (...pieces: string[]): Play =>
    async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const piece of pieces) {
        response.write(piece);
        await sleep(5); // so that each piece is a chunk of its own
      }
      response.end();
    };
  const delta = (content: string, end = '') =>
    `{"choices":[{"delta":{"content":"${content}"},"finish_reason":${end ? `"${end}"` : 'null'}}]}`;

  test.each([
    ['lines end with CR LF', [`data: ${delta('half ')}\r\n\r\ndata:${delta('é', 'stop')}\r\n\r\n`]],
    [
      'comments and names of events stand between',
      [': ping\n\nevent: chunk\nid: 7\n', `data: ${delta('half é', 'stop')}\n\n`],
    ],
    [
      'the data of an event has several lines',
      ['data: {"choices":\n', `data: ${delta('half é', 'stop').slice(11)}\n\n`],
    ],
    ['the last event lacks its end', [`data: ${delta('half ')}\n\n`, `data: ${delta('é', 'stop')}`]],
  ])('an answer is read where %s', async (_, pieces) => {
    expect(await ask(raw(...pieces))).toMatchObject({ status: 'answered', text: 'half é' });
  });

  test.each([
    ['an error line in two pieces', ['er', 'ror: {"code":503,"message":"Loading model"}\n\n'], 'busy'],
    ['a bare error without an end', ['{"err', 'or":{"message":"server busy"}}'], 'busy'],
    ['an error line that is not JSON', ['error: oh dear\n\n'], 'transient'],
  ])('%s under status 200', async (_, pieces, kind) => {
    expect(await ask(raw(...pieces))).toMatchObject({ status: 'failed', kind });
  });

  test.each([
    ['a line', ''],
    ['an event', '\n'],
  ])('%s that never ends is not read further', async (_, end) => {
    const endless: Play = async (_, response, gone) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let piece = 0; piece < 5; piece++) response.write(`data: ${'x'.repeat(1 << 20)}${end}`);
      await new Promise((resolve) => gone.addEventListener('abort', resolve));
    };
    const message = expect.stringContaining('an event is not JSON');
    expect(await ask(endless)).toMatchObject({ status: 'failed', kind: 'transient', message });
  });

  test.each([
    [
      'vLLM',
      "This model's maximum context length is 4096 tokens. However, you requested 5120 tokens (4608 in the messages, 512 in the completion).",
    ],
    ['LM Studio', 'The number of tokens to keep from the initial prompt is greater than the context length.'],
    ['LM Studio, loaded', 'Trying to keep the first 5000 tokens, with a context length of only 4096 tokens.'],
    ['a code', 'Please reduce your prompt.', 'context_length_exceeded'],
  ])('a prompt that is too long, in the words of %s', async (_, message, code: string | number = 400) => {
    for (const status of [400, 500])
      expect(await ask(plays.fails(status, { message, code }))).toMatchObject({ kind: 'too-long' });
  });

  const page = '<!doctype html>\n<html><title>Web UI</title></html>';
  const whole =
    (body: object | string, type = 'application/json', status = 200, headers: Record<string, string> = {}): Play =>
    (_, response) =>
      void response
        .writeHead(status, { 'content-type': type, ...headers })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
  const document = { choices: [{ message: { content: 'half é' }, finish_reason: 'stop' }] };

  test.each([
    ['a server that does not stream', whole(document)],
    ['such a server without a reason to stop', whole({ choices: [{ message: { content: 'half é' } }] })],
    ['such a server with line breaks', whole(JSON.stringify(document, null, 2))],
    ['such a server that speaks of a stream', whole(document, 'text/event-stream')],
    ['such a server that speaks of a text', whole(document, 'text/plain')],
    ['a stream that is called JSON', whole(`data: ${delta('half é', 'stop')}\n\n`)],
    ['an end without a reason to stop', raw(`data: ${delta('half é')}\n\n`, 'data: [DONE]\n\n')],
    ['an error that is null', raw(`data: {"error":null,${delta('half é', 'stop').slice(1)}\n\n`)],
    ['an error that is empty', raw(`data: {"error":{},${delta('half é', 'stop').slice(1)}\n\n`)],
    [
      'content in parts',
      raw(
        'data: {"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}}]}\n\n',
        'data: {"choices":[{"delta":{"content":[{"type":"text","text":"half é"}]},"finish_reason":"stop"}]}\n\n',
      ),
    ],
  ])('%s has an answer', async (_, play) => {
    expect(await ask(play)).toMatchObject({ status: 'answered', text: 'half é', stop: 'stop' });
  });

  test.each(['length', 'max_tokens', 'model_length'])(
    'the reason %s means that the answer is cut off',
    async (reason) => {
      expect(await ask(raw(`data: ${delta('half', reason)}\n\n`))).toMatchObject({ stop: 'length' });
    },
  );

  test('an answer of as many tokens as it may have, with no reason to stop, is cut off', async () => {
    const usage = '{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":512}}';
    const play = raw(`data: ${delta('half')}\n\ndata: ${usage}\n\ndata: [DONE]\n\n`);
    expect(await ask(play)).toMatchObject({ status: 'answered', stop: 'length' });
  });

  const rejected = (status: number, message: string, headers = {}, more = {}) =>
    whole({ error: { message, ...more } }, 'application/json', status, headers);
  test.each([
    ['a web page', whole(page, 'text/html'), { kind: 'configuration', message: expect.stringContaining('web page') }],
    ['a web page in place of a stream', whole(page, 'text/event-stream'), { kind: 'configuration' }],
    ['an error as an object', raw('data: {"object":"error","message":"CUDA out of memory"}\n\n'), { kind: 'resource' }],
    [
      'an error of a choice',
      raw('data: {"choices":[{"delta":{},"error":{"message":"overloaded"}}]}\n\n'),
      { kind: 'busy' },
    ],
    [
      'an error in a list',
      whole([{ error: { message: 'API key not valid' } }], 'application/json', 400),
      { message: '400: API key not valid' },
    ],
    [
      'an error as a detail',
      whole({ detail: 'Not authenticated' }, 'application/json', 403),
      { message: '403: Not authenticated' },
    ],
    [
      'a limit with its end in a header',
      rejected(429, 'Slow down, try again in 30s', { 'retry-after': '12' }),
      { kind: 'busy', retryAfter: 12_000 },
    ],
    [
      'a limit with its end in the text',
      rejected(429, 'Please try again in 1m2.5s.'),
      { kind: 'busy', retryAfter: 62_500 },
    ],
    ['a limit of milliseconds', rejected(429, 'Please try again in 20ms.'), { kind: 'busy', retryAfter: 20 }],
    [
      'a limit that is called a quota',
      rejected(429, 'You exceeded your current quota. Please retry in 21.3s'),
      { kind: 'busy', retryAfter: 21_300 },
    ],
    [
      'a quota that is used up',
      rejected(429, 'You exceeded your current quota.', {}, { code: 'insufficient_quota' }),
      { kind: 'quota' },
    ],
    ['no credit', rejected(402, 'Insufficient Balance'), { kind: 'quota' }],
    ['no credit under another status', rejected(400, 'Your credit balance is too low'), { kind: 'quota' }],
    ['an overloaded server', rejected(529, 'Overloaded'), { kind: 'busy' }],
    [
      'a prompt that is too large for a minute',
      rejected(413, 'Request too large for model: Limit 6000, Requested 9000'),
      { kind: 'too-long' },
    ],
  ])('%s', async (_, play, expected) => {
    expect(await ask(play)).toMatchObject({ status: 'failed', ...expected });
  });

  test('a limit with the date of its end', async () => {
    const headers = { 'retry-after': new Date(Date.now() + 60_000).toUTCString() };
    const { retryAfter = 0 } = (await ask(rejected(429, 'Slow down', headers))) as { retryAfter?: number };
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60_000);
  });

  test('a prompt that is too long is reported with its size', async () => {
    const error = { code: 400, message: 'request (90 tokens) exceeds the available context size (50 tokens)' };
    expect(
      await ask(plays.fails(400, { ...error, type: 'exceed_context_size_error', n_prompt_tokens: 90, n_ctx: 50 })),
    ).toMatchObject({ kind: 'too-long', counted: { prompt: 90, context: 50 } });
  });

  test('tokens that the server does not count are estimated', async () => {
    const tokens = { prompt: 7, answer: 1, estimated: true }; // of 26 characters, and one piece
    expect(await ask(plays.cutOff)).toMatchObject({ status: 'answered', tokens });
    expect(await ask(plays.dies)).toMatchObject({ status: 'failed', tokens });
  });

  test('models are inspected', async () => {
    const provider = openai(fake.url);
    expect(await provider.inspect('tiny', never)).toEqual({ name: 'tiny' });
    expect(await provider.inspect('nope', never)).toMatchObject({ kind: 'configuration' });
  });

  test('an answer that was cut off has stop length', async () => {
    expect(await ask(plays.cutOff)).toMatchObject({ status: 'answered', text: 'half', stop: 'length' });
  });
});

test('a command gets the whole conversation; processes that it leaves behind do not hold its pipes', async () => {
  const messages = [
    { role: 'system', content: 'Rules.' },
    { role: 'user', content: 'Ask.' },
    { role: 'assistant', content: 'Answer.' },
    { role: 'user', content: 'Again.' },
  ] as const;
  const answer = await exec.ask(aRequest({ model: 'cat; (sleep 600 &) ', messages }), never);
  expect(answer).toMatchObject({ tokens: { prompt: 6, answer: 14, estimated: true } });
  expect(answer).toMatchObject({ text: 'Rules.\n\n[user]\nAsk.\n\n[assistant]\nAnswer.\n\n[user]\nAgain.\n' });
});

test('a command need not read its input, may write much to stderr, and may leave a process of another group behind', async () => {
  const messages = [{ role: 'user', content: 'x'.repeat(1 << 22) }] as const;
  const pid = join(scratch(), 'pid');
  const model = `setsid sh -c 'echo $$ > ${pid}; exec sleep 600' & yes complaint | head -c 1000000 >&2; echo done`;
  expect(await exec.ask(aRequest({ model, messages }), never)).toMatchObject({ status: 'answered', text: 'done\n' });
  process.kill(Number(readFileSync(pid, 'utf8')), 'SIGKILL');
});

test.each([
  ['exit 3', 'transient', /exit code 3/],
  ['echo oh dear >&2; exit 1', 'transient', /oh dear/],
  ['head -c 3000000 /dev/zero | tr "\\0" x', 'incomplete', /more than/],
] as const)('the command %s', async (model, kind, message) => {
  expect(await exec.ask(aRequest({ model }), never)).toMatchObject({ kind, message: expect.stringMatching(message) });
});
