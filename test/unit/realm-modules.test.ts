import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chance } from '../../workers/realm/chance.ts';
import { stoppedDate } from '../../workers/realm/date.ts';
import { openEvidence } from '../../workers/realm/evidence.ts';
import { attempt, outOfFuel, tooLarge, Unfit } from '../../workers/realm/failure.ts';
import { recordFreezing } from '../../workers/realm/freezing.ts';
import { openTank } from '../../workers/realm/fuel.ts';
import { keepOnly } from '../../workers/realm/globals.ts';
import { allowOverriding } from '../../workers/realm/overriding.ts';
import { copy } from '../../workers/realm/plain-data.ts';
import { openSessions } from '../../workers/realm/session.ts';
import { symbolRegistry } from '../../workers/realm/symbols.ts';
import { watch } from '../../workers/realm/watch.ts';

/** The message of `attempt` where this value is thrown. */
const failureOf = (thrown: unknown) =>
  attempt(() => {
    throw thrown;
  });

test('keepOnly deletes all other properties, by symbol and by inheritance-like names too', () => {
  const [wanted, other] = [Symbol('wanted'), Symbol('other')];
  const object = { a: 1, b: 2, toString: 3, [wanted]: 4, [other]: 5 };
  keepOnly(object, ['a', wanted, 'missing']);
  expect(Reflect.ownKeys(object)).toEqual(['a', wanted]);
});

test('a stopped Date tells one time, and is a Date otherwise', () => {
  const Stopped = stoppedDate(Date, 86_400_000);
  expect([Stopped.now(), new Stopped().getTime(), new Stopped(5).getTime()]).toEqual([86_400_000, 86_400_000, 5]);
  expect(Stopped()).toBe(new Date(86_400_000).toString());
  expect([Stopped.name, Stopped.length, Stopped.UTC(1970, 0, 2)]).toEqual(['Date', 7, 86_400_000]);
  expect(new Stopped()).toBeInstanceOf(Date);
  class Own extends Stopped {}
  expect([new Own().getTime(), new Own() instanceof Own]).toEqual([86_400_000, true]);
});

test('a registry of symbols is its own', () => {
  const registry = symbolRegistry();
  const symbol = registry.for('x');
  expect([registry.for('x'), registry.keyFor(symbol), symbol.description]).toEqual([symbol, 'x', 'x']);
  expect([symbolRegistry().for('x') === symbol, Symbol.for('x') === symbol]).toEqual([false, false]);
  expect([registry.keyFor(Symbol.for('x')), registry.keyFor(Symbol.iterator)]).toEqual([undefined, undefined]);
  expect(() => registry.keyFor('x' as never)).toThrow('x is not a symbol');
});

/** sfc32 from its definition in PractRand, on unsigned words of 32 bits. */
function* sfc32(...state: readonly number[]) {
  const word = (value: bigint) => BigInt.asUintN(32, value);
  let [a, b, c] = state.map((part) => word(BigInt(part))) as [bigint, bigint, bigint];
  for (let counter = 1n; ; counter++) {
    const sum = word(a + b + counter);
    [a, b, c] = [b ^ (b >> 9n), word(c + (c << 3n)), word(word((c << 21n) | (c >> 11n)) + sum)];
    yield Number(sum) / 2 ** 32;
  }
}

test('chance is sfc32, restarted by its state', () => {
  const { random, reseed } = chance();
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.integer(), (...state) => {
      reseed(...state);
      expect(Array.from({ length: 40 }, random)).toEqual(
        sfc32(...state)
          .take(40)
          .toArray(),
      );
    }),
  );
});

test('heirs of a frozen prototype may have a property of a name that it allows', () => {
  const prototype = { name: 'shared', other: 1 };
  allowOverriding(prototype, ['name', 'missing']);
  Object.freeze(prototype);
  const heir = Object.create(prototype);
  expect([heir.name, Object.keys(prototype)]).toEqual(['shared', ['other']]);
  heir.name = 'own';
  expect(Object.getOwnPropertyDescriptors(heir)).toEqual({
    name: { value: 'own', writable: true, enumerable: true, configurable: true },
  });
  expect(() => Object.assign(prototype, { name: 'own' })).toThrow('Cannot assign to name');
  expect(() => Object.assign(heir, { other: 2 })).toThrow('read only');
  expect(prototype.name).toBe('shared');
});

test.each<[string, (object: Record<PropertyKey, unknown>) => unknown]>([
  ['a value', (object) => Object.assign(object, { a: 2 })],
  ['a value, to one that is equal but not the same', (object) => Object.assign(object, { list: [] })],
  ['an accessor', (object) => Object.defineProperty(object, 'read', { get: () => 1 })],
  ['a property more', (object) => Object.assign(object, { more: 1 })],
  ['a property less', (object) => delete object.a],
  ['a flag', (object) => Object.defineProperty(object, 'a', { writable: false })],
  ['whether it is listed', (object) => Object.defineProperty(object, 'a', { enumerable: false })],
  ['the prototype', (object) => Object.setPrototypeOf(object, null)],
  ['that it can be extended', (object) => Object.preventExtensions(object)],
])('watch notices a change of %s', (_, change) => {
  const object = Object.defineProperty({ a: 1, list: [] }, 'read', { get: () => 1, configurable: true });
  const isUnchanged = watch(object);
  expect(isUnchanged()).toBe(true);
  change(object);
  expect(isUnchanged()).toBe(false);
});

test('plain data is copied as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.stringify(copy(value, { characters: 1e9 }))).toBe(JSON.stringify(value));
    }),
  );
  const own = copy(JSON.parse('{"__proto__": 1, "toString": 2, "x": null}'), { characters: 100 });
  expect(JSON.stringify(own)).toBe('{"__proto__":1,"toString":2,"x":null}');
  expect(copy({ a: undefined, b: [undefined, new Array(1), new Float32Array([0.5])] }, { characters: 100 })).toEqual({
    b: [null, [null], [0.5]],
  });
});

test('a copy reads everything once, and shares nothing with what it is made of', () => {
  let reads = 0;
  const item = { list: [1] };
  const value = {
    get item() {
      reads++;
      return item;
    },
  };
  const copied = copy(value, { characters: 100 }) as typeof value;
  expect([reads, copied]).toEqual([1, { item: { list: [1] } }]);
  expect(copied.item.list).not.toBe(item.list);
});

test.each<[string, unknown]>([
  ['a list that claims to be endless', new Array(2 ** 32 - 1)],
  ['a text', 'x'.repeat(98)],
  ['names', { [`${'x'.repeat(98)}`]: 1 }],
  ['lists in a list', Array.from({ length: 49 }, () => [1])],
  ['something that says its length is a text', Object.defineProperty(new Uint8Array(1), 'length', { value: '1' })],
])('a copy ends where the room does: %s', (_, value) => {
  expect(attempt(() => copy(value, { characters: 100 }))).toBe('L');
});

const nested = (depth: number): unknown => (depth === 0 ? [] : [nested(depth - 1)]);

test.each<[string, unknown, string]>([
  ['a promise', Promise.resolve(1), 'Ta promise is no evidence'],
  [
    'something like a promise',
    Object.defineProperty(Object.create({}), 'then', { value() {} }),
    'Ta promise is no evidence',
  ],
  ['a map', new Map(), 'Ta Map is no evidence'],
  ['a function', () => 1, 'Ta function is no evidence'],
  ['a bigint', [1n], 'Ta bigint is no evidence'],
  ['a nest', nested(101), 'Tthe evidence is nested more than 100 deep'],
])('%s is not copied', (_, value, failure) => {
  expect(attempt(() => copy(value, { characters: 1e4 }))).toContain(failure);
});

test('a nest a hundred deep and an instance of a class are copied', () => {
  class Point {
    x = 1;
  }
  expect(copy(nested(100), { characters: 1e4 })).toEqual(nested(100));
  expect(copy(new Point(), { characters: 1e4 })).toEqual({ x: 1 });
});

test('evidence is limited by the length of its text, all values together', () => {
  const evidence = openEvidence(() => {});
  evidence.limit('[[1,2],"three"]'.length);
  evidence.keep([1, 2]);
  evidence.keep('three');
  expect(attempt(() => evidence.keep(0))).toBe('L');
  expect([evidence.take(), evidence.take()]).toEqual(['[[1,2],"three"]', '[]']);
});

test('a value is checked after it was read and before it is kept', () => {
  let isGood = true;
  const evidence = openEvidence(() => {
    if (!isGood) throw new Unfit('changed');
  });
  evidence.limit(100);
  evidence.keep(1);
  const value = {
    get spoils() {
      isGood = false;
      return 2;
    },
  };
  expect(attempt(() => evidence.keep(value))).toBe('Tchanged');
  expect(evidence.take()).toBe('[1]');
});

test('a call that spends more than its fuel is out of fuel, and all calls are counted', () => {
  const tank = openTank();
  tank.limit(10);
  const [first, second] = [tank.fill(), tank.fill()];
  first.left -= 10;
  second.left -= 11;
  expect([tank.isEmpty(first), tank.isEmpty(second), tank.spent()]).toEqual([false, true, 21]);
  expect(() => second.end()).toThrow(expect.toSatisfy((thrown) => thrown === outOfFuel));
});

test.each<[string, unknown, string]>([
  ['success', undefined, 'Tthrew undefined'],
  ['an error', new RangeError('far'), 'TRangeError: far'],
  ['a text', 'why', 'Tthrew why'],
  ['a symbol', Symbol('x'), 'Tthrew Symbol(x)'],
  ['what is too large', tooLarge, 'L'],
  ['what is unfit', new Unfit('not so'), 'Tnot so'],
  ['an object without a message', { x: 1 }, 'Tthrew [object Object]'],
  ['an object without a text', Object.create(null), 'Tthrew something that cannot be shown'],
  ['a long error', new Error('x'.repeat(1000)), `TError: ${'x'.repeat(493)}`],
])('a failure is described: %s', (_, thrown, failure) => {
  expect(failureOf(thrown)).toBe(failure);
});

test('an error whose reading throws is described too', () => {
  const hostile = {
    get message() {
      throw hostile;
    },
  };
  const trap = new Proxy({}, { getPrototypeOf: () => failureOf(hostile) as never });
  expect([failureOf(hostile), failureOf(trap)]).toEqual(Array(2).fill('Tthrew something that cannot be shown'));
});

test('a timed session prepares, runs as a method, and collects', () => {
  const calls: unknown[] = [];
  const session = {
    prepare: (round: number) => calls.push(['prepare', round]),
    run() {
      calls.push(['run', this === session]);
    },
    collect: () => 'result',
  };
  const sessions = openSessions((value) => calls.push(['keep', value]));
  const drive = (candidate: unknown, input: unknown) => {
    calls.push(['drive', candidate, input]);
    return session;
  };
  const said = [
    sessions.open(() => 'candidate', drive, '[1]'),
    sessions.prepare(3),
    sessions.run(),
    sessions.collect(),
  ];
  expect(said).toEqual(['', '', '', '']);
  expect(calls).toEqual([
    ['drive', 'candidate', [1]],
    ['prepare', 3],
    ['run', true],
    ['keep', 'result'],
  ]);
});

test('each call of a timed session returns its failure', () => {
  const fails = () => {
    throw new Error('no');
  };
  const sessions = openSessions(() => {});
  expect(sessions.open(fails, () => ({}), '0')).toBe('TError: no');
  sessions.open(
    () => 0,
    () => ({ prepare: fails, run: fails, collect: fails }),
    '0',
  );
  expect([sessions.prepare(0), sessions.run(), sessions.collect()]).toEqual(Array(3).fill('TError: no'));
});

test('recorded statements freeze another object of the same shape, whole, except what stays loose', () => {
  const make = () => {
    const bare = <T extends object>(fields: T) => Object.assign(Object.create(null), fields) as T;
    const shared = bare({});
    const reader = Object.setPrototypeOf(() => 1, null);
    const writer = Object.setPrototypeOf(() => 2, null);
    Object.defineProperty(reader, 'prototype', { value: 0 });
    const accessor = Object.defineProperty(Object.create(shared), 'x', { get: reader, set: writer });
    const loose = bare({ below: bare({}) });
    const root = bare({ [Symbol.iterator]: bare({}), 'a "name"': shared, accessor, loose, circle: null as unknown });
    root.circle = root;
    return { root, loose, all: [root, root[Symbol.iterator], shared, reader, writer, accessor, loose.below] };
  };
  const sample = make();
  const statements = recordFreezing([[sample.root, 'root']], [sample.loose]);
  const { root, loose, all } = make();
  const freeze = new Function('root', 'f', 'p', 'd', statements);
  freeze(root, Object.freeze, Object.getPrototypeOf, Object.getOwnPropertyDescriptor);
  expect([...all.map(Object.isFrozen), Object.isFrozen(loose)]).toEqual([...all.map(() => true), false]);
  expect(sample.all.some(Object.isFrozen)).toBe(false);
});
