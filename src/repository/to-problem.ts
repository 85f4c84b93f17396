import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { UsageError } from '../api/errors.ts';
import type { CommandLine, Evaluator, RepositoryStage } from '../api/evaluator.ts';
import type { Problem, Repository } from '../api/problem.ts';
import type { Files } from '../api/program.ts';
import { foldersAbove } from '../evaluation/folders-above.ts';
import { wordsOf } from '../evaluation/native/words.ts';
import { dependenciesOf } from '../evaluation/repository/dependencies.ts';
import { scoreGain, scoreProxy } from '../evaluation/repository/gain.ts';
import { type Commit, changedFiles, isThere, readCommit, textAt } from './commit.ts';
import { repositoryFileName } from './file-name.ts';
import { parseRepositoryFile } from './parse.ts';
import { filesIn, markFiles, unmarkFiles } from './places.ts';
import { directionOfMeasure, readMeasure } from './read-measure.ts';
import type { MeasureFile, RepositoryFile } from './schema.ts';

/** A part of a repository as a problem. */
export interface ReadRepository {
  readonly problem: Problem;
  readonly initial: Files;
  readonly repository: Repository;
  /** The text of its germline.yaml. */
  readonly text: string;
  /** What a person should know of it, in words. */
  readonly notes: readonly string[];
}

/**
 * Reads a `germline.yaml`; candidates start from a commit of the repository around it. @throws {UsageError} where it is
 * not whole, or where the commit lacks what it names.
 */
export async function readRepository(path: string, revision?: string): Promise<ReadRepository> {
  const text = await readFile(path, 'utf8');
  const file = parseRepositoryFile(text, path);
  const commit = await readCommit(dirname(path), revision);
  const dependencies =
    file.dependencies?.map((name) => join(commit.folder, name)) ?? (await dependenciesOf(commit.root));
  const notes = revision === undefined ? await checkChanges(file, commit, dependencies) : [];
  const originals = await textsOf(filesIn(file.evolve), commit, 'evolve');
  const context = await textsOf(file.context ?? [], commit, 'context');
  const { root, folder, id, tree, date } = commit;
  const repository: Repository = {
    ...{ root, folder, commit: id, tree, date, evolve: file.evolve },
    ...{ prepare: file.prepare ?? [], environment: file.environment ?? {} },
    heldBack: await heldBackFiles(file, commit),
    dependencies,
    plain: (files) => unmarkFiles(files, originals),
  };
  const initial = markFiles(originals, file.evolve);
  return { problem: toProblem(file, initial, context), initial, repository, text, notes };
}

/** What scores its measures, which needs nothing of the repository itself. */
export async function readStages(path: string): Promise<Pick<Evaluator, 'name' | 'interface' | 'stages'>> {
  const file = parseRepositoryFile(await readFile(path, 'utf8'), path);
  return { name: file.name, interface: file.goal, stages: stagesOf(file) };
}

async function textsOf(names: readonly string[], commit: Commit, field: string): Promise<Files> {
  const read = names.map(async (name) => {
    const text = await textAt(commit, name);
    if (text !== undefined) return [name, text] as const;
    throw new UsageError(
      `${field}: the commit ${commit.id.slice(0, 9)} has no file ${name}: run "git add" and "git commit" first.`,
    );
  });
  return Object.fromEntries(await Promise.all(read));
}

/** The files that only audits show, below the root. @throws {UsageError} for one that is not there, or that all must see. */
async function heldBackFiles(file: RepositoryFile, commit: Commit): Promise<readonly string[]> {
  const all = (file['held-back']?.files ?? []).map((name) => name.replace(/\/+$/, ''));
  const names = [...new Set(all)].filter((name) => !foldersAbove(name).some((folder) => all.includes(folder)));
  const seen = [...filesIn(file.evolve), ...(file.context ?? [])];
  for (const name of names) {
    const both = seen.find((one) => one === name || one.startsWith(`${name}/`));
    if (both)
      throw new UsageError(`held-back: files: ${name} cannot be held back, as candidates and models see ${both}.`);
    if (!(await isThere(commit, name)))
      throw new UsageError(`held-back: files: the commit ${commit.id.slice(0, 9)} has no file or folder ${name}.`);
  }
  return names.map((name) => join(commit.folder, name));
}

/** Where runs are recorded unless a person chooses another place. */
const runsFolder = 'populations';

/** @throws {UsageError} for changes that candidates would not see, though they are meant to. */
async function checkChanges(
  file: RepositoryFile,
  commit: Commit,
  dependencies: readonly string[],
): Promise<readonly string[]> {
  const changed = (await changedFiles(commit)).filter((name) => name !== repositoryFileName);
  const named = new Set([...filesIn(file.evolve), ...(file.context ?? []), ...filesOfCommands(file, commit)]);
  const lost = changed.filter((name) => named.has(name));
  if (lost.length > 0)
    throw new UsageError(
      `${lost.join(', ')}: not committed as ${lost.length > 1 ? 'they are' : 'it is'}, and candidates start from the last commit: run "git commit" or "git stash" first.`,
    );
  const expected = new Set([runsFolder, ...dependencies.map((name) => relative(commit.folder, name))]);
  const others = changed.filter((name) => !expected.has(name));
  if (others.length === 0) return [];
  return [
    `The run uses the commit ${commit.id.slice(0, 9)}, without what is not committed: ${others.slice(0, 5).join(', ')}${others.length > 5 ? ' and more' : ''}.`,
  ];
}

/** Files of the folder that commands name. */
function filesOfCommands(file: RepositoryFile, { root, folder }: Commit): readonly string[] {
  const words = commandsOf(file)
    .flatMap((line) => wordsOf(line))
    .map((word) => word.replace(/^\.\//, ''));
  return words.filter((word) => existsSync(join(root, folder, word)));
}

function commandsOf({ prepare = [], checks = [], test, measure, ...others }: RepositoryFile): readonly CommandLine[] {
  const hidden = others['held-back'];
  const optional = [others['test-first'], measure.proxy, hidden?.test, hidden?.measure];
  return [...prepare, ...checks, test, measure.run, ...optional.filter((line) => line !== undefined)];
}

function toProblem(file: RepositoryFile, initial: Files, context: Files): Problem {
  const shown = Object.entries(context).map(
    ([name, text]) => `${name}, which does not change:\n\`\`\`\n${text}\n\`\`\``,
  );
  return {
    name: file.name,
    statement: [file.goal, ...shown].join('\n\n'),
    initial: Object.keys(initial),
    ...(file.data && { data: file.data }),
    evaluator: { name: file.name, interface: describe(file), stages: stagesOf(file) },
  };
}

function describe({ test, measure, ...file }: RepositoryFile): string {
  const goal = `${directionOfMeasure(measure) === 'min' ? 'less' : 'more'} is better`;
  return (
    `The program is ${filesIn(file.evolve).join(', ')} in a repository, where all other files stay as they are: ` +
    `what the program exports keeps its names, arguments and results. These tests must pass: ${wordsOf(test).join(' ')}. ` +
    `Measured by: ${wordsOf(measure.run).join(' ')} (${goal}). The score is how many times better it is than the ` +
    'unchanged code, measured in turn: the lower end of the 95 % interval; the unchanged code scores 1.'
  );
}

/** Pairs of a race, and of that of a proxy, where nothing else is said. */
const [usualRounds, proxyRounds] = [15, 3];
/** The gain that must show, where nothing else is said. */
const usualGain = 1.3;

function stagesOf(file: RepositoryFile): readonly RepositoryStage[] {
  const { checks = [], test, measure, ...others } = file;
  const hidden = others['held-back'];
  const first = others['test-first'];
  const limits = toLimits(file.limits);
  const gate = (name: string, role: 'check' | 'test', run: CommandLine): RepositoryStage => ({
    ...{ name, repository: { role, run }, limits, score: () => ({ score: 1 }) },
  });
  return [
    ...checks.map((run, index) => gate(checks.length === 1 ? 'check' : `check-${index + 1}`, 'check', run)),
    ...(first === undefined ? [] : [gate('test-first', 'test', first)]),
    gate('test', 'test', test),
    ...(measure.proxy === undefined ? [] : [proxyOf(measure, measure.proxy, limits)]),
    raceStage(measure, limits),
    ...(hidden?.test === undefined ? [] : [{ ...gate('held-back-test', 'test', hidden.test), heldBack: true }]),
    ...(hidden?.measure === undefined
      ? []
      : [measureStage('held-back-measure', { ...measure, run: hidden.measure }, limits, true)]),
  ];
}

type Limits = NonNullable<RepositoryStage['limits']>;

function measureStage(name: string, measure: MeasureFile, limits: Limits, heldBack = false): RepositoryStage {
  const better = directionOfMeasure(measure);
  return {
    ...{ name, limits, timing: { rounds: measure.rounds ?? usualRounds } },
    repository: {
      ...{ role: 'measure', run: measure.run, better },
      ...(measure.time === undefined && { read: (output) => readMeasure(measure, output) }),
      ...(measure.file !== undefined && { file: measure.file }),
    },
    score: ([raced]) => scoreGain(raced!, better, heldBack),
    unprotected: true,
    ...(heldBack && { heldBack }),
  };
}

function raceStage(measure: MeasureFile, limits: Limits): RepositoryStage {
  const stage = measureStage('measure', measure, limits);
  const leastGain = measure['least-gain'] ?? usualGain;
  return { ...stage, repository: { ...stage.repository, leastGain } };
}

/** Only what gains in the short form is measured in full. */
function proxyOf(measure: MeasureFile, run: MeasureFile['run'], limits: Limits): RepositoryStage {
  const rounds = Math.min(measure.rounds ?? usualRounds, proxyRounds);
  const score: RepositoryStage['score'] = ([raced]) => scoreProxy(raced!, directionOfMeasure(measure));
  return { ...measureStage('proxy', { ...measure, run, rounds }, limits), score, threshold: 1 };
}

function toLimits({ seconds, megabytes, processes, gpu, ...others }: RepositoryFile['limits'] = {}): Limits {
  const files = others['scratch-megabytes'];
  return {
    ...(seconds !== undefined && { milliseconds: Math.ceil(1000 * seconds) }),
    ...(megabytes !== undefined && { megabytes }),
    ...(processes !== undefined && { processes }),
    ...(files !== undefined && { scratchMegabytes: files }),
    ...(gpu !== undefined && { gpu }),
  };
}
