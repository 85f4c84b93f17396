import { expect, test } from 'vitest';
import { connect } from '../../src/models/connect.ts';
import { Hosts } from '../../src/models/hosts.ts';
import { failure, type ModelProvider } from '../../src/models/provider.ts';
import { Schedule } from '../../src/models/schedule.ts';
import { Server } from '../../src/models/server.ts';
import { modelSchema } from '../../src/models/settings.ts';
import { Spending } from '../../src/models/spending.ts';
import { aModelRequest } from '../factory.ts';
import { plays, startFakeOpenai } from '../fixtures/fake-openai.ts';

const never = new AbortController().signal;
const request = aModelRequest({ model: 'm' });
const pace = { retry: [0], backOff: [0], probe: [5], pause: [60_000] };

/** A host that says that its calls took so many milliseconds; it can go away, and its calls can be held up. */
function aHost(milliseconds: number, changed = () => {}) {
  const state = { calls: 0, gone: false, held: Promise.resolve() };
  const provider: ModelProvider = {
    probed: true,
    async ask() {
      state.calls++;
      await state.held;
      if (state.gone) return failure('transient', 'it is gone', { milliseconds: 1 });
      return {
        ...{ status: 'answered', text: 'x', thinking: '', stop: 'stop' },
        ...{ tokens: { prompt: 1, answer: 100 }, milliseconds, loading: 0 },
      };
    },
    inspect: async (name) => ({ name }),
    list: async () => [],
  };
  return { state, server: new Server('a host', provider, changed, () => {}, pace) };
}

test('as many conversations at once as all hosts that are there allow', async () => {
  const [one, other] = [aHost(100), aHost(100)];
  const server = new Hosts([one.server, other.server]);
  const schedule = new Schedule([{ label: 'm', name: 'm', server, parallel: 2, spending: new Spending({}) }]);
  const free = async () => {
    const slots = [];
    using held = new DisposableStack();
    while (schedule.keep(held)) slots.push(await schedule.acquire('m', never, held));
    return slots.length;
  };
  expect(await free()).toBe(4);
  other.state.gone = true;
  for (let call = 0; call < 3; call++) await other.server.call(request, never);
  expect(await free()).toBe(2);
  other.state.gone = false;
  await expect.poll(free).toBe(4);
  server.close();
});

test('a faster host gets more of the calls', async () => {
  const [slow, fast] = [aHost(300), aHost(100)];
  const hosts = new Hosts([slow.server, fast.server]);
  await Promise.all([hosts.call(request, never), hosts.call(request, never)]); // measured now
  expect([slow.state.calls, fast.state.calls]).toEqual([1, 1]);
  const gate = Promise.withResolvers<void>();
  for (const { state } of [slow, fast]) state.held = gate.promise;
  const under = Array.from({ length: 8 }, () => hosts.call(request, never));
  expect([slow.state.calls, fast.state.calls]).toEqual([3, 7]);
  gate.resolve();
  await Promise.all(under);
});

test('a call whose host goes down is made on another one, and costs what both took', async () => {
  const [one, other] = [aHost(100), aHost(1000)];
  const hosts = new Hosts([one.server, other.server]);
  await Promise.all([hosts.call(request, never), hosts.call(request, never)]);
  one.state.gone = true;
  const results = [await hosts.call(request, never), await hosts.call(request, never)];
  expect(results.at(-1)).toMatchObject({
    result: { status: 'answered' },
    retried: expect.arrayContaining(['it is gone']),
  });
  expect(results.at(-1)?.result.milliseconds).toBeGreaterThan(1000);
  expect(hosts.readyHosts('m')).toBe(1);
  hosts.close();
});

test('a host that is not there at first is left out until it answers; where none is, the run does not start', async () => {
  const there = await startFakeOpenai();
  const gone = await startFakeOpenai();
  await gone.close();
  const model = (...hosts: string[]) =>
    modelSchema.parse({ name: 'tiny', provider: 'openai', ...(hosts.length > 1 ? { hosts } : { host: hosts[0] }) });
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const { models, close } = await connect([model(gone.url, there.url)], { deterministic: false, say, pace });
  expect(said).toEqual([expect.stringMatching(`${gone.url} does not answer.*Its other hosts are asked`)]);
  there.play(plays.says('one'), plays.says('two'));
  const call = () => models.get('tiny')!.call(aModelRequest({ model: 'tiny' }), never);
  expect([await call(), await call()]).toMatchObject([{ result: { text: 'one' } }, { result: { text: 'two' } }]);
  await close();
  await there.close();
  await expect(connect([model(gone.url, gone.url)], { deterministic: false, say, pace })).rejects.toThrow(
    'does not answer',
  );
});
