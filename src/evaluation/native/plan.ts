import { extname } from 'node:path';
import { UsageError } from '../../api/errors.ts';
import type { CommandLimits, CommandLine, CommandStage, Feed } from '../../api/evaluator.ts';
import type { LoadedProblem } from '../../api/problem.ts';
import type { Program } from '../../api/program.ts';
import { languageOf } from '../../language/index.ts';
import type { FilterKind } from '../jail/seccomp.ts';
import { inputTexts, usualMilliseconds } from '../plan.ts';
import { isCommand, usesGpu } from '../stage-kind.ts';
import { wordsOf } from './words.ts';

/** A stage that runs commands, with everything about it that is the same for all candidates. */
export interface CommandPlan {
  readonly name: string;
  /** The inputs, each as JSON text, for `score`. */
  readonly inputs: readonly string[];
  /** What the run of each input is given. */
  readonly feeds: readonly Feed[];
  readonly recipe: Recipe;
  /** The language's own check, where nothing else checks or builds: it says why a run failed. */
  readonly explanation: Recipe | undefined;
  readonly run: readonly string[];
  readonly limits: CommandLimits;
  readonly timing: CommandStage['timing'];
}

/** How the program of a stage is made from a candidate's files. */
export interface Recipe {
  /** Fixed files, relative to the problem's folder. */
  readonly files: readonly string[];
  readonly check: readonly string[] | undefined;
  readonly build: readonly string[] | undefined;
}

const defaults: CommandLimits = {
  milliseconds: usualMilliseconds,
  buildMilliseconds: 60_000,
  megabytes: 512,
  threads: 1,
  processes: 1,
  outputBytes: 4_000_000,
  scratchMegabytes: 64,
  gpu: false,
};

/** Threads that the runtime of a language starts by itself, at most, by the suffix of the entry. */
const runtimeThreads: Readonly<Record<string, number>> = {
  '.cu': 64,
  '.go': 64,
  '.java': 64,
  '.jl': 64,
  '.js': 64,
  '.mjs': 64,
  '.ts': 64,
};

/** The limits of a stage, with defaults for those that it does not set. */
export function commandLimits(stage: CommandStage, { entry }: Program): CommandLimits {
  const threads = runtimeThreads[extname(entry)] ?? defaults.threads;
  return { ...defaults, threads, ...stage.limits, gpu: usesGpu(stage, entry) };
}

/** The stages of an evaluator of commands. @throws {UsageError} when an input or what is made of it cannot be used. */
export function planCommands(
  { problem, initial }: LoadedProblem,
  seed: number,
  audit: boolean,
): readonly CommandPlan[] {
  return problem.evaluator.stages.filter(isCommand).map((stage) => {
    // What is held back stays outside the sandbox of a search.
    const inputs = stage.heldBack && !audit ? [] : inputTexts(problem.evaluator.name, stage, seed);
    const { files = [], check, build, run } = stage.command;
    return {
      name: stage.name,
      inputs,
      feeds: inputs.map((text) => feedOf(stage, text)),
      recipe: { files, check: split(check), build: split(build) },
      explanation: check || build ? undefined : { files, check: split(checkOf(initial)), build: undefined },
      run: wordsOf(run),
      limits: commandLimits(stage, initial),
      timing: stage.timing,
    };
  });
}

const split = (command: CommandLine | undefined) => (command === undefined ? undefined : wordsOf(command));

/** The language's own check. A build refuses what it would refuse, and so does a run: it costs time only where one fails. */
function checkOf({ files, entry }: Program): CommandLine | undefined {
  return languageOf(entry).check?.(Object.keys(files), entry);
}

/** Made from a copy of the input, so that no input changes. */
function feedOf({ name, feed = asJson }: CommandStage, text: string): Feed {
  const made: Feed = feed(JSON.parse(text));
  const escaping = Object.keys(made.files ?? {}).find((file) => /^\/|(^|\/)\.{1,2}(\/|$)|^$|\0/.test(file));
  if (escaping === undefined) return made;
  throw new UsageError(
    `feed of stage ${name} returned a file with the name ${JSON.stringify(escaping)}: use a relative path.`,
  );
}

const asJson = (input: unknown): Feed => ({ stdin: `${JSON.stringify(input)}\n` });

/** What a candidate may start while it runs. */
export function filterOf({ threads, processes }: CommandLimits): FilterKind {
  return processes > 1 ? 'processes' : threads > 1 ? 'threads' : 'alone';
}
