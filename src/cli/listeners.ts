import { directionOf } from '../api/direction.ts';
import type { Session } from '../compose/session.ts';
import { Announcer } from '../report/announcer.ts';
import { EventFile, type RunEvent } from '../report/events.ts';
import type { Progress } from '../report/progress.ts';
import type { Reporter } from '../run/engine.ts';
import { describeRun } from '../tracking/describe-run.ts';
import { Mlflow } from '../tracking/mlflow.ts';
import { Tracker } from '../tracking/tracker.ts';
import { controlOption } from './arguments.ts';
import type { RunResult } from './run-result.ts';

export const listenerOptions = {
  ui: { type: 'boolean', default: false, describe: 'Serve the page of "germline ui" during the run' },
  control: controlOption,
  events: {
    type: 'string',
    describe: 'Append a JSON line to this file for each attempt and notice',
    requiresArg: true,
  },
  'on-champion': {
    type: 'string',
    describe:
      'Command to run on a new best score and at the end, without a shell; it gets JSON on standard input. Or the https:// address of a webhook, which gets it by POST',
    requiresArg: true,
  },
  mlflow: {
    type: 'string',
    describe: 'Address of an MLflow server that gets the figures of the run, such as http://127.0.0.1:5000',
    requiresArg: true,
  },
} as const;

/** The display of a run, its event file, whom --on-champion names, and a tracking server. */
export interface Listeners {
  readonly reporter: Reporter;
  began(session: Session, population: string): void;
  ended(result: RunResult): Promise<void>;
  /** The machine ended the run, by a full disk for example. */
  failed(population: string, error: Error): Promise<void>;
  close(): void;
}

/** Opens the listeners that the options name. */
export function openListeners(
  progress: Progress,
  options: { readonly [name in 'events' | 'onChampion' | 'mlflow']: string | undefined },
): Listeners {
  const complain = (text: string) => progress.notice(text);
  const announcer = options.onChampion === undefined ? undefined : new Announcer(options.onChampion, complain);
  const server = options.mlflow === undefined ? undefined : new Mlflow(options.mlflow, process.env);
  const events = options.events === undefined ? undefined : new EventFile(options.events, complain);
  let tracker: Tracker | undefined;
  const all: readonly Reporter[] = [progress, ...(announcer ? [announcer] : []), ...(events ? [events] : [])];
  const tell = async (end: RunEvent) => {
    events?.write(end);
    await announcer?.end(end);
  };
  return {
    reporter: {
      attempted(attempt, result) {
        for (const one of all) one.attempted?.(attempt, result);
        tracker?.attempted(attempt, result);
      },
      notice(text) {
        for (const one of all) one.notice?.(text);
      },
    },
    began({ run, layers }, population) {
      const { state } = run;
      const {
        seed,
        problem,
        effort,
        population: { champion: best },
      } = state;
      const champion = best && { attempt: best.number, score: best.score };
      const { name } = problem.problem;
      const direction = directionOf(problem.problem);
      const facts = { population, problem: name, direction, seed, sandbox: layers, attempts: effort.attempts };
      events?.write({ event: 'began', ...facts, champion });
      if (server) tracker = new Tracker(run, describeRun(run, population, layers, process.env), server, complain);
    },
    async ended(result) {
      await Promise.all([tell({ event: 'ended', ...result }), tracker?.ended(result)]);
    },
    async failed(population, { message }) {
      await Promise.all([tell({ event: 'failed', population, message }), tracker?.failed()]);
    },
    close: () => events?.close(),
  };
}
