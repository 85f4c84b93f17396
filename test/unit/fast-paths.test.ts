import { expect, test } from 'vitest';
import { factCounter } from '../../workers/fast-paths.ts';
import { realmMaker } from '../../workers/realm.ts';

const count = factCounter();
const makeRealm = realmMaker();

/** How many facts a candidate breaks. */
function breaks(statement: string): number {
  const before = count();
  makeRealm().compile(`'use strict'; try { ${statement} } catch {}`)();
  return before - count();
}

test('what ordinary programs do breaks no fact', () => {
  makeRealm();
  expect(
    breaks(`class Stack extends Array { constructor(...all) { super(...all); this.name = 'x'; } slice() { return 1; } }
      new Stack(1, 2).slice(); class Word extends RegExp { exec(text) { return super.exec(text); } } new Word('a').exec('a');
      new Float64Array(4).subarray(1).slice().sort();
      const old = function () {}; old.prototype = { constructor: old, next() {} }; new old().next();
      const own = { [Symbol.iterator]: function* () { yield 1; }, next: 1, constructor: 2, then: 3 }; [...own];
      const sparse = [1, , 3]; sparse.extra = 1; Object.setPrototypeOf(sparse, { 5: 1 }); new ArrayBuffer(8).transfer();`),
  ).toBe(0);
});

test.each([
  ['[].constructor = {}'],
  ['new Float64Array(1).constructor = {}'],
  ['[][Symbol.iterator] = 1'],
  ['/a/.constructor = {}'],
  ['({})[Symbol.isConcatSpreadable] = true'],
  ['(async () => {})().constructor = 1'],
  ['new Map().keys().next = 1'],
])('%s breaks one', (statement) => {
  expect(breaks(statement)).toBe(1);
  expect(breaks(statement)).toBe(0);
});

test('the functions that tell are not there for others', () => {
  expect(() => makeRealm().compile('return %ArraySpeciesProtector();')).toThrow("Unexpected token '%'");
});
