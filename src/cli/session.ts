import type { Session } from '../compose/session.ts';
import { formatChange, formatCounts, formatDuration, formatNumber } from '../format.ts';
import type { Spending } from '../models/spending.ts';
import { aboveKnown } from '../report/above-known.ts';
import { describeAnswers } from '../report/answers.ts';
import type { Progress } from '../report/progress.ts';
import type { Ending } from '../schedule/budget.ts';
import { timeLeft } from '../schedule/budget.ts';
import type { Interrupt } from '../schedule/evolve.ts';
import type { Listeners } from './listeners.ts';

/** What `run` and `resume` say at the end. */
export interface RunResult {
  readonly population: string;
  readonly ending: Ending;
  readonly attempts: number;
  readonly milliseconds: number;
  readonly initial: number;
  /** The best score known from elsewhere. */
  readonly knownBest?: number | undefined;
  /** What models were asked for, all sessions together. */
  readonly models: readonly ModelUse[];
  /** `audited`: it was evaluated again, independently, and confirmed; the initial program needs no audit. */
  readonly best: { readonly attempt: number; readonly score: number; readonly audited: boolean };
}

interface ModelUse {
  readonly label: string;
  readonly tokens: number;
  readonly calls: number;
  readonly seconds: number;
  /** US dollars; absent where the model has no price. */
  readonly money?: number | undefined;
  /** What is used of its limits, in words; empty where it has none. */
  readonly limits: string;
}

/** Ctrl-C (or SIGTERM) once: finish what is under way; twice: stop now. */
export function listen(say: (text: string) => void): Interrupt & { readonly dispose: () => void } {
  const stop = new AbortController();
  const abort = new AbortController();
  const interrupt = () => {
    if (stop.signal.aborted) return abort.abort(new Error('stopped by the user'));
    stop.abort();
    say('Finishing and recording what is under way, but for models that still think. Ctrl-C again stops at once.');
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const dispose = () => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  return { stop: stop.signal, abort: abort.signal, dispose };
}

/** Runs a session to its end under a live display, and tells whoever wants to know of its end. */
export async function runSession(
  session: Session,
  population: string,
  progress: Progress,
  listeners: Listeners,
): Promise<RunResult> {
  listeners.began(session, population);
  try {
    const result = await showSession(session, population, progress).catch(async (error: Error) => {
      await listeners.failed(population, error);
      throw error;
    });
    await listeners.ended(result);
    return result;
  } finally {
    listeners.close();
  }
}

async function showSession(session: Session, population: string, progress: Progress): Promise<RunResult> {
  const { engine, budget } = session;
  const interrupt = listen((text) => progress.notice(text));
  const started = performance.now();
  const told = engine.population.told;
  const elapsed = () => engine.clock.now() || performance.now() - started;
  progress.start({
    elapsed,
    timeLeft: () => timeLeft(budget, elapsed()),
    attemptsLeft: () =>
      budget.attempts === undefined ? undefined : Math.max(0, budget.attempts - engine.population.told + 1),
    limitsOf: (model) => engine.models.get(model)?.spending.text ?? '',
  });
  try {
    const ending = await session.evolve(interrupt);
    const champion = engine.population.champion;
    if (!champion) throw new Error('a run without a scored candidate');
    return {
      population,
      ending,
      attempts: engine.population.told - told,
      milliseconds: Math.round(performance.now() - started),
      models: [...engine.models].map(([label, { spending }]) => useOf(label, spending)),
      initial: engine.population.score(0),
      knownBest: engine.problem.problem.knownBest?.score,
      best: {
        attempt: champion.number,
        score: champion.score,
        audited: engine.population.unaudited === undefined,
      },
    };
  } finally {
    interrupt.dispose();
    progress.stop();
    await session.close();
  }
}

function useOf(label: string, { used, text }: Spending): ModelUse {
  return { label, ...used, seconds: Math.round(used.seconds), limits: text };
}

const endings: Readonly<Record<Ending, string>> = {
  attempts: 'all attempts were made',
  evaluations: 'all evaluations were made',
  time: 'the time is up',
  target: 'the target is reached',
  models: 'the limits of all models are spent',
  interrupted: 'interrupted',
};

/** The last words of a run, and what to do next. */
export function describeResult(result: RunResult, progress: Progress): string {
  const { initial, best, population } = result;
  const above = aboveKnown(best.score, result.knownBest);
  const { refusals, failures, models, answers } = progress.statistics;
  return [
    '',
    `${endings[result.ending]}: ${result.attempts} attempts in ${formatDuration(result.milliseconds)}` +
      ` (${Math.round((result.attempts / result.milliseconds) * 1000)}/s), all recorded in ${population}`,
    ...(refusals.size > 0 ? [`refused: ${formatCounts(refusals)}`] : []),
    ...(failures.size > 0 ? [`failed: ${formatCounts(failures)}`] : []),
    ...[...models].map(
      ([name, { attempts, children, placed, tokens }]) =>
        `model ${name}: asked ${attempts} times, ${children} children, ${placed} kept, ${tokens} tokens`,
    ),
    ...[...answers.values()].map((count) => `answers of ${describeAnswers(count)}`),
    ...result.models.flatMap(({ label, limits }) => (limits ? [`limits of ${label}: ${limits}`] : [])),
    `best ${formatNumber(best.score)} (${formatChange(best.score - initial)} over the initial program), attempt ${best.attempt}, ` +
      (best.audited ? 'audited' : 'not audited yet') +
      (above && `; ${above}`),
    '',
    `  germline best ${population}       the winner`,
    `  germline lineage ${population}    how it came about`,
    `  germline resume ${population}     go on`,
  ].join('\n');
}
