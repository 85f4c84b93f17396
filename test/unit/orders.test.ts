import { expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { summaryOf } from '../../src/record/codec.ts';
import { extended, Orders } from '../../src/run/orders.ts';
import { commitsOf, replayRun, resumeRun, startRun } from '../fixtures/test-run.ts';

test('an extension names only the limits that change, and one of time moves both', () => {
  const limits = { attempts: 10, milliseconds: 60_000, until: 5_000_000, money: undefined };
  expect(extended(limits, { attempts: 5, evaluations: undefined })).toEqual({ attempts: 15 });
  expect(extended(limits, { milliseconds: 1000 })).toEqual({ milliseconds: 61_000, until: 5_001_000 });
  expect(() => extended(limits, { money: 1 })).toThrow('The cost of this search is not limited');
  expect(() => extended(limits, { attempts: 5, evaluations: 1 })).toThrow(UsageError);
});

test('of orders of earlier sessions, the limits stay and an end does not; a limit of the command counts more', () => {
  const orders = new Orders({ attempts: 10, evaluations: 50 });
  orders.restore({ limits: { attempts: 30 } });
  orders.restore({ stop: true });
  expect([orders.limits, orders.isStopped]).toEqual([{ attempts: 30, evaluations: 50 }, false]);
  orders.begin({ attempts: 20 });
  let heard = 0;
  const listener = orders.onChange(() => heard++);
  orders.obey({ stop: true });
  listener[Symbol.dispose]();
  orders.obey({ limits: { evaluations: 60 } });
  expect([orders.limits, orders.isStopped, heard]).toEqual([{ attempts: 20, evaluations: 60 }, true, 1]);
});

test('a search that is extended goes on, one that is stopped ends, and both are in the record, which replays', async () => {
  const limits = { attempts: 30 };
  let [isExtended, isStopped] = [false, false];
  await using one = await startRun({
    limits,
    attempted() {
      const { told } = one.run.state.population;
      if (told === 12 && !isExtended) {
        isExtended = true;
        one.run.extend({ attempts: 30 }, 'page').catch(expect.fail);
      }
    },
  });
  expect(await one.evolve()).toBe('attempts');
  expect(one.run.state.effort.attempts).toBeGreaterThanOrEqual(60);
  const [order] = one.recorded.filter(({ kind }) => kind === 'order');
  expect(order).toMatchObject({ by: 'page', order: { limits: { attempts: 60 } }, cost: { propose: 0, evaluate: 0 } });
  expect(summaryOf(order!)).toBe('extend the search to 60 attempts');

  await one.run.close();
  await using again = await resumeRun(one.record, {
    limits,
    attempted() {
      if (again.told.length === 9 && !isStopped) {
        isStopped = true;
        again.run.stop('page').catch(expect.fail);
      }
    },
  });
  expect(again.run.orders.limits).toEqual({ attempts: 60 });
  again.run.orders.begin({ attempts: 10_000 });
  expect(await again.evolve()).toBe('interrupted');
  expect(again.told.length).toBeLessThan(200);
  expect(again.notices).toContain('page stopped the search: finishing attempts in progress.');
  const audit = await again.run.audit(again.run.state.population.champion!.number, 'page');
  expect(again.recorded.at(-1)).toMatchObject({ kind: 'audit', by: 'page', verdict: audit });
  await again.run.flush();
  const { difference, rebuilt } = await replayRun(again.record);
  expect(difference).toBeUndefined();
  expect(commitsOf(rebuilt.entries)).toEqual(commitsOf(again.record.entries));
});

test('a search whose time is up goes on where it is extended while its winner is audited', async () => {
  let now = 0;
  let extending: Promise<unknown> | undefined;
  await using one = await startRun({
    limits: { milliseconds: 1000 },
    clock: { now: () => now, since: (mark) => now - mark, stamp: () => now },
    attempted(attempt) {
      if (one.told.length === 20) now = 1000;
      if (attempt.kind === 'audit') extending ??= one.run.extend({ milliseconds: 1000 }, 'page');
      if (one.told.length === 90) now = 2000;
    },
  });
  expect(await one.evolve()).toBe('time');
  expect(await extending).toEqual({ milliseconds: 2000 });
  expect(one.told.length).toBeGreaterThanOrEqual(90);
});

test('what cannot be ordered is refused and leaves no trace', async () => {
  await using one = await startRun({ limits: { attempts: 30 } });
  const before = one.recorded.length;
  const wrong: readonly (() => Promise<unknown>)[] = [
    () => one.run.extend({ money: 1 }, 'page'),
    () => one.run.extend({}, 'page'),
    () => one.run.extend({ attempts: -1 }, 'page'),
    () => one.run.extend({ attempts: 1.5 }, 'page'),
    () => one.run.extend({ attempts: 1, target: 3 } as never, 'page'),
    () => one.run.extend({ attempts: 1 }, ''),
    () => one.run.stop('a\nb'),
    () => one.run.audit(4711, 'page'),
    () => one.run.audit(-1, 'page'),
    () => one.run.audit('x' as never, 'page'),
  ];
  for (const order of wrong) await expect(order()).rejects.toThrow(UsageError);
  await using other = await startRun();
  await expect(other.run.stop('page')).rejects.toThrow('No search is under way here');
  await one.run.flush();
  expect([one.recorded.length, one.run.orders.isStopped]).toEqual([before, false]);
});

test('an audit that fails for the machine is not recorded, and its number is free again', async () => {
  await using one = await startRun({ audit: () => Promise.reject(new Error('no process')) });
  await expect(one.run.audit(0, 'page')).rejects.toThrow('no process');
  expect(one.run.tasks.causes.size).toBe(0);
});
