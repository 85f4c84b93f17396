import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { askFor } from '../../src/cli/init-questions.ts';
import { parseRepositoryFile } from '../../src/repository/parse.ts';
import { draft, measuresOf, type Said } from '../../src/repository/propose/draft.ts';
import { exampleFor } from '../../src/repository/propose/example.ts';
import type { Found } from '../../src/repository/propose/find.ts';
import type { Look } from '../../src/repository/propose/look.ts';
import { suggestPlaces } from '../../src/repository/propose/places.ts';
import { proposalsFor } from '../../src/repository/propose/propose.ts';
import { recognised, toReading } from '../../src/repository/propose/reading.ts';
import { stepsOf } from '../../src/repository/propose/scripts.ts';
import type { RepositoryFile } from '../../src/repository/schema.ts';
import { repositoryText } from '../../src/repository/write-file.ts';
import { answering } from '../dialogue.ts';

/** A folder with these texts in version control, and others beside them. */
function lookOf(texts: Readonly<Record<string, string>>, others: Readonly<Record<string, string>> = {}): Look {
  const all = { ...texts, ...others };
  const has = (name: string) => name in all || Object.keys(all).some((file) => file.startsWith(`${name}/`));
  return {
    ...{ folder: '/home/me/my lib', files: Object.keys(texts), has },
    read: (name) => all[name] ?? '',
    above: (name) => ['', '../'].map((way) => `${way}${name}`).find(has),
  };
}

/** What is proposed where a person says only what may change. */
function proposed(
  look: Look,
  evolve: readonly string[],
  said: Said = {},
): Omit<RepositoryFile, 'name' | 'goal' | 'evolve'> {
  const proposals = proposalsFor(look);
  const [measure] = measuresOf(look, { ...said, evolve }, proposals);
  const { name, goal, evolve: _, ...file } = draft(look, { ...said, evolve }, measure, proposals);
  expect(name).toBe('my-lib');
  expect(goal).toContain(evolve[0]!.split('#')[1] ?? evolve[0]);
  return file;
}

const manifest = (scripts: Record<string, string>, ...devDependencies: string[]) =>
  JSON.stringify({ scripts, devDependencies: Object.fromEntries(devDependencies.map((name) => [name, '*'])) });
const program = (name: string) => ({ [`node_modules/.bin/${name}`]: '' });

describe('a package of npm', () => {
  test('with Vitest, its benchmarks and types', () => {
    const look = lookOf(
      {
        'package.json': manifest({ test: 'eslint . && vitest --coverage' }, 'vitest'),
        'tsconfig.json': '{}',
        'src/rank.ts': '',
        'src/rank.bench.ts': "import { bench } from 'vitest';",
      },
      { ...program('vitest'), ...program('tsc'), 'node_modules/vitest/package.json': '{ "version": "3.2.7" }' },
    );
    expect(proposed(look, ['src/rank.ts#rank'])).toEqual({
      checks: ['node_modules/.bin/tsc --noEmit'],
      'test-first': 'node_modules/.bin/vitest related --run --no-cache src/rank.ts',
      test: 'node_modules/.bin/vitest run --no-cache',
      measure: {
        run: 'node_modules/.bin/vitest bench --run --outputJson germline-measure.json',
        format: 'vitest-bench',
        file: 'germline-measure.json',
      },
    });
  });

  test('with Vitest 5, whose option for numbers is another one', () => {
    const look = lookOf(
      { 'package.json': manifest({ bench: 'vitest bench src' }, 'vitest') },
      { '../node_modules/.bin/vitest': '', '../node_modules/vitest/package.json': '{ "version": "5.1.1" }' },
    );
    expect(proposed(look, ['a.js']).measure.run).toBe(
      '../node_modules/.bin/vitest bench --run src --reporter=json --outputFile=germline-measure.json',
    );
  });

  test('with Mocha, a build that tests need, variables, and a benchmark of its own', () => {
    const look = lookOf({
      'package.json': manifest({
        build: 'tsc -p .',
        pretest: 'npm run build',
        test: 'NODE_ENV=test nyc --silent mocha --exit "test/*.js"',
        bench: 'node bench/all.js',
      }),
    });
    expect(proposed(look, ['src/a.ts'])).toEqual({
      checks: ['tsc -p .'],
      test: 'mocha --exit test/*.js',
      measure: { run: 'node bench/all.js' },
      environment: { NODE_ENV: 'test' },
    });
  });

  test('with node:test, and a test of the same name', () => {
    const look = lookOf({
      'package.json': manifest({ test: 'node --test' }),
      'rank.js': '',
      'test/rank.test.js': "import test from 'node:test';",
    });
    expect(proposed(look, ['rank.js'])).toEqual({
      'test-first': 'node --test test/rank.test.js',
      test: 'node --test',
      measure: { run: 'node --test test/rank.test.js', time: 'command' },
    });
  });

  test('with a script that needs a shell runs it as npm does', () => {
    const look = lookOf({ 'package.json': manifest({ test: 'jest | tee log', bench: 'node a.js > b' }) });
    expect(proposed(look, ['a.js'])).toEqual({ test: 'npm test', measure: { run: 'npm run --silent bench' } });
  });

  test.each([
    [
      { test: 'npm run -s lint && npm run test:unit', lint: 'eslint .', 'test:unit': 'jest src' },
      [
        ['eslint', '.'],
        ['jest', 'src'],
      ],
    ],
    [{ test: 'cross-env A=1 npx --yes c8 node --test' }, [['node', '--test']]],
    [{ test: 'yarn test' }, undefined],
    [{}, undefined],
  ])('the programs of %j', (scripts, words) => {
    expect(stepsOf('test', scripts as Record<string, string>)?.map((step) => step.words)).toEqual(words);
  });
});

describe('a project in Python', () => {
  test('with pytest, benchmarks and a source folder', () => {
    const look = lookOf(
      {
        'pyproject.toml': '[tool.pytest.ini_options]',
        'src/lib/__init__.py': '',
        'src/lib/rank.py': '',
        'tests/test_rank.py': 'def test_it(): pass',
        'tests/test_other.py': 'def test_it(): pass',
        'tests/test_speed.py': 'def test_speed(benchmark): pass',
      },
      { '.venv/bin/python': '' },
    );
    expect(proposed(look, ['src/lib/rank.py'])).toEqual({
      'test-first': '.venv/bin/python -m pytest -q -x --benchmark-disable tests/test_rank.py',
      test: '.venv/bin/python -m pytest -q -x --benchmark-disable',
      measure: {
        run: '.venv/bin/python -m pytest -q --benchmark-only --benchmark-json=germline-measure.json tests/test_speed.py',
        format: 'pytest-benchmark',
        file: 'germline-measure.json',
      },
      environment: { PYTHONPATH: 'src' },
    });
  });

  test('with unittest and a program that measures', () => {
    const look = lookOf({
      'rank.py': '',
      'tests/test_rank.py': 'import unittest',
      'bench.py': "if __name__ == '__main__':",
    });
    expect(proposed(look, ['rank.py'])).toEqual({
      test: 'python3 -m unittest discover -q -s tests',
      measure: { run: 'python3 bench.py' },
      environment: { PYTHONPATH: '.' },
    });
  });

  test('with unittest in a package, and a program that prints without a function', () => {
    const look = lookOf({
      'rank.py': '',
      'tests/__init__.py': '',
      'tests/test_rank.py': 'import unittest',
      'benchmarks/bench.py': 'import rank\nprint(rank.time())\n',
    });
    expect(proposed(look, ['rank.py'])).toMatchObject({
      test: 'python3 -m unittest discover -q -s tests -t .',
      measure: { run: 'python3 benchmarks/bench.py' },
    });
  });
});

test('tests in Python with other names are found, by pytest where it is installed', () => {
  const look = (others = {}) => lookOf({ 'rank.py': '', 'lib/rank_test.py': 'import unittest' }, others);
  expect(proposed(look(), ['rank.py']).test).toEqual('python3 -m unittest discover -q -p *_test.py');
  const there = { '.venv/bin/python': '', '.venv/bin/pytest': '' };
  expect(proposed(look(there), ['rank.py']).test).toBe('.venv/bin/python -m pytest -q -x');
  const covered = lookOf({ 'rank.py': '', 'pytest.ini': '[pytest]\naddopts = --cov=rank' });
  expect(proposed(covered, ['rank.py']).test).toBe('python3 -m pytest -q -x --no-cov');
});

test('a crate with criterion', () => {
  const look = lookOf({
    'Cargo.toml': '',
    'src/graph/path.rs': '#[cfg(test)]\nmod tests {}',
    'benches/path.rs': 'use criterion::Criterion;',
    'benches/old.rs': '#![feature(test)]',
  });
  expect(proposed(look, ['src/graph/path.rs#short'])).toEqual({
    prepare: ['cargo test --no-run --quiet', 'cargo bench --quiet --bench path --no-run'],
    checks: ['cargo test --no-run --quiet'],
    'test-first': 'cargo test --quiet --lib graph::path::',
    test: 'cargo test --quiet',
    measure: {
      run: 'cargo bench --quiet --bench path -- --noplot --warm-up-time 0.1 --measurement-time 0.4 --sample-size 20 --nresamples 2000',
      format: 'criterion',
    },
  });
});

test('of a crate that is compared with others only its own benchmarks, in the bench of the file that changes', () => {
  const look = lookOf({
    'Cargo.toml': '[package]\nedition = "2021"\nname = "my-hex"\n\n[dev-dependencies]\ncriterion = "0.5"\nhex = "1"',
    'src/encode.rs': '',
    'src/decode.rs': '',
    'benches/decode.rs': 'use criterion::Criterion;\nc.bench_function("my_hex", my_hex::decode)',
    'benches/encode.rs':
      'use criterion::Criterion;\nc.bench_function("hex", hex::encode);\nc.bench_function("my_hex", my_hex::encode)',
  });
  const file = proposed(look, ['src/encode.rs#encode']);
  expect(file.measure.run).toMatch(/ --bench encode -- .* my-hex$/);
  expect(file.prepare).toEqual(['cargo test --no-run --quiet', 'cargo bench --quiet --bench encode --no-run']);
  expect(proposed(look, ['src/decode.rs#decode']).measure.run).toMatch(/ --bench decode -- .* 2000$/);
});

test('a workspace of crates', () => {
  const look = lookOf({
    'Cargo.toml': '[workspace]\nmembers = ["crates/core", "app"]',
    'crates/core/Cargo.toml': '[package]\nname = "ws-core"',
    'crates/core/src/lib.rs': '#[cfg(test)]\nmod tests {}',
    'crates/core/src/path.rs': '#[cfg(test)]\nmod tests {}',
    'crates/core/benches/rank/main.rs': 'fn main() {}',
    'app/Cargo.toml': '[package]\nname = "app"',
  });
  expect(proposed(look, ['crates/core/src/lib.rs#rank'])).toEqual({
    prepare: ['cargo test --no-run --quiet', 'cargo bench --quiet -p ws-core --bench rank --no-run'],
    checks: ['cargo test --no-run --quiet'],
    'test-first': 'cargo test --quiet -p ws-core',
    test: 'cargo test --quiet',
    measure: { run: 'cargo bench --quiet -p ws-core --bench rank' },
  });
  const inside = proposed(look, ['crates/core/src/path.rs#short']);
  expect(inside['test-first']).toBe('cargo test --quiet -p ws-core --lib path::');
});

test('a module in Go', () => {
  const look = lookOf({
    'go.mod': '',
    'main.go': '',
    'main_test.go': 'func TestMain() {}',
    'path/path.go': '',
    'path/path_test.go': 'package path\nfunc BenchmarkShort(b *testing.B) {}',
  });
  expect(proposed(look, ['path/path.go#Short'])).toEqual({
    prepare: ['go vet ./...'],
    checks: ['go build ./...'],
    'test-first': 'go test -count=1 ./path',
    test: 'go test -count=1 ./...',
    measure: { run: 'go test -run ^$ -bench . -benchtime 100ms ./path', format: 'go-bench' },
  });
});

test('projects of make and CMake', () => {
  const make = lookOf({ Makefile: '.PHONY: all\nall: a\nX := 1\nbench: all\n\t./a\ncheck: all\n', 'a.c': '' });
  expect(proposed(make, ['a.c'])).toEqual({
    prepare: ['make -s all'],
    checks: ['make -s all'],
    test: 'make -s check',
    measure: { run: 'make -s bench' },
  });
  const cmake = lookOf({ 'CMakeLists.txt': 'enable_testing()\nadd_executable(a_bench a.c)', 'a.c': '' });
  expect(proposed(cmake, ['a.c'])).toMatchObject({
    checks: ['cmake --build build-germline'],
    test: 'ctest --test-dir build-germline --output-on-failure',
    measure: { run: 'build-germline/a_bench' },
  });
});

test('what a person says goes before what is found', () => {
  const look = lookOf({ 'package.json': manifest({ test: 'jest', bench: 'node b.js' }) });
  const measure = { run: 'make bench', number: 'last' as const };
  expect(proposed(look, ['a.js'], { test: 'make test', measure, checks: [] })).toEqual({ test: 'make test', measure });
});

test('without tests the command that must pass is asked for', () => {
  expect(() => proposed(lookOf({ 'a.c': '' }), ['a.c'])).toThrow(UsageError);
  const spaced = lookOf({ 'package.json': manifest({}, 'vitest') });
  expect(proposed(spaced, ['my file.js'])['test-first']).toEqual([
    'vitest',
    'related',
    '--run',
    '--no-cache',
    'my file.js',
  ]);
});

describe('the functions that are proposed', () => {
  const source =
    'export function rank(a) {\n  return a;\n}\nexport function index(a) {\n  const index = a, i = index;\n  return index;\n}\nfunction unused() {\n  return 1;\n}\n';

  test('are those that benchmarks call, those with a common name last', () => {
    const look = lookOf({ 'src/a.js': source, 'bench/a.js': 'rank(1); rank(2); index(3)', 'test/a.js': 'unused()' });
    expect(suggestPlaces(look)).toEqual([
      { place: 'src/a.js#rank', lines: 3, uses: 2 },
      { place: 'src/a.js#index', lines: 4, uses: 1 },
    ]);
  });

  test('are those that tests call where nothing is measured', () => {
    const look = lookOf({ 'src/a.js': source, 'test/a.js': 'unused()' });
    expect(suggestPlaces(look).map(({ place }) => place)).toEqual(['src/a.js#unused']);
    const anonymous = lookOf({ 'leven.js': 'export default (a) => {\n  return a;\n};\n', 'leven.test.js': 'leven(1)' });
    expect(suggestPlaces(anonymous).map(({ place }) => place)).toEqual(['leven.js#default']);
  });
});

test('how a number is read, in the words of a person', () => {
  expect(['criterion', 'last', 'time', 'json:a.0.b', 'regex:x: (.*)'].map(toReading)).toEqual([
    { format: 'criterion' },
    { number: 'last' },
    { time: 'command' },
    { json: 'a.0.b' },
    { regex: 'x: (.*)' },
  ]);
  expect(() => toReading('fast')).toThrow('--read fast: expected one of vitest-bench');
  const output = { stdout: 'BenchmarkA-2 \t 5 \t 3 ns/op', stderr: '' };
  expect(recognised({ run: 'a' }, output)).toEqual({ run: 'a', format: 'go-bench' });
  expect(recognised({ run: 'a' }, { stdout: '5 s', stderr: '' })).toEqual({ run: 'a', time: 'command' });
  expect(recognised({ run: 'a', number: 'last' }, output)).toEqual({ run: 'a', number: 'last' });
});

describe('a benchmark to complete, where there is none,', () => {
  test.each<[string, Readonly<Record<string, string>>, string, string, string]>([
    [
      'a module of JavaScript',
      { 'package.json': '{ "type": "module" }', 'src/a.js': 'export const f = 1' },
      'src/a.js#f',
      'bench/f.mjs',
      "import { f } from '../src/a.js';",
    ],
    [
      'CommonJS',
      { 'lib/a.js': 'module.exports = f;' },
      'lib/a.js#f',
      'bench/f.cjs',
      "const f = require('../lib/a.js');",
    ],
    [
      'a default export',
      { 'leven.ts': 'export default function leven() {}' },
      'leven.ts#default',
      'bench/leven.ts',
      "import leven from '../leven.ts';",
    ],
    ['Python', {}, 'src/lib/tree.py#Tree.add', 'bench/tree.py', 'from lib.tree import Tree'],
    ['Go', { 'a/b.go': '// About it.\npackage b\n' }, 'a/b.go#add', 'a/b_bench_test.go', 'package b'],
    ['Rust', {}, 'src/lib.rs#add', 'benches/add.rs', '// name = "add"'],
  ])('in %s', (_, texts, place, file, line) => {
    const example = exampleFor(lookOf(texts), place);
    expect(example?.file).toBe(file);
    expect(example?.lines).toContain(line);
    const look = lookOf({
      ...texts,
      'Cargo.toml': '',
      'go.mod': '',
      'package.json': '{}',
      'a.py': '',
      'test.py': '',
      [file]: example?.lines.join('\n') ?? '',
    });
    expect(proposalsFor(look).flatMap(({ measures = [] }) => measures.flatMap(({ sources }) => sources))).toContain(
      file,
    );
  });

  test('is not there for a language that is only text', () => expect(exampleFor(lookOf({}), 'a.zig')).toBeUndefined());
});

describe('germline.yaml', () => {
  const file: RepositoryFile = {
    name: 'a',
    goal: 'Make it # faster: yes.\nTwo lines.',
    evolve: ['a b.ts#f'],
    'test-first': 'npm t',
    test: ['npm', 'run', 'te st'],
    measure: { run: 'go test -run ^$ -bench .', regex: 'a: (\\S+)\n', rounds: 7 },
    environment: { A: '1' },
  };

  test('is read as it was written', () => {
    expect(parseRepositoryFile(repositoryText(file, 'x.json'), 'g.yaml')).toEqual(file);
  });

  test('has a comment before each field, and examples of others', () => {
    const text = repositoryText(file);
    expect(text).toContain('# The command that must pass.\ntest:\n');
    expect(text).toContain('  # The first group of the last match.\n  regex:');
    expect(text).toContain('# Files that models see and do not change.\n# context:\n#   - src/types.ts\n');
    expect(text).not.toContain('undefined');
    expect(text.match(/^(?! *#|$| {2})[^:]+/gm)).toEqual(Object.keys(file));
  });

  test('is complained of with lines', () => {
    const text =
      'name: a\ngoal: b\nevolve: [../a.js]\ntest: x\nmeasure: { run: y, json: a, time: command }\nlimit: {}\n';
    const complaints = [
      'g.yaml:3: evolve.0: expected a file below the repository',
      'g.yaml:5: measure: expected one of format, json, number, regex, time',
      'g.yaml:6: limit: there is no such field; did you mean limits?',
    ];
    expect(() => parseRepositoryFile(text, 'g.yaml')).toThrow(complaints.join('\n'));
  });
});

describe('on a terminal', () => {
  const look = lookOf({
    'package.json': manifest({ test: 'jest', bench: 'node bench.js' }),
    'src/a.js': 'export function rank(a) {\n  return a;\n}\n',
    'bench.js': 'rank(1)',
  });
  const found: Found = {
    ...{ look, proposals: proposalsFor(look), suggested: suggestPlaces(look) },
    commit: { root: look.folder, folder: '', id: '', tree: '', date: 0 },
  };
  const ask = (dialogue: Parameters<typeof answering>[1], said: Said = {}) =>
    answering((terminal) => askFor(said, found, terminal), dialogue);

  test('what is found is an answer by itself', async () => {
    const { answer } = await ask([
      ['What may change?', '\n'],
      ['Which command must pass?', '\n'],
      ['What measures?', '\n'],
    ]);
    expect(answer).toEqual({ evolve: ['src/a.js#rank'], measure: { run: 'node bench.js' } });
  });

  test('others can be typed, and what is said is not asked for', async () => {
    const { answer, waiting } = await ask(
      [
        ['Which command must pass?', '\u0015make test\n'],
        ['What measures?', '\u001b[A\n'],
        ['Which command measures?', 'make bench\n'],
      ],
      { evolve: ['src/a.js'] },
    );
    expect(answer).toEqual({ evolve: ['src/a.js'], test: 'make test', measure: { run: 'make bench' } });
    expect(waiting).toEqual([]);
  });

  test('Ctrl-C writes nothing', async () => {
    await expect(ask([['What may change?', '\u0003']])).rejects.toThrow('Nothing was written.');
  });
});
