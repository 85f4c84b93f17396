import { describe, expect, test } from 'vitest';
import { signsIn } from '../../src/review/review.ts';
import { reasons } from '../../src/review/sign.ts';

/** The signs of a change, as `name line`. */
const signs = (path: string, before: string, after: string) =>
  signsIn([{ path, before, after }]).map(({ name, line }) => `${name} ${line}`);

/** A function in each language, with a place for lines before it and a body. */
const programs: Readonly<Record<string, (top: string, body: string) => string>> = {
  'a.ts': (top, body) => `${top}export function rank(values: number[]): number[] {\n${body}  return values;\n}\n`,
  'a.py': (top, body) => `${top}def rank(values):\n${body}    return values\n`,
  'a.c': (top, body) => `${top}double rank(double *values, int n) {\n${body}  return values[n];\n}\n`,
  'a.rs': (top, body) => `${top}pub fn rank(values: &[f64]) -> f64 {\n${body}    values[0]\n}\n`,
  'a.go': (top, body) => `package a\n\n${top}func rank(values []float64) float64 {\n${body}\treturn values[0]\n}\n`,
};

/** By sign and file: lines that a change adds at the top and in the body, and where it shows. */
type Added = readonly [path: string, top: string, body: string, line: number];
const added: Readonly<Record<string, readonly Added[]>> = {
  'kept-state': [
    ['a.ts', 'const seen = new Map();\n', '  seen.set(values, 1);\n', 3],
    ['a.ts', 'let last: number[] = [];\n', '  last = values;\n', 3],
    ['a.ts', 'const buffer = [0];\n', '  buffer[0] = values.length;\n', 3],
    ['a.ts', '', '  rank.calls = (rank.calls ?? 0) + 1;\n', 2],
    ['a.ts', 'class Box { static #kept = 0 }\n', '', 1],
    ['a.ts', '', '  this.kept ??= values;\n', 2],
    ['a.py', 'seen = {}\n', '    seen[id(values)] = 1\n', 3],
    ['a.py', 'seen = []\n', '    seen.append(values)\n', 3],
    ['a.py', 'last = None\n', '    global last\n    last = values\n', 3],
    ['a.py', '', '    rank.calls = 1\n', 2],
    ['a.c', '', '  static double kept[16];\n', 2],
    ['a.c', 'double kept = 0;\n', '  kept = values[0];\n', 3],
    ['a.rs', 'static KEPT: std::sync::Mutex<f64> = std::sync::Mutex::new(0.0);\n', '', 1],
    ['a.rs', '', '    static mut KEPT: f64 = 0.0;\n', 2],
    ['a.go', 'var kept = map[int]float64{}\n\n', '\tkept[len(values)] = 1\n', 6],
    ['a.go', 'var kept float64\n\n', '\tkept = values[0]\n', 6],
  ],
  'load-time-work': [
    ['a.ts', 'const table = build();\n', '', 1],
    ['a.ts', 'for (const one of all) use(one);\n', '', 1],
    ['a.py', 'table = [i * i for i in range(9)]\n', '', 1],
    ['a.go', 'func init() {}\n\n', '', 3],
  ],
  'deferred-work': [
    ['a.ts', '', '  setTimeout(() => values.sort());\n', 2],
    ['a.py', '', '    threading.Thread(target=values.sort).start()\n', 2],
    ['a.c', '', '  pthread_create(&t, 0, work, values);\n', 2],
    ['a.rs', '', '    std::thread::spawn(|| {});\n', 2],
    ['a.go', '', '\tgo work(values)\n', 4],
  ],
  surroundings: [
    ['a.ts', '', '  if (process.argv[1]) values.pop();\n', 2],
    ['a.ts', '', '  if (Error().stack) values.pop();\n', 2],
    ['a.py', '', '    os.environ.get("CI")\n', 2],
    ['a.c', '', '  if (getenv("CI")) return 0;\n', 2],
    ['a.rs', '', '    let _ci = std::env::var("CI");\n', 2],
    ['a.go', '', '\tif os.Getenv("CI") {}\n', 4],
  ],
  'test-aware': [
    ['a.ts', '', '  if (import.meta.env.VITEST) return [];\n', 2],
    ['a.py', '', '    if "PYTEST_CURRENT_TEST" in known: pass\n', 2],
    ['a.rs', '', '    if cfg!(test) { return 0.0; }\n', 2],
    ['a.go', '', '\tif testing.Testing() {}\n', 4],
  ],
  clock: [
    ['a.ts', '', '  const now = performance.now();\n', 2],
    ['a.py', '', '    now = time.perf_counter()\n', 2],
    ['a.c', '', '  long now = clock();\n', 2],
    ['a.rs', '', '    let _now = Instant::now();\n', 2],
    ['a.go', '', '\tnow := time.Now()\n', 4],
  ],
  randomness: [
    ['a.ts', '', '  if (Math.random() < 0.5) values.pop();\n', 2],
    ['a.py', '', '    random.shuffle(values)\n', 2],
    ['a.c', '', '  int r = rand();\n', 2],
    ['a.go', '', '\tr := rand.Int()\n', 4],
  ],
  patching: [
    ['a.ts', '', '  Array.prototype.sort = () => values;\n', 2],
    ['a.ts', '', '  performance.now = () => 1;\n', 2],
    ['a.py', '', '    setattr(values, "sort", None)\n', 2],
    ['a.c', '#define double float\n', '', 1],
    ['a.go', '', '\truntime.GC()\n', 4],
  ],
  precision: [
    ['a.ts', '', '  const short = Float32Array.from(values);\n', 2],
    ['a.ts', 'const tolerance = 0.1;\n', '', 1],
    ['a.py', '', '    values = values.astype("f", dtype=np.float32)\n', 2],
    ['a.c', '', '  float first = values[0];\n', 2],
    ['a.rs', '', '    let _first = values[0] as f32;\n', 2],
    ['a.go', '', '\tfirst := float32(values[0])\n', 4],
  ],
  'special-case': [
    ['a.ts', '', '  if (values.length === 1000) return [];\n', 2],
    ['a.ts', '', "  if (name === 'benchmark input') return [];\n", 2],
    ['a.py', '', '    if len(values) == 4096: return []\n', 2],
    ['a.go', '', '\tif len(values) == 100 {}\n', 4],
  ],
  'embedded-data': [
    ['a.ts', `const table = [${'0.5, '.repeat(20)}];\n`, '', 1],
    ['a.py', '', `    key = "${'k7'.repeat(100)}"\n`, 2],
  ],
  'new-import': [
    ['a.ts', "import { sort } from 'fast-sort';\n", '', 1],
    ['a.py', 'import heapq\n', '', 1],
    ['a.c', '#include <string.h>\n', '', 1],
    ['a.rs', 'use std::collections::HashMap;\n', '', 1],
    ['a.go', 'import (\n\t"sort"\n)\n\n', '', 4],
  ],
  'hidden-errors': [
    ['a.ts', '', '  try {} catch {}\n', 2],
    ['a.py', '', '    try: pass\n    except ValueError: pass\n', 3],
    ['a.go', '', '\tdefer func() { recover() }()\n', 4],
  ],
  unchecked: [
    ['a.ts', '', '  // @ts-ignore\n', 2],
    ['a.py', '', '    values.sort()  # type: ignore\n', 2],
    ['a.rs', '', '    unsafe { }\n', 2],
    ['a.go', '', '\tp := unsafe.Pointer(&values)\n', 4],
  ],
  'dynamic-code': [
    ['a.ts', '', "  eval('1');\n", 2],
    ['a.py', '', '    exec("pass")\n', 2],
    ['a.c', '', '  __asm__("nop");\n', 2],
  ],
  'hidden-characters': [
    ['a.ts', '', '  const x\u202e = 1;\n', 2],
    ['a.go', '', '\tx\u200b := 1\n', 4],
  ],
};

describe.each(Object.entries(added))('%s', (name, cases) => {
  test.each(cases)('is found in %s: %j %j', (path, top, body, line) => {
    const program = programs[path]!;
    expect(signs(path, program('', ''), program(top, body))).toContain(`${name} ${line}`);
    // What was there before is no sign, wherever it stands now and however it is laid out.
    const moved = program(top, body).replace(/\n/g, '\n\n');
    expect(signs(path, program(top, body), moved)).toEqual([]);
    expect(signs(path, program(top, body), program('', ''))).not.toContain(expect.stringContaining(name));
  });
});

/** Lines of a body that a change takes away. */
const removed: Readonly<Record<string, readonly (readonly [path: string, body: string, line: number])[]>> = {
  'removed-check': [
    ['a.ts', "  if (!values) throw new TypeError('values');\n", 2],
    ['a.py', '    if not values:\n        raise ValueError("values")\n', 2],
    ['a.c', '  assert(n > 0);\n', 2],
    ['a.rs', '    assert!(!values.is_empty());\n', 2],
    ['a.go', '\tif len(values) < 1 {\n\t\tpanic("values")\n\t}\n', 4],
  ],
  'removed-branch': [
    ['a.ts', '  if (values.length < 2) return [];\n', 2],
    ['a.py', '    if not values: return []\n', 2],
    ['a.rs', '    if values.len() < 2 { return 0.0; }\n', 2],
  ],
};

describe.each(Object.entries(removed))('%s', (name, cases) => {
  test.each(cases)('is found in %s: %j', (path, body, line) => {
    const program = programs[path]!;
    expect(signs(path, program('', body), program('', ''))).toContain(`${name} ${line}`);
    expect(signs(path, program('', ''), program('', body))).not.toContain(expect.stringContaining(name));
  });
});

test('every kind of sign has a test', () => {
  expect([...Object.keys(added), ...Object.keys(removed)].sort()).toEqual(Object.keys(reasons).sort());
});

test('changes without a shortcut have no signs', () => {
  const before = `// the Date of process.env
const limit = 10;
export function rank(values) {
  const copy = [...values];
  const kept = new Map();
  for (let i = 0; i < copy.length; i++) kept.set(i, copy[i]);
  return copy.sort((a, b) => a - b);
}
`;
  const renamed = before.replaceAll('copy', 'list').replaceAll('kept', 'index').replace('Date', 'clock, Date.now()');
  expect(signs('a.js', before, renamed)).toEqual([]);
  const faster = before
    .replace('[...values]', 'values.slice()')
    .replace('let i = 0;', "let i = 0, why = 'process.env';");
  expect(signs('a.js', before, faster)).toEqual([]);
});

test('a line names what stands there, and signs come in the order of lines', () => {
  const after =
    'export function rank(values: number[]): number[] {\n  const t = Date.now();\n  return eval("values");\n}\n';
  expect(signsIn([{ path: 'a.ts', before: programs['a.ts']!('', ''), after }])).toEqual([
    { name: 'clock', file: 'a.ts', line: 2, text: 'const t = Date.now();' },
    { name: 'dynamic-code', file: 'a.ts', line: 3, text: 'return eval("values");' },
  ]);
});

test.each([
  ['a.ts', `const x = ${'9'.repeat(100_000)};`],
  ['a.py', 'def f('.repeat(20_000)],
  ['a.c', `${'eps'.repeat(40_000)} ${'a<b,c> '.repeat(10_000)}`],
  ['a.ts', `const a = ${'"'.repeat(50_001)}`],
  ['a.go', `var x\n${'x = 1\n'.repeat(15_000)}`],
])(
  'a hostile %s takes no long time',
  (path, text) => {
    expect(signs(path, '', text).length).toBeGreaterThanOrEqual(0);
  },
  20_000,
);
