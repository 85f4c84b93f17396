import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { EnvironmentError } from '../../src/api/errors.ts';
import type { Acquire, Call } from '../../src/models/askable.ts';
import { failure } from '../../src/models/provider.ts';
import { Patience } from '../../src/proposers/prompted/patience.ts';
import { Seat } from '../../src/proposers/prompted/seat.ts';
import { aModelRequest } from '../factory.ts';

/** A place for one, and what became of it. */
function onePlace(...failures: readonly Error[]) {
  const log: string[] = [];
  const left = [...failures];
  const acquire: Acquire = async () => {
    const failed = log.length > 0 ? left.shift() : undefined; // the first time it is to be had
    if (failed) throw failed;
    log.push('taken');
    return { release: () => void log.push('released') };
  };
  return { acquire, log };
}

/** A seat that was taken. */
async function seated(place: ReturnType<typeof onePlace>, signal = never, patience?: Patience) {
  const seat = new Seat(place.acquire, signal, undefined, patience);
  await seat.take();
  return seat;
}

const never = new AbortController().signal;

describe('a seat', () => {
  test('without patience is lent while an evaluation runs, and taken again for a further question', async () => {
    const place = onePlace();
    const seat = await seated(place);
    const { promise, resolve } = Promise.withResolvers<string>();
    const verdict = seat.during(promise);
    await wait(1);
    expect(place.log).toEqual(['taken', 'released']);
    resolve('threw');
    expect(await verdict).toBe('threw');
    expect(await seat.retake()).toBe(true);
    expect(place.log).toEqual(['taken', 'released', 'taken']);
    seat[Symbol.dispose]();
    expect(place.log.at(-1)).toBe('released');
  });

  test('stays with its conversation while the patience lasts', async () => {
    const place = onePlace();
    const seat = await seated(place, never, new Patience());
    expect(await seat.during(wait(1, 'scored'))).toBe('scored');
    expect(await seat.retake()).toBe(true);
    expect(place.log).toEqual(['taken']);
  });

  test('that cannot be had again ends the conversation: the model was given up, or the attempt aborted', async () => {
    const gone = await seated(onePlace(new EnvironmentError('its limits are spent')));
    await gone.during(Promise.resolve());
    expect(await gone.retake()).toBe(false);
    const abort = new AbortController();
    const reason = new Error('the search has ended');
    const late = await seated(onePlace(reason), abort.signal);
    await late.during(Promise.resolve());
    abort.abort(reason);
    expect(await late.retake()).toBe(false);
  });

  test('does not hide a bug', async () => {
    const seat = await seated(onePlace(new TypeError('x is undefined')));
    await seat.during(Promise.resolve());
    await expect(seat.retake()).rejects.toThrow('x is undefined');
  });

  test('does not hide what goes wrong in an evaluation', async () => {
    const gone = () => Promise.reject(new EnvironmentError('the sandbox is gone'));
    await expect(new Seat(onePlace().acquire, never).during(gone())).rejects.toThrow('gone');
    await expect(new Seat(onePlace().acquire, never, undefined, new Patience()).during(gone())).rejects.toThrow('gone');
  });

  test('is nothing to wait for in a replay', async () => {
    using seat = new Seat(undefined, never);
    await seat.take();
    expect([await seat.during(Promise.resolve(1)), await seat.retake()]).toEqual([1, true]);
  });
});

describe('patience', () => {
  const unending = () => new Promise<never>(() => {});
  const answers = (milliseconds: number): Call => {
    const result = failure('empty', '', { milliseconds });
    return async () => ({ result, retried: [] });
  };

  test('lasts for a small share of the time of the answers, beyond a credit', async () => {
    const patience = new Patience(20);
    expect(await patience.outlasts(unending())).toBe(false);
    expect(await patience.outlasts(unending())).toBe(false); // it is used up
    await patience.timing(answers(1e6))(aModelRequest(), never);
    expect(await patience.outlasts(wait(1))).toBe(true);
  });
});
