import { apply, construct, defineProperty } from './intrinsics.ts';

/** A `Date` whose clock stands still at `time`, in milliseconds since 1970. It shares the real one's prototype. */
export function stoppedDate(RealDate: DateConstructor, time: number): DateConstructor {
  const stopped = function (this: unknown, ...parts: unknown[]) {
    if (new.target === undefined) return apply(RealDate.prototype.toString, new RealDate(time), []);
    return construct(RealDate, parts.length === 0 ? [time] : parts, new.target);
  };
  defineProperty(stopped, 'name', { value: 'Date' });
  defineProperty(stopped, 'length', { value: 7 });
  defineProperty(stopped, 'prototype', { value: RealDate.prototype, writable: false });
  defineProperty(stopped, 'parse', { value: RealDate.parse });
  defineProperty(stopped, 'UTC', { value: RealDate.UTC });
  defineProperty(stopped, 'now', { value: { now: () => time }.now });
  return stopped as DateConstructor;
}

/** Puts a stopped `Date` in the place of the real one, which nothing reaches afterwards. */
export function stopClock(time: number): void {
  const stopped = stoppedDate(Date, time);
  defineProperty(Date.prototype, 'constructor', { value: stopped });
  defineProperty(globalThis, 'Date', { value: stopped });
}
