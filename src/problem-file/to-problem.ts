import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WrongEvidence } from '../../evaluators/kit/evidence.ts';
import { scoreCommandRace } from '../../evaluators/kit/race.ts';
import { UsageError } from '../api/errors.ts';
import type {
  Command,
  CommandLimits,
  CommandOutput,
  CommandStage,
  PythonStage,
  ScoreResult,
  Stage,
} from '../api/evaluator.ts';
import type { Problem } from '../api/problem.ts';
import { wordsOf } from '../evaluation/native/words.ts';
import { defines, definitionOf } from './definitions.ts';
import { feedOf, inputsOf, type RunInput } from './inputs.ts';
import { type Judgement, judgeRun } from './judge.ts';
import { localModules } from './local-modules.ts';
import { parseProblemFile } from './parse.ts';
import { mergedScore, scoreFiles, scoreJudgement, scoreMetrics } from './python-score.ts';
import { combineRuns, readScore } from './read-score.ts';
import type { LimitsFile, ProblemFile, StageFile } from './schema.ts';

/** Whether a problem is written down in YAML, and not in a module. */
export const isProblemFile = (path: string) => path.endsWith('.yaml');

/**
 * Reads a `problem.yaml`; `files` are those of its folder that its commands and inputs name. @throws {UsageError} when
 * it is not a whole problem.
 */
export async function readProblemFile(path: string): Promise<{ problem: Problem; files: readonly string[] }> {
  const [file, folder] = [parseProblemFile(await readFile(path, 'utf8'), path), dirname(path)];
  if (file.evaluator === undefined) return { problem: toProblem(file, folder), files: namedFiles(file, folder) };
  const modules = await modulesOf(file, folder);
  return { problem: toProblem(file, folder, modules), files: modules.all };
}

function namedFiles(file: ProblemFile, folder: string): readonly string[] {
  const words = stepsOf(file).flatMap(({ run = [], check = [], build = [], judge = [], inputs = [] }) => [
    ...[run, check, build, judge].flatMap(wordsOf),
    ...inputs.flatMap(({ file, answer, make = [] }) => [file, answer, ...wordsOf(make)]),
  ]);
  return words.filter((word): word is string => word !== undefined && existsSync(join(folder, word)));
}

/** An evaluator in Python. */
interface PythonModules {
  readonly text: string;
  /** Files of the folder that the program imports. */
  readonly helpers: readonly string[];
  /** Those that decide about its score. */
  readonly all: readonly string[];
}

async function modulesOf({ evaluator = '', files }: ProblemFile, folder: string): Promise<PythonModules> {
  const [text = '', ...programs] = await Promise.all(
    [evaluator, ...files].map((name) => readFile(join(folder, name), 'utf8')),
  );
  const [own, ...others] = await Promise.all([text, ...programs].map((one) => localModules(folder, one)));
  const helpers = [...new Set(others.flat())].filter((name) => !files.includes(name) && name !== evaluator);
  return { text, helpers, all: [...new Set([evaluator, ...own!, ...helpers])] };
}

/** The fields of a stage, after the problem's own for those that it leaves out. */
type Step = StageFile & Pick<ProblemFile, 'run' | 'files' | 'evaluator' | 'python' | 'split' | 'features'>;

function stepsOf(file: ProblemFile): readonly Step[] {
  const { stages = [{ name: 'score' }] } = file;
  return stages.map((stage) => ({ ...file, ...stage, run: stage.run ?? file.run }));
}

function toProblem(file: ProblemFile, folder: string, modules?: PythonModules): Problem {
  const { name, statement, files, data, direction, descriptors, objectives } = file;
  const stages = stepsOf(file).map((step) => (modules ? toPythonStage(step, modules) : toStage(step, folder)));
  const merges = stages.some((stage) => 'python' in stage && stage.python.kind !== 'drives');
  return {
    name,
    statement,
    initial: files,
    evaluator: {
      name,
      interface: file.interface ?? describe(file),
      stages,
      ...(merges && file.stages && { combine: (results) => Number(mergedScore(results, file.features)) }),
    },
    ...defined({ data, direction, descriptors, objectives, knownBest: file['known-best'] }),
  };
}

/** What a program is, where the file does not say it. */
function describe({ files, fixed = [], build, run = [], evaluator }: ProblemFile): string {
  if (evaluator) return `The program is ${files.join(', ')}, which ${evaluator} loads by its path.`;
  const beside = fixed.length > 0 ? `, beside ${fixed.join(', ')}` : '';
  const built = build ? ` Built by: ${wordsOf(build).join(' ')}.` : '';
  return `The program is ${files.join(', ')}${beside}.${built} Run by: ${wordsOf(run).join(' ')}.`;
}

function toStage(step: Step, folder: string): Stage {
  const common = {
    name: step.name,
    inputs: inputsOf(step.inputs),
    command: toCommand(step),
    feed: (input: RunInput) => feedOf(folder, input),
    limits: toLimits(step.limits ?? {}),
    ...defined({ threshold: step.threshold, label: step.label, heldBack: step['held-back'] }),
    ...(step.judge === undefined && { unprotected: true }),
  };
  return step.score?.time === 'race' ? { ...common, ...race(step, folder) } : { ...common, ...plain(step, folder) };
}

/** A stage that calls an evaluator in Python. */
function toPythonStage(step: Step, { text, helpers }: PythonModules): PythonStage {
  const { name, evaluator = '', python, split, threshold, label, limits = {} } = step;
  const way = drives(step, text) ? toDrive(step, text) : toCall(step);
  return {
    name,
    ...{ ...way, python: { file: evaluator, interpreter: python, helpers, ...way.python } },
    limits: defined({
      milliseconds: times(limits.seconds, 1000),
      megabytes: limits.megabytes,
      scratchMegabytes: limits['scratch-megabytes'],
      processes: limits.processes,
    }),
    ...defined({ threshold, label, heldBack: step['held-back'] }),
    ...((split === false || !step.files[0]?.endsWith('.py')) && { unprotected: true }),
  };
}

/** How a function of the evaluator is called with the path of a program. */
function toCall({ call = 'evaluate', features = [] }: Step) {
  return call === 'main'
    ? { python: { call, kind: 'writes' as const }, score: scoreFiles }
    : { python: { call, kind: 'returns' as const }, score: scoreMetrics(features) };
}

/** Whether an evaluator drives candidates and judges their evidence. */
function drives({ call }: Step, text: string): boolean {
  return call === undefined && !defines(text, 'evaluate') && ['drive', 'score'].every((name) => defines(text, name));
}

function toDrive({ evaluator, files, split }: Step, text: string) {
  if (split === false || !files[0]?.endsWith('.py'))
    throw new UsageError(`${evaluator} defines drive, which runs beside a program in Python, split from score.`);
  return {
    python: { call: 'drive', kind: 'drives' as const, drive: definitionOf(text, 'drive') },
    score: scoreJudgement,
    // What they are, Python makes of the seed.
    ...(defines(text, 'inputs') && { inputs: (seed: number) => [seed] }),
  };
}

/** A stage whose score is read from a text: what the judge printed or, without one, the program. */
function plain({ judge, score = {} }: Step, folder: string): Pick<CommandStage<RunInput>, 'score'> {
  const scoreOf = ({ output }: CommandOutput, input: RunInput): ScoreResult => {
    const said: Judgement = judge
      ? judgeRun({ folder, judge, input, output })
      : { said: Buffer.from(output).toString() };
    return said.wrong === undefined ? readScore(said.said, score) : said;
  };
  return {
    score: (outputs, inputs) =>
      combineRuns(
        outputs.map((output, i) => scoreOf(output, inputs[i]!)),
        score.over,
      ),
  };
}

/** A stage whose score is a speed-up; the judge, where there is one, looks at what the runs wrote. */
function race({ judge, score = {} }: Step, folder: string) {
  const { rounds = 15, reference } = score;
  const check = (output: Uint8Array, input: RunInput) => {
    const wrong = judge && judgeRun({ folder, judge, input, output }).wrong;
    if (wrong !== undefined) throw new WrongEvidence(wrong);
  };
  return {
    timing: { rounds, ...defined({ reference }) },
    score: scoreCommandRace(check, reference ? 'the reference' : 'the initial program'),
  };
}

function toCommand({ fixed, check, build, run = [] }: Step): Command {
  return { run, ...defined({ files: fixed, check, build }) };
}

function toLimits(limits: LimitsFile): Partial<CommandLimits> {
  const megabyte = 1 << 20;
  return defined({
    milliseconds: times(limits.seconds, 1000),
    buildMilliseconds: times(limits['build-seconds'], 1000),
    megabytes: limits.megabytes,
    threads: limits.threads,
    processes: limits.processes,
    outputBytes: times(limits['output-megabytes'], megabyte),
    scratchMegabytes: limits['scratch-megabytes'],
    gpu: limits.gpu,
  });
}

const times = (value: number | undefined, factor: number) => value && Math.ceil(value * factor);

/** The fields that have a value. */
function defined<T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
