import { expect, test } from 'vitest';
import { failure, type ModelAnswer, type ModelProvider } from '../../src/models/provider.ts';
import { Schedule } from '../../src/models/schedule.ts';
import { Server } from '../../src/models/server.ts';
import { Spending } from '../../src/models/spending.ts';
import { aModelRequest } from '../factory.ts';

const never = new AbortController().signal;

const request = (model: string) => aModelRequest({ model });

/** A server with room for some models, which says how long it loaded; nothing is really waited for. */
function aServer(resident: number, changed: () => void = () => {}) {
  const loaded: string[] = [];
  const state = { loads: 0 };
  const provider: ModelProvider = {
    probed: false,
    async ask({ model }): Promise<ModelAnswer> {
      const there = loaded.includes(model);
      if (!there) state.loads++;
      loaded.splice(0, loaded.length, ...[...loaded.filter((other) => other !== model), model].slice(-resident));
      return {
        ...{ status: 'answered', text: 'x', thinking: '', stop: 'stop', tokens: { prompt: 1, answer: 1 } },
        ...{ milliseconds: there ? 5000 : 35_000, loading: there ? 0 : 30_000 },
      };
    },
    inspect: async (name) => ({ name }),
    list: async () => [],
  };
  const forget = (...models: string[]) => {
    for (const model of models) loaded.splice(loaded.indexOf(model), 1);
  };
  return { server: new Server('here', provider, changed), state, forget };
}

const placed = (label: string, server: Server, parallel = 1, resident?: number) => ({
  ...{ label, name: label, server, parallel, spending: new Spending({}) },
  ...(resident !== undefined && { resident }),
});

/** Takes a slot of a model that is ready, with the model's label; undefined where none is. */
async function take(schedule: Schedule) {
  const held = new DisposableStack();
  const model = schedule.keep(held);
  return model === undefined ? undefined : { model, ...(await schedule.acquire(model, never, held)) };
}

/** Makes calls one after the other with whatever slot is free; returns the models that were called. */
async function calls(schedule: Schedule, count: number): Promise<string[]> {
  const called: string[] = [];
  while (called.length < count) {
    const slot = await take(schedule);
    if (!slot) throw new Error('no slot is free although no call is open');
    called.push(slot.model);
    await schedule.call(slot.model, request(slot.model), never);
    slot.release();
  }
  return called;
}

test('each model has as many conversations at once as it may, and gets none while its server is down', async () => {
  const { server } = aServer(2);
  const schedule = new Schedule([placed('a', server, 2), placed('b', server)]);
  const slots = [await take(schedule), await take(schedule), await take(schedule)];
  expect(slots.map((slot) => slot?.model).sort()).toEqual(['a', 'a', 'b']);
  expect(schedule.keep(new DisposableStack())).toBeUndefined();
  slots[0]?.release();
  expect(schedule.keep(new DisposableStack())).toBe(slots[0]?.model);
});

test('listeners hear when a slot becomes free, until they are disposed', async () => {
  const schedule = new Schedule([placed('a', aServer(1).server)]);
  let heard = 0;
  const listening = schedule.onChange(() => heard++);
  const slot = await schedule.acquire('a', never);
  slot.release();
  slot.release(); // once more does no harm
  expect(heard).toBe(1);
  listening[Symbol.dispose]();
  (await schedule.acquire('a', never)).release();
  expect(heard).toBe(1);
});

test('models that fit together are called in turn', async () => {
  const { server, state } = aServer(2);
  const called = await calls(new Schedule([placed('a', server), placed('b', server)]), 100);
  expect(called.filter((model) => model === 'a')).toHaveLength(50);
  expect(state.loads).toBe(2);
});

test.each([
  ['it was said', 1],
  ['it shows', undefined],
])('models that do not fit together take turns when %s, and loading takes little of the time', async (_, resident) => {
  const { server, state } = aServer(1);
  const schedule = new Schedule([placed('a', server, 1, resident), placed('b', server), placed('c', server)]);
  const called = await calls(schedule, 1500);
  for (const model of ['a', 'b', 'c']) expect(called.filter((other) => other === model).length).toBeGreaterThan(400);
  const working = 1500 * 5000 + state.loads * 30_000;
  expect((state.loads * 30_000) / working).toBeLessThan(0.13);
});

const alternates = (called: readonly string[]) => called.every((model, index) => model !== called[index + 1]);

test('models that a restarted server has loaded again do not take turns endlessly', async () => {
  const { server, state, forget } = aServer(2);
  const schedule = new Schedule([placed('a', server), placed('b', server)]);
  await calls(schedule, 10);
  forget('a', 'b');
  expect(alternates(await calls(schedule, 200))).toBe(false); // for a while it looks as if they did not fit
  expect(alternates(await calls(schedule, 100))).toBe(true);
  expect(state.loads).toBe(4);
});

test('a model that is loaded again now and then is no reason for turns, and what was said is believed', async () => {
  const [seldom, said] = [aServer(2), aServer(2)];
  const schedule = new Schedule([placed('a', seldom.server), placed('b', seldom.server)]);
  for (let restart = 0; restart < 4; restart++) {
    expect(alternates(await calls(schedule, 50))).toBe(true);
    seldom.forget('a');
  }
  const both = new Schedule([placed('a', said.server, 1, 2), placed('b', said.server)]);
  await calls(both, 4);
  said.forget('a', 'b');
  expect(alternates(await calls(both, 50))).toBe(true);
});

test('no call of one model begins while another model that does not fit beside it is at work', async () => {
  const { server } = aServer(1);
  const schedule = new Schedule([placed('a', server, 2, 1), placed('b', server, 2)]);
  const open: string[] = [];
  const slots = new Map<string, (() => void)[]>();
  for (let round = 0; round < 400; round++) {
    const slot = await take(schedule);
    if (slot) {
      open.push(slot.model);
      slots.set(slot.model, [...(slots.get(slot.model) ?? []), () => slot.release()]);
      await schedule.call(slot.model, request(slot.model), never);
    }
    expect(new Set(open).size).toBeLessThanOrEqual(1);
    if (!slot || round % 3 === 0) {
      const model = open.shift();
      if (model) slots.get(model)?.shift()?.();
    }
  }
});

test('when the model whose turn it is cannot be called, the others go on', async () => {
  const { server } = aServer(1);
  const schedule = new Schedule([placed('a', server, 1, 1), placed('b', server)]);
  server.provider.ask = async ({ model }) => {
    return model === 'a'
      ? failure('configuration', 'gone')
      : {
          ...{ status: 'answered', text: 'x', thinking: '', stop: 'stop', tokens: { prompt: 1, answer: 1 } },
          ...{ milliseconds: 1, loading: 0 },
        };
  };
  const called = await calls(schedule, 50);
  expect(called.filter((model) => model === 'b').length).toBeGreaterThan(45);
  expect(schedule.hopeless).toBeUndefined();
});

test('slots are given in the order in which they were asked for; a model that is given up fails all that wait for it', async () => {
  let schedule: Schedule | undefined;
  const { server } = aServer(1, () => schedule?.changed());
  schedule = new Schedule([placed('a', server)]);
  const order: number[] = [];
  const all = [0, 1, 2].map(async (index) => {
    const slot = await schedule.acquire('a', never);
    await schedule.call('a', request('a'), never);
    order.push(index);
    slot.release();
  });
  await Promise.all(all);
  expect(order).toEqual([0, 1, 2]);
  const slot = await schedule.acquire('a', never);
  const waiting = schedule.acquire('a', never);
  const aborted = schedule.acquire('a', AbortSignal.timeout(1));
  await expect(aborted).rejects.toThrow('timeout');
  server.provider.ask = async () => failure('configuration', 'gone');
  for (let call = 0; call < 3; call++) await schedule.call('a', request('a'), never);
  await expect(waiting).rejects.toThrow('The model a can no longer be asked: gone');
  slot.release();
  expect(schedule.hopeless).toEqual({ givenUp: ['gone'] });
});

test('when the search has ended no call waits for a slot; a free one is still given', async () => {
  const { server } = aServer(1);
  const schedule = new Schedule([placed('a', server), placed('b', server)]);
  const slots = await Promise.all(['a', 'b'].map((label) => schedule.acquire(label, never)));
  const waiting = schedule.acquire('a', never);
  schedule.drain(true);
  await expect(waiting).rejects.toThrow('The model a can no longer be asked: the search has ended');
  await expect(schedule.acquire('b', never)).rejects.toThrow('the search has ended');
  slots[0]?.release();
  const free = await schedule.acquire('a', never);
  schedule.drain(false); // the target was refuted
  const again = schedule.acquire('a', never);
  free.release();
  (await again).release();
  expect(schedule.keep(new DisposableStack())).toBe('a');
});
