import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { UsageError } from './api/errors.ts';
import type { LoadedProblem, Problem, Repository, Suggested } from './api/problem.ts';
import type { Files, Program } from './api/program.ts';
import { didYouMean } from './did-you-mean.ts';
import { expectReadable } from './expect-readable.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { isScript, languageOf, useGrammarsOf } from './language/index.ts';
import { moduleFault } from './language/module.ts';
import { readProgram } from './language/program.ts';
import { trustFiles } from './language/source.ts';
import { evaluatorNames } from './peer-folder/folder.ts';
import { isPeerEvaluator, readPeerFolder } from './peer-folder/read-folder.ts';
import { inputsOf, isSpecification, readSpecification, splitName } from './peer-folder/specification.ts';
import {
  commandLine,
  dataFiles,
  descriptors,
  direction,
  fileName,
  knownBest,
  label,
  name,
  objectives,
  positive,
  problemName,
  rounds,
} from './problem-file/fields.ts';
import { isProblemFile, readProblemFile } from './problem-file/to-problem.ts';
import { isRepositoryFile, repositoryFileName } from './repository/file-name.ts';
import './resolve-germline.ts';

/** The folder of the problems that come with germline. */
const shipped = fileURLToPath(new URL('../problems', import.meta.url));

const aFunction = z.custom<(...args: never[]) => unknown>(
  (value) => typeof value === 'function',
  'expected a function',
);

/** More would no longer be counted in one machine word. */
const mostOperations = 2_000_000_000;

const common = {
  name,
  inputs: z.union([z.array(z.unknown()).min(1), aFunction]).optional(),
  score: aFunction,
  scoreMilliseconds: positive.optional(),
  picture: aFunction.optional(),
  threshold: z.number().optional(),
  label: label.optional(),
  heldBack: z.boolean().optional(),
  measured: z.boolean().optional(),
};

const driveStage = z
  .strictObject({
    ...common,
    drive: aFunction,
    limits: z
      .strictObject({
        milliseconds: positive,
        megabytes: positive,
        evidenceCharacters: positive,
        operations: positive.int().max(mostOperations),
      })
      .partial()
      .optional(),
    timing: z.strictObject({ rounds }).optional(),
  })
  .refine(
    ({ timing, limits }) => timing === undefined || limits?.operations === undefined,
    'expected limits without operations in a timed stage: counting takes time',
  );

const commandStage = z.strictObject({
  ...common,
  command: z.strictObject({
    files: z.array(fileName).optional(),
    check: commandLine.optional(),
    build: commandLine.optional(),
    run: commandLine,
  }),
  feed: aFunction.optional(),
  unprotected: z.boolean().optional(),
  limits: z
    .strictObject({
      milliseconds: positive,
      buildMilliseconds: positive,
      megabytes: positive,
      threads: positive.int(),
      processes: positive.int(),
      outputBytes: positive.int(),
      scratchMegabytes: positive,
      gpu: z.boolean(),
    })
    .partial()
    .optional(),
  timing: z
    .strictObject({ rounds, reference: z.array(fileName).min(1).optional(), instructions: z.boolean().optional() })
    .optional(),
});

const pythonStage = z.strictObject({
  ...common,
  python: z.strictObject({
    file: fileName,
    call: name,
    kind: z.enum(['returns', 'writes', 'specification', 'drives']),
    evolved: z.array(name).optional(),
    drive: z.string().optional(),
    inputs: z.string().optional(),
    interpreter: name.optional(),
    helpers: z.array(fileName).optional(),
  }),
  unprotected: z.boolean().optional(),
  limits: z
    .strictObject({
      milliseconds: positive,
      megabytes: positive,
      scratchMegabytes: positive,
      processes: positive.int(),
    })
    .partial()
    .optional(),
});

/** `germline.yaml` was checked before it became stages. */
const repositoryStage = z.looseObject({ name, repository: z.looseObject({ run: commandLine }) });

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const kinds = [
  ['python', pythonStage],
  ['command', commandStage],
  ['repository', repositoryStage],
] as const;

/** The kind of a stage that its fields show. */
const kindOf = (stage: unknown) => kinds.find(([field]) => isObject(stage) && field in stage)?.[1] ?? driveStage;

/** A stage of any kind; complaints are about the kind that its fields show. */
const stage = z.unknown().superRefine((value, context) => {
  for (const { path, message } of kindOf(value).safeParse(value).error?.issues ?? [])
    context.addIssue({ code: 'custom', path, message });
});

const fieldOf = (stage: unknown, field: string) => isObject(stage) && (stage as Record<string, unknown>)[field];
const has = (stage: unknown, field: string) => Boolean(fieldOf(stage, field));

const problemFields = z.strictObject({
  name: problemName,
  statement: z.string().min(1),
  initial: z.array(name).min(1).optional(),
  data: dataFiles.optional(),
  evaluator: z.strictObject({
    name,
    interface: z.string().min(1),
    stages: z
      .array(stage)
      .min(1)
      .refine((stages) => stages.some((one) => !has(one, 'heldBack')), 'expected a stage that is not held back')
      .refine(
        (stages) => new Set(stages.map(kindOf)).size === 1,
        'expected stages of one kind, all with drive, all with command or all with python',
      )
      .refine(
        (stages) => new Set(stages.filter((one) => has(one, 'label')).map((one) => fieldOf(one, 'label'))).size <= 1,
        'expected one label: machines that run a stage with a label run all that follow it',
      )
      .refine(
        (stages) => !stages.some((one) => has(one, 'label') && has(one, 'heldBack')),
        'expected no label with heldBack: an audit runs all stages on one machine',
      ),
    combine: aFunction.optional(),
  }),
  direction: direction.optional(),
  descriptors: descriptors.optional(),
  objectives: objectives.optional(),
  knownBest: knownBest.optional(),
});

const problemSchema = problemFields.refine(
  ({ direction = 'max', objectives = [] }) =>
    objectives.every((one) => one.name !== 'score' || one.direction === direction),
  { path: ['objectives'], message: 'expected the score in the direction of the problem' },
);

/** Names of the problems that come with germline. */
export async function listProblems(): Promise<string[]> {
  const entries = await readdir(shipped, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('_') ? [entry.name] : [])).sort();
}

/**
 * Reads a problem by its name, or by the path of its folder, of its `problem.ts` or `problem.yaml`, or of a specification
 * of FunSearch, perhaps with its inputs in brackets; everything about it is checked.
 */
export async function loadProblem(spec: string): Promise<LoadedProblem> {
  const [place, commit] = commitIn(spec);
  const { path, inputs } = await findProblem(place);
  const read = await readAt(path, inputs, commit);
  const problem = check(read.problem, path);
  const initial = read.initial ?? (await readInitial(problem, path));
  useGrammarsOf(dirname(path));
  const { repository } = read;
  const named = [...read.files, ...commandFiles(problem)].map((file) => join(dirname(path), file));
  const { data = [] } = problem;
  const fingerprints = await fingerprintsOf({ path, named, data, initial, more: inputs ?? repository?.tree });
  const program = readProgram(initial);
  trustFiles(program);
  checkLanguage(problem, program, path);
  const { suggested } = read;
  return {
    problem,
    path,
    initial: program,
    ...fingerprints,
    ...(suggested && { suggested }),
    ...(repository && { repository }),
  };
}

/** How a problem is named so that it is found again, when a repository has moved on, too. */
export function sourceOf({ path, repository }: LoadedProblem, spec: string): string {
  return repository ? `${dirname(path)}@${repository.commit}` : spec;
}

/** A path of a repository, and the commit behind the @ that names one. */
function commitIn(spec: string): readonly [place: string, commit: string | undefined] {
  const [, place, commit] = /^(.+)@([0-9a-f]{40,64})$/.exec(spec) ?? [];
  return place === undefined ? [spec, undefined] : [place, commit];
}

/** What a problem's file says, before it is checked. */
interface Read {
  readonly problem: unknown;
  /** Files of its folder that decide about scores. */
  readonly files: readonly string[];
  /** Present where the initial program is no file of its own. */
  readonly initial?: Files;
  readonly suggested?: Suggested;
  readonly repository?: Repository;
}

async function readAt(path: string, inputs: string | undefined, commit: string | undefined): Promise<Read> {
  if (isRepositoryFile(path)) return await readOwn(path, commit);
  if (isPeerEvaluator(path)) return await readPeerFolder(path);
  if (inputs !== undefined) return await readSpecification(path, inputs);
  return isProblemFile(path) ? await readProblemFile(path) : { problem: await importProblem(path), files: [] };
}

/** A part of a repository of the user's. */
async function readOwn(path: string, commit: string | undefined): Promise<Read> {
  const { readRepository } = await import('./repository/to-problem.ts'); // on demand, as few problems need it
  const { problem, initial, repository, notes } = await readRepository(path, commit);
  return { problem, initial, repository, files: [], suggested: { settings: {}, notes } };
}

/** @throws {UsageError} where a stage would load a program into the JavaScript sandbox that is not JavaScript. */
function checkLanguage({ evaluator }: Problem, { entry }: Program, path: string): void {
  const driven = evaluator.stages.find((stage) => 'drive' in stage);
  if (!driven || isScript(entry)) return;
  throw new UsageError(
    `${path}: the stage ${driven.name} drives JavaScript or TypeScript, but ${entry} is ${languageOf(entry).name}. ` +
      'Give its stages a command in place of drive and they run any language.',
  );
}

/** A problem's file, in this order where a folder has several. */
const names: readonly string[] = ['problem.ts', 'problem.js', 'problem.yaml', repositoryFileName, ...evaluatorNames];

interface Found {
  readonly path: string;
  /** Of a specification. */
  readonly inputs?: string;
}

async function findProblem(spec: string): Promise<Found> {
  const folders = [join(shipped, spec), resolve('problems', spec), resolve(spec)];
  const files = folders.flatMap((folder) => [...names.map((name) => join(folder, name)), folder]);
  const found = files.find((file) => names.includes(basename(file)) && existsSync(file));
  if (found) return { path: found };
  await expectReadable(resolve(spec));
  const specification = await findSpecification(spec);
  if (specification) return specification;
  const known = await listProblems();
  const part = known.find((other) => other.includes(spec) || spec.includes(other));
  const meant = part === undefined ? didYouMean(spec, known) : ` Did you mean ${part}?`;
  throw new UsageError(
    `There is no problem ${spec}: neither a name nor a folder with a problem.ts, problem.yaml or germline.yaml.${meant}\n` +
      `Problems that come with germline: ${known.join(', ')}. For one of your own: germline new my-problem; in a repository of your own: germline init.`,
  );
}

async function findSpecification(spec: string): Promise<Found | undefined> {
  const name = splitName(spec);
  if (!name) return undefined;
  const path = resolve(name.file);
  const text = await readFile(path, 'utf8').catch(() => '');
  return isSpecification(text) ? { path, inputs: await inputsOf(path, name.inputs) } : undefined;
}

async function importProblem(path: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default;
  } catch (cause) {
    const where = new RegExp(`${basename(dirname(path))}/[^\\s)]*?:\\d+(:\\d+)?`).exec(
      String((cause as Error).stack),
    )?.[0];
    const what = (await syntaxErrorOf(path)) ?? `${(cause as Error).message}${where ? ` (${where})` : ''}`;
    throw new UsageError(`${path} cannot be loaded: ${what}`, { cause });
  }
}

/** The syntax error of the text, with its line: Node's own message has none for TypeScript. */
async function syntaxErrorOf(path: string): Promise<string | undefined> {
  return moduleFault(path, await readFile(path, 'utf8'));
}

function check(value: unknown, path: string): Problem {
  if (value === undefined)
    throw new UsageError(
      `${path} has no default export. It should say: export default defineProblem({ name, statement, evaluator });`,
    );
  const read = problemSchema.safeParse(value);
  if (read.success) return value as Problem;
  const complaints = read.error.issues.map(({ path, message }) => `  ${path.join('.') || 'problem'}: ${message}`);
  throw new UsageError(
    `${path} is not a whole problem:\n${complaints.join('\n')}\nproblems/README.md describes every field.`,
  );
}

async function readInitial({ initial = ['initial.ts'] }: Problem, path: string): Promise<Files> {
  const read = initial.map(async (file) => {
    const text = await readFile(join(dirname(path), file), 'utf8').catch((cause: unknown) => {
      throw new UsageError(
        `${path} names the initial program ${file}, which cannot be read in ${dirname(path)}. ` +
          'Write that file, or name another in the field initial.',
        { cause },
      );
    });
    return [file, text] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** Files of the problem's folder that its stages run or race against. */
function commandFiles({ evaluator }: Problem): readonly string[] {
  return evaluator.stages.flatMap((stage) =>
    'command' in stage ? [...(stage.command.files ?? []), ...(stage.timing?.reference ?? [])] : [],
  );
}
