// Made by `npm run realm` of the modules in this folder: change those.
var realm = (function() {
	// workers/realm/freezing.ts
	/**
	* Walks everything that can be reached from the roots, and writes the statements that freeze it, except `loose`
	* objects. Replaying the statements in a new realm costs a third of walking it again (`bench/realm.ts`). They use `f`
	* for `Object.freeze`, `p` for `Object.getPrototypeOf` and `d` for `Object.getOwnPropertyDescriptor`.
	*/
	function recordFreezing(roots, loose) {
		const lines = [];
		const names = /* @__PURE__ */ new Map();
		const queue = [];
		const find = (value, expression) => {
			if (!isObject(value) || names.has(value)) return;
			lines.push(`const o${names.size} = ${expression}`);
			names.set(value, `o${names.size}`);
			queue.push(value);
		};
		for (const root of roots) find(...root);
		for (let object = queue.shift(); object !== void 0; object = queue.shift()) {
			const name = names.get(object);
			findBelow(object, name, find);
			if (!loose.includes(object)) lines.push(`f(${name})`);
		}
		return `${lines.join(";\n")};`;
	}
	function isObject(value) {
		return typeof value === "object" && value !== null || typeof value === "function";
	}
	/** Everything one step away from an object: its prototype, and the values and accessors of its properties. */
	function findBelow(object, name, find) {
		find(Object.getPrototypeOf(object), `p(${name})`);
		for (const key of Reflect.ownKeys(object)) {
			const { value, get, set } = Object.getOwnPropertyDescriptor(object, key);
			find(value, `${name}[${written(key)}]`);
			find(get, `d(${name}, ${written(key)}).get`);
			find(set, `d(${name}, ${written(key)}).set`);
		}
	}
	/** A symbol of the language describes itself: `Symbol.iterator`. */
	function written(key) {
		return typeof key === "symbol" ? key.description : JSON.stringify(key);
	}
	// workers/realm/intrinsics.ts
	/**
	* The language's own functions, captured before any candidate runs: later code of the realm calls no others on its
	* data.
	*/
	const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf, isExtensible, keys } = Object;
	const { apply, construct, deleteProperty, ownKeys } = Reflect;
	const { parse, stringify } = JSON;
	const { isArray } = Array;
	const text = String;
	const { slice } = String.prototype;
	const plain = Object.prototype;
	const { toString: brand } = plain;
	/** Reads the name of a typed array's kind; undefined for anything else, whatever it claims to be. */
	const typedArrayName = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
	// workers/realm/chance.ts
	/** The generator sfc32, as in `src/random.ts`. */
	function chance() {
		let a = 0;
		let b = 0;
		let c = 0;
		let counter = 1;
		return {
			random() {
				const word = a + b + counter++ | 0;
				a = b ^ b >>> 9;
				b = c + (c << 3) | 0;
				c = (c << 21 | c >>> 11) + word;
				return (word >>> 0) / 4294967296;
			},
			reseed(first, second, third) {
				a = first;
				b = second;
				c = third;
				counter = 1;
			}
		};
	}
	/** Makes `Math.random` repeatable; returns its `reseed`. */
	function ownChance() {
		const { random, reseed } = chance();
		defineProperty(Math, "random", { value: { random: () => random() }.random });
		return reseed;
	}
	// workers/realm/date.ts
	/** A `Date` whose clock stands still at `time`, in milliseconds since 1970. It shares the real one's prototype. */
	function stoppedDate(RealDate, time) {
		const stopped = function(...parts) {
			if (new.target === void 0) return apply(RealDate.prototype.toString, new RealDate(time), []);
			return construct(RealDate, parts.length === 0 ? [time] : parts, new.target);
		};
		defineProperty(stopped, "name", { value: "Date" });
		defineProperty(stopped, "length", { value: 7 });
		defineProperty(stopped, "prototype", {
			value: RealDate.prototype,
			writable: false
		});
		defineProperty(stopped, "parse", { value: RealDate.parse });
		defineProperty(stopped, "UTC", { value: RealDate.UTC });
		defineProperty(stopped, "now", { value: { now: () => time }.now });
		return stopped;
	}
	/** Puts a stopped `Date` in the place of the real one, which nothing reaches afterwards. */
	function stopClock(time) {
		const stopped = stoppedDate(Date, time);
		defineProperty(Date.prototype, "constructor", { value: stopped });
		defineProperty(globalThis, "Date", { value: stopped });
	}
	// workers/realm/failure.ts
	/** Thrown where the evidence has more characters than the stage allows. */
	const tooLarge = freeze({});
	/** Thrown where a call of the drive has spent its operations. */
	const outOfFuel = freeze({});
	/** Says why a value cannot be evidence. */
	var Unfit = class {
		reason;
		constructor(reason) {
			this.reason = reason;
		}
	};
	/** Does something: the empty string if it worked, or the failure as `Inside` returns it. */
	function attempt(action) {
		try {
			action();
			return "";
		} catch (error) {
			return describe(error);
		}
	}
	/** The failure that a thrown value means, in at most 501 characters. */
	function describe(error) {
		if (error === tooLarge) return "L";
		try {
			return `T${error instanceof Unfit ? error.reason : apply(slice, nameOf(error), [0, 500])}`;
		} catch {
			return "Tthrew something that cannot be shown";
		}
	}
	function nameOf(error) {
		if (typeof error !== "object" || error === null || !("message" in error)) return `threw ${text(error)}`;
		return `${text(error.name)}: ${text(error.message)}`;
	}
	// workers/realm/plain-data.ts
	function spend(room, characters) {
		room.characters -= characters;
		if (room.characters < 0) throw tooLarge;
	}
	/**
	* Copies a candidate's value as plain data: reads everything once, and counts as it goes, so that nothing large is
	* built.
	*/
	function copy(value, room, depth = 0) {
		switch (typeof value) {
			case "number":
				spend(room, 2);
				return value;
			case "string":
				spend(room, value.length + 3);
				return value;
			case "boolean":
			case "undefined":
				spend(room, 5);
				return value ?? null;
			case "object":
				if (value !== null) return copyObject(value, room, depth);
				spend(room, 5);
				return null;
			default: throw new Unfit(`a ${typeof value} is no evidence: return numbers, strings, arrays and plain objects`);
		}
	}
	function copyObject(value, room, depth) {
		if (depth > 100) throw new Unfit("the evidence is nested more than 100 deep, or contains itself");
		spend(room, 1);
		if (apply(typedArrayName, value, []) !== void 0 || isArray(value)) return copyList(value, room, depth);
		const parent = getPrototypeOf(value);
		if (parent !== plain && parent !== null) checkKind(value);
		return copyFields(value, room, depth);
	}
	function copyFields(value, room, depth) {
		const copied = {};
		for (const key of keys(value)) {
			const item = value[key];
			if (item === void 0) continue;
			spend(room, key.length + 3);
			const own = copy(item, room, depth + 1);
			if (key in plain) defineProperty(copied, key, {
				value: own,
				enumerable: true
			});
			else copied[key] = own;
		}
		return copied;
	}
	function copyList(value, room, depth) {
		const length = value.length;
		if (typeof length !== "number" || length * 2 > room.characters) throw tooLarge;
		const copied = [];
		for (let i = 0; i < length; i++) {
			const item = value[i];
			if (typeof item === "number") {
				spend(room, 2);
				copied[i] = item;
			} else copied[i] = copy(item, room, depth + 1);
		}
		return copied;
	}
	function checkKind(value) {
		const kind = apply(slice, apply(brand, value, []), [8, -1]);
		if (kind === "Promise" || typeof value.then === "function") throw new Unfit("a promise is no evidence: the sandbox is synchronous, so return the value itself");
		if (kind !== "Object") throw new Unfit(`a ${kind} is no evidence: return numbers, strings, arrays and plain objects`);
	}
	// workers/realm/evidence.ts
	/** `check` runs after a value was read, which may run the candidate's code, and before the value is kept. */
	function openEvidence(check) {
		const room = { characters: 0 };
		let kept = "";
		return {
			limit(characters) {
				room.characters = characters - 1;
			},
			keep(value) {
				const before = room.characters;
				const json = stringify(copy(value, room));
				check();
				room.characters = before;
				spend(room, json.length + 1);
				kept += kept === "" ? json : `,${json}`;
			},
			take() {
				const all = `[${kept}]`;
				kept = "";
				return all;
			}
		};
	}
	// workers/realm/fuel.ts
	function openTank() {
		let most = 0;
		let spent = 0;
		return {
			limit(operations) {
				most = operations;
			},
			fill: () => ({
				left: 2 * most,
				end
			}),
			isEmpty(fuel) {
				const used = 2 * most - fuel.left;
				spent += used;
				return used > most;
			},
			spent: () => spent
		};
	}
	function end() {
		throw outOfFuel;
	}
	// workers/realm/globals.ts
	/** Deletes every property of an object except these. */
	function keepOnly(object, names) {
		const kept = new Set(names);
		for (const name of ownKeys(object)) if (!kept.has(name)) deleteProperty(object, name);
	}
	/** Removes all globals that are not listed, and what shows other inputs, the machine, promises or the host. */
	function removeGlobals(listed) {
		keepOnly(globalThis, listed);
		keepOnly(RegExp, [
			"prototype",
			"escape",
			Symbol.species
		]);
		deleteProperty(Date.prototype, "toTemporalInstant");
		deleteProperty(Array, "fromAsync");
		deleteProperty(Error, "stackTraceLimit");
		deleteProperty(Error, "captureStackTrace");
	}
	// workers/realm/overriding.ts
	/**
	* Lets heirs of a frozen prototype assign these names (`error.name = …`), which the language forbids: an accessor
	* defines the property on the heir instead.
	*/
	function allowOverriding(prototype, names) {
		for (const name of names) {
			const value = getOwnPropertyDescriptor(prototype, name)?.value;
			if (value === void 0) continue;
			const accessor = {
				get: () => value,
				set(own) {
					if (this === prototype) throw new TypeError(`Cannot assign to ${name}: the language's own objects are frozen`);
					defineProperty(this, name, {
						value: own,
						writable: true,
						enumerable: true,
						configurable: true
					});
				}
			};
			defineProperty(prototype, name, {
				get: accessor.get,
				set: accessor.set,
				enumerable: false
			});
		}
	}
	/** Allows what ordinary programs assign on their own objects, classes and errors. */
	function allowUsualOverriding() {
		allowOverriding(Object.prototype, [
			"constructor",
			"toString",
			"toLocaleString",
			"valueOf",
			"hasOwnProperty"
		]);
		allowOverriding(Function.prototype, ["constructor", "toString"]);
		const errors = [
			Error,
			AggregateError,
			EvalError,
			RangeError,
			ReferenceError,
			SyntaxError,
			TypeError,
			URIError
		];
		for (const error of errors) allowOverriding(error.prototype, [
			"constructor",
			"name",
			"message",
			"toString"
		]);
		allowOverriding(Map.prototype, ["constructor"]);
		allowOverriding(Set.prototype, ["constructor"]);
		allowOverriding(Array.prototype, ["toString"]);
	}
	// workers/realm/session.ts
	/** `keep` adds to the evidence. */
	function openSessions(keep) {
		let session;
		let run;
		return {
			open: (load, drive, input) => attempt(() => {
				session = drive(load(), parse(input));
				run = session.run;
			}),
			prepare: (round) => attempt(() => session.prepare(round)),
			run() {
				try {
					apply(run, session, []);
					return "";
				} catch (error) {
					return describe(error);
				}
			},
			collect: () => attempt(() => keep(session.collect()))
		};
	}
	// workers/realm/symbols.ts
	/** `Symbol.for` and `Symbol.keyFor` with a registry of their own. */
	function symbolRegistry() {
		const symbols = /* @__PURE__ */ new Map();
		const names = /* @__PURE__ */ new Map();
		return {
			for(key) {
				const name = `${key}`;
				const known = symbols.get(name);
				if (known !== void 0) return known;
				const symbol = Symbol(name);
				symbols.set(name, symbol);
				names.set(symbol, name);
				return symbol;
			},
			keyFor(symbol) {
				if (typeof symbol !== "symbol") throw new TypeError(`${text(symbol)} is not a symbol`);
				return names.get(symbol);
			}
		};
	}
	/** Gives the realm its own registry: the language's belongs to the whole thread and never forgets a text. */
	function ownSymbols() {
		const registry = symbolRegistry();
		defineProperty(Symbol, "for", { value: registry.for });
		defineProperty(Symbol, "keyFor", { value: registry.keyFor });
	}
	// workers/realm/watch.ts
	/** Remembers an extensible object as it is; the function returned says whether it is still the same. */
	function watch(object) {
		const parent = getPrototypeOf(object);
		const names = ownKeys(object);
		const properties = names.map((name) => getOwnPropertyDescriptor(object, name));
		return () => {
			const now = ownKeys(object);
			let same = now.length === names.length && isExtensible(object) && getPrototypeOf(object) === parent;
			for (let i = 0; same && i < names.length; i++) same = now[i] === names[i] && isEqual(getOwnPropertyDescriptor(object, names[i]), properties[i]);
			return same;
		};
	}
	function isEqual(now, then) {
		const sameAccess = now?.value === then.value && now?.get === then.get && now?.set === then.set;
		const sameFlags = now?.writable === then.writable && now?.configurable === then.configurable;
		return sameAccess && sameFlags && now?.enumerable === then.enumerable;
	}
	// workers/realm/inside.ts
	/**
	* Prepares a new realm before its intrinsics are frozen and before any candidate: removes all globals that are not
	* listed, and makes time and chance repeatable. The clock stands at `time`, in milliseconds since 1970.
	*/
	function prepareRealm(globals, time) {
		const isUnchanged = watch(RegExp.prototype);
		removeGlobals(globals);
		stopClock(time);
		ownSymbols();
		const reseed = ownChance();
		allowUsualOverriding();
		const tank = openTank();
		const evidence = openEvidence(() => {
			if (!isUnchanged()) throw new Unfit("TypeError: RegExp.prototype may not be changed");
		});
		const { open, prepare, run, collect } = openSessions(evidence.keep);
		return freeze({
			limit(characters, operations = 0) {
				evidence.limit(characters);
				tank.limit(operations);
			},
			reseed,
			drive(load, drive, input) {
				const fuel = tank.fill();
				const failure = attempt(() => evidence.keep(drive(load(fuel), parse(input))));
				return tank.isEmpty(fuel) ? "F" : failure;
			},
			open,
			prepare,
			run,
			collect,
			evidence: evidence.take,
			operations: tank.spent
		});
	}
	return {
		prepareRealm,
		recordFreezing
	};
})();
