import type { Evaluation, EvaluatorPool } from '../api/evaluation.ts';
import type { Program } from '../api/program.ts';

/** Evaluations kept, the oldest forgotten first. */
const capacity = 4096;

interface Flight {
  readonly result: Promise<Evaluation>;
  readonly stop: AbortController;
  waiting: number;
}

/**
 * Remembers evaluations of programs that are equal by `key`, and lets equal programs that come at once share one.
 * What was aborted, or failed through no fault of the program's, is not remembered, and neither are glances.
 */
export function withCache(pool: EvaluatorPool, key: (program: Program) => string): EvaluatorPool {
  const known = new Map<string, Evaluation>();
  const flights = new Map<string, Flight>();

  function remember(name: string, evaluation: Evaluation) {
    if (evaluation.status === 'failed' && evaluation.reason === 'evaluator-error') return;
    known.delete(name);
    known.set(name, evaluation);
    if (known.size > capacity) known.delete(known.keys().next().value as string);
  }

  function start(name: string, program: Program): Flight {
    const stop = new AbortController();
    const result = pool.evaluate(program, stop.signal);
    const flight: Flight = { result, stop, waiting: 0 };
    flights.set(name, flight);
    const landed = () => flights.get(name) === flight && flights.delete(name);
    result.then((evaluation) => landed() && remember(name, evaluation), landed);
    return flight;
  }

  /** The flight goes on while anyone waits for it. */
  async function join(name: string, flight: Flight, signal: AbortSignal | undefined): Promise<Evaluation> {
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(signal!.reason);
    signal?.addEventListener('abort', leave, { once: true });
    flight.waiting++;
    try {
      return await Promise.race([flight.result, left.promise]);
    } finally {
      signal?.removeEventListener('abort', leave);
      if (--flight.waiting === 0 && flights.get(name) === flight) {
        flights.delete(name);
        flight.stop.abort(signal?.reason);
      }
    }
  }

  return {
    async evaluate(program, signal) {
      signal?.throwIfAborted();
      const name = key(program);
      const found = known.get(name);
      if (found === undefined) return join(name, flights.get(name) ?? start(name, program), signal);
      remember(name, found);
      return found;
    },
    glance: (program, stage, signal) => pool.glance(program, stage, signal),
    close: () => pool.close(),
  };
}
