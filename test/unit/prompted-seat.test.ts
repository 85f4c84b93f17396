import { describe, expect, test } from 'vitest';
import { EnvironmentError } from '../../src/api/errors.ts';
import { readProgram } from '../../src/language/program.ts';
import { type Acquire, Seat } from '../../src/proposers/prompted/seat.ts';

const program = readProgram({ 'a.js': 'export const a = 1;\n' });

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

/** A seat that was taken, with a smoke test that finds this fault. */
async function seated(fault: string | undefined, place: ReturnType<typeof onePlace>, signal: AbortSignal) {
  const seat = new Seat(place.acquire, signal);
  await seat.take();
  const smoke = seat.around(async () => {
    place.log.push('smoke');
    return fault;
  });
  return { seat, smoke: async () => await smoke?.(program) };
}

const never = new AbortController().signal;

describe('a seat', () => {
  test('is given up while a first stage runs, and taken again where there is something to repair', async () => {
    const place = onePlace();
    const { seat, smoke } = await seated('threw', place, never);
    expect(await smoke()).toBe('threw');
    expect(place.log).toEqual(['taken', 'released', 'smoke', 'taken']);
    seat[Symbol.dispose]();
    expect(place.log.at(-1)).toBe('released');
  });

  test('is not taken again for a child without a fault', async () => {
    const place = onePlace();
    const { smoke } = await seated(undefined, place, never);
    expect(await smoke()).toBeUndefined();
    expect(place.log).toEqual(['taken', 'released', 'smoke']);
  });

  test('that cannot be had again leaves the fault to the evaluation: the model was given up, or the attempt aborted', async () => {
    const gone = await seated('threw', onePlace(new EnvironmentError('its limits are spent')), never);
    expect(await gone.smoke()).toBeUndefined();
    const abort = new AbortController();
    const reason = new Error('the search has ended');
    const late = await seated('threw', onePlace(reason), abort.signal);
    abort.abort(reason);
    expect(await late.smoke()).toBeUndefined();
  });

  test('does not hide a bug', async () => {
    const { smoke } = await seated('threw', onePlace(new TypeError('x is undefined')), never);
    await expect(smoke()).rejects.toThrow('x is undefined');
  });

  test('does not hide what goes wrong in the first stage', async () => {
    const seat = new Seat(onePlace().acquire, never);
    const smoke = seat.around(() => Promise.reject(new EnvironmentError('the sandbox is gone')));
    await expect(smoke?.(program)).rejects.toThrow('the sandbox is gone');
  });

  test('is nothing to wait for in a replay, which has no first stages', async () => {
    using seat = new Seat(undefined, never);
    await seat.take();
    expect(seat.around(undefined)).toBeUndefined();
  });
});
