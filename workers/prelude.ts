/** Loads the candidate anew and gives what its entry file exports. A metered candidate counts on the fuel. */
export type Load = (fuel?: Fuel) => unknown;

/** What one call of the drive may spend: operations, as `src/evaluation/meter.ts` counts them. */
export interface Fuel {
  left: number;
  /** Ends the candidate. Should it catch what is thrown, its next loop or call throws again. */
  end(): never;
}

/**
 * What the thread holds of a realm. Only numbers, strings and the realm's own functions go in; only strings come out:
 * the empty string for success, otherwise `T` and why it threw, `L` for too much evidence, or `F` for out of fuel.
 */
export interface Inside {
  /** Sets how many characters of evidence the stage may give, and how many operations each call of the drive may take. */
  limit(characters: number, operations?: number): void;
  /** Starts the realm's `Math.random` anew. Its numbers tell this state to who computes back, so it must tell nothing. */
  reseed(first: number, second: number, third: number): void;
  /** Drives one input and keeps the evidence. */
  drive(load: Load, drive: unknown, input: string): string;
  /** Begins a timed session on one input; `prepare`, `run` and `collect` then belong to it. */
  open(load: Load, drive: unknown, input: string): string;
  prepare(round: number): string;
  run(): string;
  collect(): string;
  /** The evidence kept so far as the text of a JSON array, which starts anew. */
  evidence(): string;
  /** The operations of all calls of the drive so far. */
  operations(): number;
}

// biome-ignore lint/suspicious/noExplicitAny: what a candidate hands over has no type
type Anything = any;

/**
 * Runs inside a new realm as text, before its intrinsics are frozen and before any candidate: removes what is not
 * allowed, makes time and chance repeatable, and keeps pristine functions for all that comes later.
 */
export function prelude(globals: readonly string[], time: number): Inside {
  const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, isExtensible, freeze, keys } = Object;
  const { apply, construct, ownKeys, deleteProperty } = Reflect;
  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const text = String;
  const { slice } = String.prototype;
  const { toString: brand } = Object.prototype;
  const plain = Object.prototype;
  const typedArrayName = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!.get!;
  const tooLarge = freeze({});
  const outOfFuel = freeze({});

  class Unfit {
    readonly reason: string;
    constructor(reason: string) {
      this.reason = reason;
    }
  }

  function removeTheRest() {
    const kept: Record<string, true> = { __proto__: null } as never;
    for (const name of globals) kept[name] = true;
    for (const name of ownKeys(globalThis)) if (!kept[name as string]) deleteProperty(globalThis, name);
    // RegExp.$1 and its kin remember the last match: state that would pass from one input to the next.
    for (const name of ownKeys(RegExp))
      if (name !== 'prototype' && name !== 'escape' && name !== Symbol.species) deleteProperty(RegExp, name);
    // It would give out instances of Temporal.
    deleteProperty(Date.prototype, 'toTemporalInstant');
    // It would give out promises; the linker refuses the syntax that makes them.
    deleteProperty(Array, 'fromAsync');
    // With a limit, reading `stack` calls into the host's realm, whose own stack overflow would hand out its errors.
    deleteProperty(Error, 'stackTraceLimit');
    deleteProperty(Error, 'captureStackTrace');
  }

  function stopTheClock() {
    const RealDate = Date;
    const fixed = function (this: unknown, ...parts: unknown[]) {
      if (new.target === undefined) return apply(RealDate.prototype.toString, new RealDate(time), []);
      return construct(RealDate, parts.length === 0 ? [time] : parts, new.target);
    };
    defineProperty(fixed, 'name', { value: 'Date' });
    defineProperty(fixed, 'length', { value: 7 });
    defineProperty(fixed, 'prototype', { value: RealDate.prototype, writable: false });
    defineProperty(fixed, 'parse', { value: RealDate.parse });
    defineProperty(fixed, 'UTC', { value: RealDate.UTC });
    defineProperty(fixed, 'now', { value: { now: () => time }.now });
    defineProperty(RealDate.prototype, 'constructor', { value: fixed });
    defineProperty(globalThis, 'Date', { value: fixed });
  }

  /** The registry of the language belongs to the whole thread and keeps its texts for ever. */
  function ownSymbols() {
    const symbols = new Map<string, symbol>();
    const names = new Map<symbol, string>();
    const registry = {
      for(key: unknown): symbol {
        const name = `${key}`;
        const known = symbols.get(name);
        if (known !== undefined) return known;
        const symbol = Symbol(name);
        symbols.set(name, symbol);
        names.set(symbol, name);
        return symbol;
      },
      keyFor(symbol: unknown): string | undefined {
        if (typeof symbol !== 'symbol') throw new TypeError(`${text(symbol)} is not a symbol`);
        return names.get(symbol);
      },
    };
    defineProperty(Symbol, 'for', { value: registry.for });
    defineProperty(Symbol, 'keyFor', { value: registry.keyFor });
  }

  // sfc32, as in src/random.ts, from states that are well mixed.
  let a = 0;
  let b = 0;
  let c = 0;
  let counter = 1;
  function random(): number {
    const word = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + word;
    return (word >>> 0) / 4294967296;
  }
  function reseed(first: number, second: number, third: number) {
    a = first;
    b = second;
    c = third;
    counter = 1;
  }

  /**
   * A frozen prototype forbids assigning the same name on its heirs (`error.name = …`); an accessor that defines the
   * property on the heir allows it again.
   */
  function allowOverriding(object: object, names: readonly string[]) {
    for (const name of names) {
      const value = getOwnPropertyDescriptor(object, name)?.value;
      if (value === undefined) continue;
      const accessor = {
        get: () => value,
        set(this: unknown, own: unknown) {
          if (this === object) throw new TypeError(`Cannot assign to ${name}: the language's own objects are frozen`);
          defineProperty(this as object, name, { value: own, writable: true, enumerable: true, configurable: true });
        },
      };
      defineProperty(object, name, { get: accessor.get, set: accessor.set, enumerable: false });
    }
  }

  function overridePrototypes() {
    allowOverriding(Object.prototype, ['constructor', 'toString', 'toLocaleString', 'valueOf', 'hasOwnProperty']);
    allowOverriding(Function.prototype, ['constructor', 'toString']);
    const errors = [Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
    for (const error of errors) allowOverriding(error.prototype, ['constructor', 'name', 'message', 'toString']);
    allowOverriding(Map.prototype, ['constructor']);
    allowOverriding(Set.prototype, ['constructor']);
    allowOverriding(Array.prototype, ['toString']);
  }

  /**
   * `RegExp.prototype` alone is not frozen: V8 runs every regular expression ten times slower then. It is compared
   * after every input instead.
   */
  const watched = RegExp.prototype;
  const watchedKeys = ownKeys(watched);
  const watchedProperties = watchedKeys.map((key) => getOwnPropertyDescriptor(watched, key)!);
  function checkWatched() {
    const now = ownKeys(watched);
    let same = now.length === watchedKeys.length && isExtensible(watched) && getPrototypeOf(watched) === plain;
    for (let i = 0; same && i < watchedKeys.length; i++) same = now[i] === watchedKeys[i] && unchanged(i);
    if (!same) throw new Unfit('TypeError: RegExp.prototype may not be changed');
  }
  function unchanged(index: number): boolean {
    const now = getOwnPropertyDescriptor(watched, watchedKeys[index] as string);
    const then = watchedProperties[index]!;
    const sameAccess = now?.value === then.value && now?.get === then.get && now?.set === then.set;
    return sameAccess && now?.writable === then.writable && now?.configurable === then.configurable && !now?.enumerable;
  }

  let room = 0;
  let kept = '';

  function spend(characters: number) {
    room -= characters;
    if (room < 0) throw tooLarge;
  }

  /** Reads everything once and makes plain data of it; counts as it goes, so that nothing large is ever built. */
  function copy(value: Anything, depth: number): unknown {
    switch (typeof value) {
      case 'number':
        spend(2);
        return value;
      case 'string':
        spend(value.length + 3);
        return value;
      case 'boolean':
      case 'undefined':
        spend(5);
        return value ?? null;
      case 'object':
        if (value !== null) return copyObject(value, depth);
        spend(5);
        return null;
      default:
        throw new Unfit(`a ${typeof value} is no evidence: return numbers, strings, arrays and plain objects`);
    }
  }

  function copyObject(value: Anything, depth: number): unknown {
    if (depth > 100) throw new Unfit('the evidence is nested more than 100 deep, or contains itself');
    spend(1);
    if (apply(typedArrayName, value, []) !== undefined || isArray(value)) return copyList(value, depth);
    const parent = getPrototypeOf(value);
    if (parent !== plain && parent !== null) checkKind(value);
    const copied: Record<string, unknown> = {};
    for (const key of keys(value)) {
      const item = value[key];
      if (item === undefined) continue;
      spend(key.length + 3);
      const own = copy(item, depth + 1);
      if (key in plain) defineProperty(copied, key, { value: own, enumerable: true });
      else copied[key] = own;
    }
    return copied;
  }

  function copyList(value: Anything, depth: number): unknown[] {
    const length = value.length;
    if (typeof length !== 'number' || length * 2 > room) throw tooLarge;
    const copied: unknown[] = [];
    for (let i = 0; i < length; i++) {
      const item = value[i];
      if (typeof item === 'number') {
        spend(2);
        copied[i] = item;
      } else copied[i] = copy(item, depth + 1);
    }
    return copied;
  }

  function checkKind(value: Anything) {
    const kind = apply(slice, apply(brand, value, []), [8, -1]);
    if (kind === 'Promise' || typeof value.then === 'function')
      throw new Unfit('a promise is no evidence: the sandbox is synchronous, so return the value itself');
    if (kind !== 'Object')
      throw new Unfit(`a ${kind} is no evidence: return numbers, strings, arrays and plain objects`);
  }

  function keep(evidence: unknown) {
    const before = room;
    const json = stringify(copy(evidence, 0));
    checkWatched();
    room = before;
    spend(json.length + 1);
    kept += kept === '' ? json : `,${json}`;
  }

  function describe(error: Anything): string {
    if (error === tooLarge) return 'L';
    // Every look at the thrown thing may run the candidate's code, which may throw again.
    try {
      if (error instanceof Unfit) return `T${error.reason}`;
      const named = typeof error === 'object' && error !== null && 'message' in error;
      return `T${apply(slice, named ? `${text(error.name)}: ${text(error.message)}` : `threw ${text(error)}`, [0, 500])}`;
    } catch {
      return 'Tthrew something that cannot be shown';
    }
  }

  let most = 0;
  let spent = 0;
  function end(): never {
    throw outOfFuel;
  }

  /** A candidate that caught the end of its fuel is out of fuel all the same, whatever it gave or threw then. */
  function driveOne(load: Load, drive: Anything, input: string): string {
    const fuel: Fuel = { left: most, end };
    const failure = attempt(() => keep(drive(load(fuel), parse(input))));
    spent += most - fuel.left;
    return fuel.left < 0 ? 'F' : failure;
  }

  let session: Anything;
  let run: Anything;

  function attempt(what: () => void): string {
    try {
      what();
      return '';
    } catch (error) {
      return describe(error);
    }
  }

  removeTheRest();
  stopTheClock();
  ownSymbols();
  defineProperty(Math, 'random', { value: { random: () => random() }.random });
  overridePrototypes();

  return freeze({
    limit(characters: number, operations = 0) {
      room = characters - 1;
      most = operations;
    },
    reseed,
    drive: driveOne,
    open: (load: Load, drive: Anything, input: string) =>
      attempt(() => {
        session = drive(load(), parse(input));
        run = session.run;
      }),
    prepare: (round: number) => attempt(() => session.prepare(round)),
    run(): string {
      try {
        apply(run, session, []);
        return '';
      } catch (error) {
        return describe(error);
      }
    },
    collect: () => attempt(() => keep(session.collect())),
    evidence() {
      const all = `[${kept}]`;
      kept = '';
      return all;
    },
    operations: () => spent,
  });
}
