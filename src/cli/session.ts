import type { Session } from '../compose/session.ts';
import type { Progress } from '../report/progress.ts';
import { timeLeft } from '../schedule/budget.ts';
import type { Interrupt } from '../schedule/evolve.ts';
import { onInterrupt } from './interrupts.ts';
import type { Listeners } from './listeners.ts';
import { type RunResult, useOf } from './run-result.ts';

/** Ctrl-C (or SIGTERM) once finishes attempts in progress; twice stops now. */
export function listen(say: (text: string) => void): Interrupt & { readonly dispose: () => void } {
  const stop = new AbortController();
  const abort = new AbortController();
  const dispose = onInterrupt(() => {
    if (stop.signal.aborted) return abort.abort(new Error('stopped by the user'));
    stop.abort();
    say('Finishing attempts in progress. Press Ctrl-C again to stop now.');
  });
  return { stop: stop.signal, abort: abort.signal, dispose };
}

/** Runs a session to its end under a live display, and tells the listeners how it ended. */
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
