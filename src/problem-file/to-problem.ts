import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WrongEvidence } from '../../evaluators/kit/evidence.ts';
import { scoreCommandRace } from '../../evaluators/kit/race.ts';
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
import { feedOf, inputsOf, type RunInput } from './inputs.ts';
import { type Judgement, judgeRun } from './judge.ts';
import { localModules } from './local-modules.ts';
import { parseProblemFile } from './parse.ts';
import { mergedScore, scoreFiles, scoreMetrics } from './python-score.ts';
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
  return { problem: toProblem(file, folder, modules.helpers), files: modules.all };
}

function namedFiles(file: ProblemFile, folder: string): readonly string[] {
  const words = stepsOf(file).flatMap(({ run = [], check = [], build = [], judge = [], inputs = [] }) => [
    ...[run, check, build, judge].flatMap(wordsOf),
    ...inputs.flatMap(({ file, answer, make = [] }) => [file, answer, ...wordsOf(make)]),
  ]);
  return words.filter((word): word is string => word !== undefined && existsSync(join(folder, word)));
}

/** Files of the folder that the program imports, and those that decide about its score. */
async function modulesOf({ evaluator = '', files }: ProblemFile, folder: string) {
  const [own, ...others] = await Promise.all(
    [evaluator, ...files].map(async (name) => await localModules(folder, await readFile(join(folder, name), 'utf8'))),
  );
  const helpers = [...new Set(others.flat())].filter((name) => !files.includes(name) && name !== evaluator);
  return { helpers, all: [...new Set([evaluator, ...own!, ...helpers])] };
}

/** The fields of a stage, after the problem's own for those that it leaves out. */
type Step = StageFile & Pick<ProblemFile, 'run' | 'files' | 'evaluator' | 'python' | 'split' | 'features'>;

function stepsOf(file: ProblemFile): readonly Step[] {
  const { stages = [{ name: 'score' }] } = file;
  return stages.map((stage) => ({ ...file, ...stage, run: stage.run ?? file.run }));
}

function toProblem(file: ProblemFile, folder: string, helpers: readonly string[] = []): Problem {
  const { name, statement, files, direction, descriptors, objectives } = file;
  return {
    name,
    statement,
    initial: files,
    evaluator: {
      name,
      interface: file.interface ?? describe(file),
      stages: stepsOf(file).map((step) => (step.evaluator ? toPythonStage(step, helpers) : toStage(step, folder))),
      ...(file.evaluator && file.stages && { combine: (results) => Number(mergedScore(results, file.features)) }),
    },
    ...defined({ direction, descriptors, objectives, knownBest: file['known-best'] }),
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
    ...defined({ threshold: step.threshold, heldBack: step['held-back'] }),
    ...(step.judge === undefined && { unprotected: true }),
  };
  return step.score?.time === 'race' ? { ...common, ...race(step, folder) } : { ...common, ...plain(step, folder) };
}

/** A stage that calls an evaluator in Python. */
function toPythonStage(step: Step, helpers: readonly string[]): PythonStage {
  const { name, evaluator = '', call = 'evaluate', python, split, features = [], threshold, limits = {} } = step;
  const writes = call === 'main';
  return {
    name,
    python: { file: evaluator, call, kind: writes ? 'writes' : 'returns', interpreter: python, helpers },
    score: writes ? scoreFiles : scoreMetrics(features),
    limits: defined({
      milliseconds: times(limits.seconds, 1000),
      megabytes: limits.megabytes,
      scratchMegabytes: limits['scratch-megabytes'],
      processes: limits.processes,
    }),
    ...defined({ threshold, heldBack: step['held-back'] }),
    ...((split === false || !step.files[0]?.endsWith('.py')) && { unprotected: true }),
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
