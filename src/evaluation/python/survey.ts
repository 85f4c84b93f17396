import { dirname } from 'node:path';
import { UsageError } from '../../api/errors.ts';
import type { Descriptor, LoadedProblem } from '../../api/problem.ts';
import type { Nature } from '../../api/store.ts';
import { formatNumber } from '../../format.ts';
import { findInterpreter } from './interpreter.ts';
import { type Look, type LookOptions, lookAt } from './look.ts';
import { missingModule } from './missing-module.ts';
import { networkText } from './outcome.ts';
import { planPython, pythonDefaults } from './plan.ts';

export interface SurveyOptions extends LookOptions {
  readonly seed: number;
}

/** What a look at an evaluator found, and what of it a person should know, in words. */
export interface Survey {
  readonly nature: Nature;
  readonly notes: readonly string[];
}

/**
 * Evaluates the initial program three times: with one seed, with this seed again, and with another. Where the split
 * changes what the evaluator says, it tries without.
 *
 * @throws {UsageError} where the initial program gets no score, or only because a module is missing.
 */
export async function surveyPython(problem: LoadedProblem, options: SurveyOptions): Promise<Survey> {
  const plans = planPython(problem);
  const canSplit = plans.every(({ split }) => split);
  const first = await lookAt(problem, canSplit, options, [options.seed]);
  const mayOpen = canSplit && plans.every(({ python }) => python.kind !== 'drives');
  const open = mayOpen && (await needsOpen(problem, first[0]!, options));
  const split = canSplit && !open;
  const other = options.seed ^ 0x5bd1e995;
  const looks = [
    ...(open ? [open] : first),
    ...(await lookAt(problem, split, options, [options.seed, other >>> 0])),
  ] as const;
  expectScore(problem, looks[0]!);
  const nature: Nature = {
    ...{ split, repeats: repeatsOf(looks), thresholds: looks.every(({ missed }) => !missed) },
    milliseconds: limitOf(looks),
    descriptors: axesOf(problem, looks[0]!),
  };
  return { nature, notes: notesOn(nature, first[0]!, looks) };
}

/** The look without a split, where that makes a difference that the evaluator's own chance does not explain. */
async function needsOpen(problem: LoadedProblem, split: Look, options: SurveyOptions): Promise<Look | undefined> {
  if (typeof split.score === 'number' && split.missing.length > 0 && split.score === 0) return undefined;
  const [open] = await lookAt(problem, false, options, [options.seed]);
  if (typeof open!.score === 'string' || open!.score === split.score) return undefined;
  if (typeof split.score === 'string') return open;
  const [again] = await lookAt(problem, false, options, [options.seed + 1]);
  return open!.score === again!.score ? open : undefined;
}

function repeatsOf([first, again, other]: readonly Look[]): Nature['repeats'] {
  if (first!.score !== again!.score) return 'never';
  return first!.score === other!.score ? 'always' : 'with the seed';
}

/** Least and most CPU time of a stage that sets no limit, in milliseconds, and how often the slowest look fits into it. */
const [leastTime, mostTime, room] = [10_000, pythonDefaults.milliseconds, 30];

function limitOf(looks: readonly Look[]): number {
  const slowest = Math.max(...looks.map(({ milliseconds }) => milliseconds));
  return Math.ceil(Math.min(mostTime, Math.max(leastTime, room * slowest)));
}

/** How far an axis goes below and above the value of the initial program. */
const span = 8;

/** Axes of the archive for the metrics that describe a program: around the initial one's values, as nobody says their ranges. */
function axesOf({ suggested }: LoadedProblem, { metrics }: Look): readonly Descriptor[] {
  return (suggested?.features ?? []).flatMap((name): Descriptor[] => {
    const value = metrics[name];
    if (value === undefined) return [];
    const bins = suggested?.bins ?? 10;
    if (value >= 0 && value <= 1) return [{ name, range: [0, 1], bins }];
    return value > 0 ? [{ name, range: [value / span, value * span], bins, scale: 'log' }] : [];
  });
}

/** An evaluator may turn every error into a score of 0. */
function expectScore(problem: LoadedProblem, { score, complaint, missing, network }: Look): void {
  const { file, interpreter } = planPython(problem)[0]!.python;
  const [module] = missing;
  if (module !== undefined && (typeof score === 'string' || score === 0)) {
    const python = findInterpreter(interpreter, dirname(problem.path));
    throw new UsageError(`The initial program has no score: ${missingModule(file, module, python)}`);
  }
  if (typeof score === 'string')
    throw new UsageError(`${file} gives the initial program no score: ${score}${networkText(network)}`);
  if (score === 0 && complaint)
    throw new UsageError(
      `${file} gives the initial program a score of 0${networkText(network)}: ${advised(complaint)}`,
    );
}

/** What a program said that has no network, with how to do without. */
function advised(complaint: string): string {
  if (!/--offline|offline mode/.test(complaint)) return complaint;
  return `${complaint}\nIts crates must be there before a run: call "cargo fetch" once where its Cargo.toml is.`;
}

const repeatWords: Readonly<Record<Nature['repeats'], string>> = {
  always: 'deterministic: three evaluations of the initial program agree',
  'with the seed': 'seeded: evaluations with the same seed agree',
  never: 'measured: two evaluations with the same seed differ, so scores hold a part of chance',
};

function notesOn(
  { split, repeats, thresholds, descriptors = [] }: Nature,
  first: Look,
  looks: readonly Look[],
): readonly string[] {
  const why =
    typeof first.score === 'string' ? first.score.split('\n')[0] : `it scores ${formatNumber(first.score)} then`;
  return [
    `The evaluator is ${repeatWords[repeats]}.`,
    ...(split || first === looks[0] ? [] : [`It cannot be split from the candidates: ${why}.`]),
    ...(descriptors.length > 0 ? [`Axes of the archive: ${descriptors.map(axisText).join(', ')}.`] : []),
    ...(thresholds ? [] : [`All stages run for every program, as ${looks.find(({ missed }) => missed)?.missed}.`]),
  ];
}

function axisText({ name, range: [low, high] }: Descriptor): string {
  return `${name} from ${formatNumber(low)} to ${formatNumber(high)}`;
}
