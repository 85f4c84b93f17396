import { z } from 'zod';
import { languageOf } from '../../language/index.ts';
import { parseJson } from '../formats/timing.ts';
import { isBenchmark, isTest, type Look } from './look.ts';
import { type Command, measureFileName, type Proposal, type ProposedMeasure, toCommand } from './proposal.ts';
import { type Step, stepsOf } from './scripts.ts';

const record = z.record(z.string(), z.string()).default({});
const manifest = z.object({ scripts: record, dependencies: record, devDependencies: record });
type Manifest = z.infer<typeof manifest>;

const runners = /^(?:vitest|jest|mocha|ava|tap|uvu|tape|jasmine|node|tsx|ts-node|bun|borp|qunit|lab|zora|brittle|pta)$/;
const builders =
  /^(?:tsc|tsup|tsdown|rollup|esbuild|babel|webpack|vite|unbuild|swc|bunchee|microbundle|pkgroll|zshy|wireit)$/;

/** Projects with a package.json. */
export function proposeJavascript(look: Look): Proposal | undefined {
  const read = manifest.safeParse(parseJson(look.read('package.json')));
  if (!read.success) return undefined;
  const { scripts } = read.data;
  const steps = stepsOf('test', scripts) ?? [];
  const tests = steps.filter(({ words: [program = ''] }) => runners.test(program));
  const runner = runnerOf(tests, read.data, look);
  const test = runner
    ? toCommand(onPath(look, runner))
    : scripts.test && !isNone(scripts.test)
      ? 'npm test'
      : undefined;
  const environment = Object.assign({}, ...tests.map((step) => step.environment));
  return {
    found: describe(look, runner),
    checks: checksOf(look, steps, scripts),
    test,
    testFirst: (files) => testFirst(look, runner, files),
    measures: measuresOf(look, read.data),
    ...(Object.keys(environment).length > 0 && { environment }),
  };
}

const isNone = (script: string) => script.includes('no test specified');

function describe(look: Look, runner: readonly string[] | undefined): string {
  const locks = { 'package-lock.json': 'npm', 'pnpm-lock.yaml': 'pnpm', 'yarn.lock': 'yarn', 'bun.lock': 'bun' };
  const lock = Object.entries(locks).find(([file]) => look.above(file));
  const [program, flag] = runner ?? [];
  const tests =
    program === undefined ? '' : `, tests by ${program === 'node' && flag === '--test' ? 'node:test' : program}`;
  return `package.json${lock ? ` (${lock[1]})` : ''}${tests}${look.above('node_modules') ? '' : '; no node_modules yet: install them first'}`;
}

/** The words of the program that runs the tests, where the project has one. */
function runnerOf(
  tests: readonly Step[],
  { dependencies, devDependencies }: Manifest,
  look: Look,
): readonly string[] | undefined {
  const [only, ...others] = tests;
  if (only && others.length === 0) return once(only.words);
  if (only) return undefined;
  const known = { ...dependencies, ...devDependencies };
  const found = ['vitest', 'jest', 'mocha', 'ava', 'uvu', 'tap'].find((name) => name in known);
  if (found) return once([found]);
  return look.files.some((file) => isTest(file) && /['"]node:test['"]/.test(look.read(file)))
    ? ['node', '--test']
    : undefined;
}

/** Vitest keeps results in node_modules, which is read-only for candidates. */
const noCache = '--no-cache';

/** The same without what watches files or measures coverage. */
function once([program = '', ...words]: readonly string[]): readonly string[] {
  const rest = words.filter(
    (word) => !/^--(?:coverage|watch|watchAll|collectCoverage|ui)(?:=|$)/.test(word) && word !== 'watch',
  );
  const isVitest = program === 'vitest';
  const isOnce = !isVitest || rest.includes('run') || rest.includes('--run');
  return [program, ...(isOnce ? [] : ['run']), ...rest, ...(isVitest ? [noCache] : [])];
}

/** The words with the way to the program in node_modules. */
function onPath(look: Look, [program = '', ...words]: readonly string[]): readonly string[] {
  return [look.above(`node_modules/.bin/${program}`) ?? program, ...words];
}

/** Builds that the tests need, and the check of types where the project has one. */
function checksOf(look: Look, steps: readonly Step[], scripts: Readonly<Record<string, string>>): readonly Command[] {
  const before = [...(stepsOf('pretest', scripts) ?? []), ...steps];
  const builds = before.filter(({ words: [program = ''] }) => builders.test(program)).map(({ words }) => words);
  const isTyped = look.has('tsconfig.json') && look.above('node_modules/.bin/tsc') !== undefined;
  const types = isTyped && !builds.some(([program]) => program === 'tsc') ? [['tsc', '--noEmit']] : [];
  return [...types, ...builds].map((words) => toCommand(onPath(look, words)));
}

function testFirst(look: Look, runner: readonly string[] | undefined, files: readonly string[]): Command | undefined {
  const [program = ''] = runner ?? [];
  const related: Readonly<Record<string, readonly string[]>> = {
    vitest: ['vitest', 'related', '--run', noCache, ...files],
    jest: ['jest', '--findRelatedTests', ...files],
  };
  const words = related[program];
  if (words) return toCommand(onPath(look, words));
  const own = testsOf(look, files);
  if (program !== 'node' || own.length === 0 || !runner?.includes('--test')) return undefined;
  return toCommand(['node', '--test', ...own]);
}

/** Test files with the name of one of some files. */
function testsOf(look: Look, files: readonly string[]): readonly string[] {
  const stems = files.map(stemOf);
  return look.files.filter((file) => isTest(file) && stems.includes(stemOf(file)) && isCode(file));
}

const stemOf = (path: string) => path.replace(/^.*\//, '').replace(/[._-]?(test|spec)?\.\w+$/, '');
const isCode = (path: string) => /script$/.test(languageOf(path).id);

function measuresOf(look: Look, { scripts, dependencies, devDependencies }: Manifest): readonly ProposedMeasure[] {
  const known = { ...dependencies, ...devDependencies };
  const files = look.files.filter((file) => isCode(file) && isBenchmark(file));
  const benches = files.filter((file) => /\.(bench|benchmark)\.\w+$/.test(file));
  const vitest = 'vitest' in known && benches.length > 0 ? [vitestBench(look, [], benches)] : [];
  const named = Object.keys(scripts).filter((name) => /^(bench|perf)/.test(name));
  return [
    ...vitest,
    ...named.map((name) => byScript(look, name, scripts)),
    ...files.filter(isProgram(look)).map(byFile),
  ];
}

function byScript(look: Look, name: string, scripts: Readonly<Record<string, string>>): ProposedMeasure {
  const steps = stepsOf(name, scripts);
  const last = steps?.at(-1)?.words;
  const sources = last?.filter((word) => look.files.includes(word)) ?? [];
  if (last?.[0] === 'vitest') return vitestBench(look, last.slice(1), sources);
  const run = last === undefined || steps?.length !== 1 ? `npm run --silent ${name}` : toCommand(onPath(look, last));
  return { measure: { run }, sources };
}

/** Vitest writes its numbers to a file, by another option since version 5. */
function vitestBench(look: Look, words: readonly string[], sources: readonly string[]): ProposedMeasure {
  const version = /"version":\s*"(\d+)/.exec(look.read(look.above('node_modules/vitest/package.json') ?? ''))?.[1];
  const isNew = Number(version) >= 5;
  const output = isNew ? ['--reporter=json', `--outputFile=${measureFileName}`] : ['--outputJson', measureFileName];
  const filters = words.filter((word) => !/^(bench|run|--run|--outputJson.*|--watch.*)$/.test(word));
  const run = toCommand([...onPath(look, ['vitest', 'bench', '--run']), ...filters, ...output]);
  return { measure: { run, format: 'vitest-bench', file: measureFileName }, sources };
}

/** Whether a file runs as it is, and not inside a runner of benchmarks. */
const isProgram = (look: Look) => (file: string) =>
  !/\.bench\.\w+$/.test(file) && !/from ['"]vitest['"]/.test(look.read(file));

const byFile = (file: string): ProposedMeasure => ({ measure: { run: toCommand(['node', file]) }, sources: [file] });
