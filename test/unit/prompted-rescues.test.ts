import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/api/attempt.ts';
import { Rescues } from '../../src/proposers/prompted/rescues.ts';

const answered = (gate?: Exchange['gate']): Exchange => ({
  ...{ prompt: '', answer: '', tokens: { prompt: 0, answer: 0 } },
  ...(gate && { gate }),
});
const passed = answered();
const failed = answered({ name: 'run', feedback: '' });
const unread = answered({ name: 'extract', feedback: '' });
const never = 1;

describe('programs that fail when they are run', () => {
  test('go back at first', () => {
    expect(new Rescues().pays(never)).toBe(true);
  });

  test('go back no longer where repairs fail and new questions do not', () => {
    const rescues = new Rescues();
    for (let i = 0; i < 4; i++) rescues.tell(i % 2 === 0 ? [failed, failed] : [passed]);
    expect(rescues.pays(never)).toBe(false);
    expect(rescues.pays(0)).toBe(true);
  });

  test('go back where repairs pass as often as first answers', () => {
    const rescues = new Rescues();
    for (let i = 0; i < 10; i++) rescues.tell(i % 2 === 0 ? [failed, passed] : [passed]);
    expect(rescues.pays(never)).toBe(true);
  });

  test('are not judged by repairs of answers that could not be read, nor by calls that failed', () => {
    const rescues = new Rescues();
    const broken: Exchange = { ...failed, failure: { kind: 'configuration', message: '' } };
    for (let i = 0; i < 10; i++) rescues.tell([unread, unread, passed, broken]);
    expect(rescues.pays(never)).toBe(true);
  });
});
