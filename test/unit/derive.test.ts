import { expect, test } from 'vitest';
import { derive, deriveLately } from '../../src/language/derive.ts';

test('what is derived from an object is computed once', () => {
  let computed = 0;
  const size = derive(({ text }: { text: string }) => {
    computed++;
    return text.length;
  });
  const source = { text: 'abc' };
  expect([size(source), size(source), size({ text: 'abc' })]).toEqual([3, 3, 3]);
  expect(computed).toBe(2);
});

test('of large values only those used last are kept, within one turn of the event loop too', () => {
  const computed: number[] = [];
  const value = deriveLately(({ id }: { id: number }) => {
    computed.push(id);
    return { id };
  });
  const sources = Array.from({ length: 200 }, (_, id) => ({ id }));
  for (const source of sources) {
    value(source);
    value(sources[0]!); // is used all the time
  }
  expect(computed).toEqual(sources.map(({ id }) => id));
  expect(value(sources[199]!)).toEqual({ id: 199 });
  expect(computed).toHaveLength(200);
  value(sources[1]!); // was dropped
  expect(computed.slice(200)).toEqual([1]);
});
