import { directionOf } from '../api/direction.ts';
import type { Session } from '../compose/session.ts';
import { compareIn } from '../report/comparison.ts';
import { initialScore } from '../report/initial-score.ts';
import type { Progress } from '../report/progress.ts';
import type { Run } from '../run/run.ts';
import { timeLeft } from '../schedule/budget.ts';
import { type Interrupt, standingOf } from '../schedule/evolve.ts';
import { onInterrupt } from './interrupts.ts';
import type { Listeners } from './listeners.ts';
import { moreOf } from './more.ts';
import { commandOf, type RunResult, useOf } from './run-result.ts';

/** A signal such as Ctrl-C once finishes attempts in progress; twice stops now. */
export function listenForInterrupts(say: (text: string) => void): Interrupt & Disposable {
  const stop = new AbortController();
  const abort = new AbortController();
  const dispose = onInterrupt(() => {
    if (stop.signal.aborted) return abort.abort(new Error('stopped by the user'));
    stop.abort();
    say('Finishing attempts in progress. Press Ctrl-C again to stop now.');
  });
  return { stop: stop.signal, abort: abort.signal, [Symbol.dispose]: dispose };
}

/** Runs a session to its end under a live display, and tells the listeners how it ended. */
export async function runSession(
  session: Session,
  population: string,
  progress: Progress,
  listeners: Listeners,
  interrupt: Interrupt,
): Promise<RunResult> {
  listeners.began(session, population);
  try {
    const result = await showSession(session, population, progress, interrupt).catch(async (error: Error) => {
      await listeners.failed(population, error);
      throw error;
    });
    await listeners.ended(result);
    return result;
  } finally {
    listeners.close();
  }
}

async function showSession(
  session: Session,
  population: string,
  progress: Progress,
  interrupt: Interrupt,
): Promise<RunResult> {
  const { run } = session;
  const { effort, models } = run.state;
  const started = performance.now();
  const before = effort.attempts;
  const elapsed = () => run.engine.clock.now() || performance.now() - started;
  progress.start({
    elapsed,
    timeLeft: () => timeLeft(session.budget, elapsed()),
    attemptsLeft: () => {
      const { attempts } = session.budget;
      return attempts === undefined ? undefined : Math.max(0, attempts - effort.attempts);
    },
    machines: () => run.engine.evaluator.machines?.text,
    limitsOf: (model) => models.get(model)?.spending.text ?? '',
  });
  try {
    const ending = await session.evolve(interrupt);
    const milliseconds = Math.round(performance.now() - started);
    const work = { ending, attempts: effort.attempts - before, milliseconds };
    const more = moreOf(ending, session.budget, standingOf(run, 0));
    const resume = more === undefined ? undefined : commandOf('resume', population, more);
    return { population, ...work, resume, ...summariseRun(run), silent: session.silent };
  } finally {
    progress.stop();
    await session.close();
  }
}

/** The state of a run at its end. */
function summariseRun({
  state,
  initials,
}: Run): Pick<RunResult, 'direction' | 'initial' | 'knownBest' | 'models' | 'best' | 'comparison'> {
  const { population, problem, models, duties } = state;
  const direction = directionOf(problem.problem);
  const best = population.champion;
  if (!best) throw new Error('a run without a scored candidate');
  return {
    direction,
    initial: initialScore(population, initials.length, direction),
    knownBest: problem.problem.knownBest?.score,
    models: [...models].map(([label, { spending }]) => useOf(label, spending)),
    best: { attempt: best.number, score: best.score, audited: duties.unaudited === undefined },
    comparison: compareIn(population),
  };
}
