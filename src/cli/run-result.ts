import type { Direction } from '../api/direction.ts';
import type { Model } from '../api/proposer.ts';
import { formatChange, formatCounts, formatDuration, formatNumber } from '../format.ts';
import type { SilentModel } from '../models/schedule.ts';
import { plainLine } from '../plain.ts';
import { describeAnswers } from '../report/answers.ts';
import { beyondKnown } from '../report/beyond-known.ts';
import { type Comparison, describeComparison } from '../report/comparison.ts';
import { describeCounts } from '../report/outcomes.ts';
import type { Progress } from '../report/progress.ts';
import type { Ending } from '../schedule/budget.ts';
import { shellWord } from '../shell-word.ts';
import { ownName } from './own-name.ts';

/** The result that `run` and `resume` print. */
export interface RunResult {
  readonly population: string;
  readonly ending: Ending;
  readonly attempts: number;
  readonly milliseconds: number;
  /** Which scores are better. */
  readonly direction: Direction;
  /** Score of the best initial program. */
  readonly initial: number;
  /** The best score known from other sources. */
  readonly knownBest?: number | undefined;
  /** The use of each model, over all sessions. */
  readonly models: readonly ModelUse[];
  /** Models that were called in this session and have never answered. */
  readonly silent: readonly SilentModel[];
  /** `audited`: an independent evaluation confirmed it; the initial program needs none. */
  readonly best: { readonly attempt: number; readonly score: number; readonly audited: boolean };
  /** Scores in the search and on held-back inputs; absent where nothing is held back, or the best was not audited. */
  readonly comparison?: Comparison | undefined;
  /** The command that continues the run, with a larger limit where it reached one; absent where only the user can choose one. */
  readonly resume?: string | undefined;
}

interface ModelUse {
  readonly label: string;
  readonly tokens: number;
  readonly calls: number;
  readonly seconds: number;
  /** US dollars; absent where the model has no price. */
  readonly money?: number | undefined;
  /** The used share of its limits, in words; empty without limits. */
  readonly limits: string;
}

/** The use of one model. */
export function useOf(label: string, { used, text }: Model['spending']): ModelUse {
  return { label, ...used, seconds: Math.round(used.seconds), limits: text };
}

/** What a person can do about a limit that has no larger one of itself. */
const choices: Partial<Record<Ending, string>> = {
  target: 'Continue with "germline resume", a better --target, or start another run.',
  models: 'Continue by starting another run: the limits of its models belong to this one.',
};

const endings: Readonly<Record<Ending, string>> = {
  attempts: 'all attempts are done',
  evaluations: 'all evaluations are done',
  time: 'the time is up',
  target: 'the target is reached',
  patience: 'no improvement for as long as --patience allows',
  money: 'the money is spent',
  models: 'the budgets of all models are spent',
  interrupted: 'interrupted',
};

/** The last lines of a run: its outcome, and commands for the next steps. */
export function describeResult(result: RunResult, progress: Progress): string {
  const { direction, initial, best, population, comparison } = result;
  const beyond = beyondKnown(direction, best.score, result.knownBest);
  const { outcomes, proposers, answers } = progress.statistics;
  const [refused, failed] = [outcomes.counts('refused'), outcomes.counts('failed')];
  return [
    '',
    `${endings[result.ending]}: ${describeCounts(outcomes)} in ${formatDuration(result.milliseconds)}` +
      ` (${Math.round((result.attempts / result.milliseconds) * 1000)}/s), all recorded in ${population}`,
    ...(refused.size > 0 ? [`refused: ${formatCounts(refused)}`] : []),
    ...(failed.size > 0 ? [`failed: ${formatCounts(failed)}`] : []),
    ...proposers.models.map(
      ({ model, tries, children, placed, tokens }) =>
        `model ${model}: ${tries} attempts, ${children} children, ${placed} kept, ${tokens} tokens`,
    ),
    ...result.silent.map(describeSilence),
    ...answers.all.map((count) => `answers of ${describeAnswers(count)}`),
    ...result.models.flatMap(({ label, limits }) => (limits ? [`limits of ${label}: ${limits}`] : [])),
    `best ${formatNumber(best.score)} (${formatChange(best.score - initial)} against the initial program), attempt ${best.attempt}, ` +
      (best.audited ? 'audited' : 'not audited yet') +
      (beyond && `; ${beyond}`),
    ...(comparison ? describeComparison(comparison, initial, direction) : []),
    '',
    `  ${commandOf('best', population)}       the winner`,
    `  ${commandOf('lineage', population)}    the changes that led to it`,
    result.resume === undefined ? `  ${choices[result.ending]}` : `  ${result.resume}     continue`,
    ...describeNothing(result),
  ].join('\n');
}

/** A command on a population, as a shell takes it. */
export function commandOf(command: string, population: string, options = ''): string {
  return [ownName(), command, shellWord(population), options].join(' ').trimEnd();
}

/** A limit of the record that was reached before: without a larger one nothing happens. */
function describeNothing({ attempts, ending, resume }: RunResult): readonly string[] {
  if (attempts > 0 || ending === 'interrupted' || resume === undefined) return [];
  return ['', `Nothing was left to do within the limits of this run. Pass a larger one: ${resume}`];
}

function describeSilence({ label, tries, reason }: SilentModel): string {
  return plainLine(`model ${label} never answered, in ${tries} ${tries === 1 ? 'try' : 'tries'}: ${reason}`);
}
