import { basename } from 'node:path/posix';
import { isBenchmark, isTest, type Look } from './look.ts';
import { type Command, measureFileName, type Proposal, type ProposedMeasure, toCommand } from './proposal.ts';

const signs = ['pyproject.toml', 'setup.py', 'setup.cfg', 'tox.ini', 'pytest.ini'];
const usesBenchmark = /def test_\w*\([^)]*\bbenchmark\b/;

/** Projects in Python. */
export function proposePython(look: Look): Proposal | undefined {
  const tests = look.files.filter((file) => file.endsWith('.py') && (isTest(file) || isBenchmark(file)));
  const isPython = signs.some((sign) => look.files.includes(sign)) || tests.length > 0;
  if (!isPython || look.files.every((file) => !file.endsWith('.py'))) return undefined;
  const texts = tests.map((file) => ({ file, text: look.read(file) }));
  const benchmarks = texts.filter(({ text }) => usesBenchmark.test(text)).map(({ file }) => file);
  const python = ownProgram(look, 'python') ?? 'python3';
  const runner = [
    python,
    '-m',
    ...runnerOf(
      look,
      texts.map(({ text }) => text),
      benchmarks.length > 0,
    ),
  ];
  const isPytest = runner.includes('pytest');
  const measuring = programs(look, python);
  const way = wayToModules(look, measuring.length > 0);
  return {
    found: `Python (${python}), tests by ${isPytest ? 'pytest' : 'unittest'}`,
    test: toCommand(runner),
    testFirst: (files) => (isPytest ? testFirst(runner, texts, files) : undefined),
    measures: [...pytestBenchmark(python, benchmarks), ...measuring],
    ...(way && { environment: { PYTHONPATH: way } }),
  };
}

/** Where Python finds the modules: a program in a folder of its own sees no others. */
function wayToModules(look: Look, hasPrograms: boolean): string | undefined {
  if (look.files.some((file) => /^src\/[^/]+\/__init__\.py$/.test(file))) return 'src';
  return hasPrograms ? '.' : undefined;
}

/** A program of the folder's own environment. */
const ownProgram = (look: Look, name: string) => look.above(`.venv/bin/${name}`) ?? look.above(`venv/bin/${name}`);

function runnerOf(look: Look, tests: readonly string[], benchmarks: boolean): readonly string[] {
  const settings = signs.map((sign) => look.read(sign)).join('\n');
  const isPytest = /pytest/.test(settings) || tests.some((text) => /\bimport pytest|^def test_/m.test(text));
  const isThere = ownProgram(look, 'pytest') !== undefined;
  if (!isPytest && !isThere && tests.some((text) => /\bunittest\b/.test(text)))
    return ['unittest', 'discover', '-q', ...startOf(look), ...patternOf(look)];
  return [
    'pytest',
    '-q',
    '-x',
    ...(/--cov\b/.test(settings) ? ['--no-cov'] : []),
    ...(benchmarks ? ['--benchmark-disable'] : []),
  ];
}

interface Text {
  readonly file: string;
  readonly text: string;
}

/** The tests that have the name of a file's module, or else those that import it; none where all do. */
function testFirst(runner: readonly string[], tests: readonly Text[], files: readonly string[]): Command | undefined {
  const modules = files.map((file) =>
    file
      .replace(/(\/__init__)?\.py$/, '')
      .replace(/^.*\//, '')
      .replace(/^_+/, ''),
  );
  const runnable = tests.filter(({ file }) => /(^|\/)(test_[^/]*|[^/]*_test)\.py$/.test(file));
  const named = runnable.filter(({ file }) =>
    modules.some((name) => new RegExp(`(^|/)(test_${name}|${name}_test)(_\\w+)?\\.py$`).test(file)),
  );
  const importing = runnable.filter(({ text }) =>
    modules.some((name) => new RegExp(`^\\s*(from|import)\\s.*\\b${name}\\b`, 'm').test(text)),
  );
  const found = named.length > 0 ? named : importing;
  return found.length > 0 && found.length < runnable.length
    ? toCommand([...runner, ...found.map(({ file }) => file)])
    : undefined;
}

function pytestBenchmark(python: string, files: readonly string[]): readonly ProposedMeasure[] {
  if (files.length === 0) return [];
  const words = ['-m', 'pytest', '-q', '--benchmark-only', `--benchmark-json=${measureFileName}`, ...files];
  const measure = { run: toCommand([python, ...words]), format: 'pytest-benchmark', file: measureFileName } as const;
  return [{ measure, sources: files }];
}

/** Benchmarks that run as programs. */
function programs(look: Look, python: string): readonly ProposedMeasure[] {
  const files = look.files.filter(
    (file) => file.endsWith('.py') && isBenchmark(file) && /__name__ ==|^print\(/m.test(look.read(file)),
  );
  return files.map((file) => ({ measure: { run: toCommand([python, file]) }, sources: [file] }));
}

/** The names of the tests, where they are not those that unittest looks for. */
function patternOf(look: Look): readonly string[] {
  const tests = look.files.filter((file) => file.endsWith('.py') && isTest(file)).map((file) => basename(file));
  if (tests.some((name) => name.startsWith('test'))) return [];
  return tests.some((name) => name.endsWith('_test.py')) ? ['-p', '*_test.py'] : [];
}

/** The folder of the tests, where they have one: a package of the project, or files that are loaded each by its name. */
function startOf(look: Look): readonly string[] {
  const folder = ['tests', 'test'].find((name) => look.files.some((file) => file.startsWith(`${name}/`)));
  if (folder === undefined) return [];
  return ['-s', folder, ...(look.files.includes(`${folder}/__init__.py`) ? ['-t', '.'] : [])];
}
