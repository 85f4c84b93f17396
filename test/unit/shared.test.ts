import { expect, test } from 'vitest';
import { Shared } from '../../src/evaluation/shared.ts';

const aThing = () => {
  const ended: string[] = [];
  const shared = new Shared(Promise.resolve('thing'), async (value) => void ended.push(value));
  return { ended, shared };
};

test('it ends when its maker and all who use it have left', async () => {
  const { ended, shared } = aThing();
  const work = Promise.withResolvers<string>();
  const used = shared.enter().use(() => work.promise);
  shared.leave();
  expect(await shared.enter().use(async (value) => value)).toBe('thing');
  expect(ended).toEqual([]);
  work.resolve('done');
  expect(await used).toBe('done');
  await shared.ended;
  expect(ended).toEqual(['thing']);
});

test('work that fails leaves, too', async () => {
  const { ended, shared } = aThing();
  const failing = shared.enter().use(() => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  shared.leave();
  await shared.ended;
  expect(ended).toEqual(['thing']);
});

test('one that cannot be made says so to who uses it, and has nothing to end', async () => {
  const shared = new Shared<string>(Promise.reject(new Error('broken')), () => Promise.reject(new Error('never')));
  await expect(shared.enter().use(async () => {})).rejects.toThrow('broken');
  shared.leave();
  await shared.ended;
});
