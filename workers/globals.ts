/**
 * The globals that a candidate and a drive find in their realm. All others are removed: shared memory, WebAssembly,
 * weak references (they show the garbage collector's timing), console, Intl and Temporal (they read the machine), and
 * promises (their callbacks never run here, and V8 would keep them and their realm as long as the thread lives).
 */
export const realmGlobals: readonly string[] = [
  ...['Object', 'Function', 'Array', 'Number', 'Boolean', 'String', 'Symbol', 'BigInt', 'Math', 'JSON'],
  ...['Reflect', 'Proxy'],
  ...['parseFloat', 'parseInt', 'isFinite', 'isNaN', 'Infinity', 'NaN', 'undefined', 'globalThis'],
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'Iterator', 'RegExp', 'Date'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'SuppressedError'],
  ...['TypeError', 'URIError', 'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent'],
  ...['ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array'],
  ...['Int32Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array', 'Float16Array', 'Float32Array', 'Float64Array'],
];
