import type { Session } from '../compose/session.ts';
import { ChampionCommand } from '../report/champion-command.ts';
import { EventFile, type RunEvent } from '../report/events.ts';
import type { Progress } from '../report/progress.ts';
import type { Reporter } from '../run/engine.ts';
import type { RunResult } from './run-result.ts';

export const listenerOptions = {
  ui: { type: 'boolean', default: false, describe: 'Serve the page of "germline ui" while the run goes on' },
  events: { type: 'string', describe: 'Add a JSON line to this file for each attempt and notice', requiresArg: true },
  'on-champion': {
    type: 'string',
    describe: 'Command to run on a new best score and at the end, told as JSON on its standard input; no shell',
    requiresArg: true,
  },
} as const;

/** Everyone who hears of a run. */
export interface Listeners {
  readonly reporter: Reporter;
  began(session: Session, population: string): void;
  ended(result: RunResult): Promise<void>;
  /** The machine ended it, by a full disk for example. */
  failed(population: string, error: Error): Promise<void>;
  close(): void;
}

/** The display, and whoever else the user wants to know. */
export function openListeners(
  progress: Progress,
  options: { readonly events: string | undefined; readonly onChampion: string | undefined },
): Listeners {
  const complain = (text: string) => progress.notice(text);
  const command = options.onChampion === undefined ? undefined : new ChampionCommand(options.onChampion, complain);
  const events = options.events === undefined ? undefined : new EventFile(options.events, complain);
  const all: readonly Reporter[] = [progress, ...(command ? [command] : []), ...(events ? [events] : [])];
  const tell = async (end: RunEvent) => {
    events?.write(end);
    await command?.end(end);
  };
  return {
    reporter: {
      attempted(attempt, result) {
        for (const one of all) one.attempted?.(attempt, result);
      },
      notice(text) {
        for (const one of all) one.notice?.(text);
      },
    },
    began({ run: { state }, layers }, population) {
      const {
        seed,
        problem,
        effort,
        population: { champion: best },
      } = state;
      const champion = best && { attempt: best.number, score: best.score };
      const facts = { population, problem: problem.problem.name, seed, sandbox: layers, attempts: effort.attempts };
      events?.write({ event: 'began', ...facts, champion });
    },
    ended: (result) => tell({ event: 'ended', ...result }),
    failed: (population, { message }) => tell({ event: 'failed', population, message }),
    close: () => events?.close(),
  };
}
