import { closeSync, openSync, writeSync } from 'node:fs';
import type { Attempt } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import type { Told } from '../population/island-population.ts';
import type { Reporter } from '../run/engine.ts';

/** A new best score. */
export interface ChampionEvent {
  readonly event: 'champion';
  readonly attempt: number;
  readonly score: number;
  readonly island: number;
  readonly operator: string;
  readonly model: string | null;
  readonly summary: string;
}

/** An event of a run, as one JSON document; later versions may add fields. */
export type RunEvent =
  | { readonly event: 'began'; readonly [fact: string]: unknown }
  | { readonly event: 'attempt'; readonly [fact: string]: unknown }
  | { readonly event: 'notice'; readonly text: string }
  | ChampionEvent
  | { readonly event: 'ended'; readonly [fact: string]: unknown }
  | { readonly event: 'failed'; readonly population: string; readonly message: string };

/** The facts of an attempt that an observer needs immediately; the record has all of them. */
function attemptEvent(attempt: Attempt, told: Told): RunEvent {
  const { number, at, island, operator, model = null, parents, inspirations, summary, cost, outcome } = attempt;
  return {
    ...{ event: 'attempt', attempt: number, at, island, operator, model, parents, inspirations, summary, cost },
    status: outcome.status,
    ...('score' in outcome && { score: outcome.score }),
    ...('reason' in outcome && { reason: outcome.reason }),
    ...(told.placement && { placement: told.placement }),
    ...(told.corrected !== undefined && { corrected: told.corrected }),
    ...(told.restarted !== undefined && { restarted: told.restarted }),
    champion: told.improvedChampion,
    feedback: outcome.feedback,
  };
}

/** The event of an attempt that is the new best; undefined for any other. */
export function championEvent(attempt: Attempt, told: Told): ChampionEvent | undefined {
  const { number, island, operator, model = null, summary, outcome } = attempt;
  if (!told.improvedChampion || outcome.status !== 'scored') return undefined;
  return { event: 'champion', attempt: number, score: outcome.score, island, operator, model, summary };
}

/** Appends events to a file, one line each; a line is written before the next event is taken. */
export class EventFile implements Reporter {
  readonly #complain: (text: string) => void;
  #file: number | undefined;

  /** @throws {UsageError} if the file cannot be opened. */
  constructor(path: string, complain: (text: string) => void) {
    this.#complain = complain;
    try {
      this.#file = openSync(path, 'a');
    } catch (cause) {
      throw new UsageError(`Cannot write --events ${path}: ${(cause as Error).message}`, { cause });
    }
  }

  attempted(attempt: Attempt, told: Told): void {
    this.write(attemptEvent(attempt, told));
  }

  notice(text: string): void {
    this.write({ event: 'notice', text });
  }

  /** A full disk ends the events, not the run. */
  write(event: RunEvent): void {
    if (this.#file === undefined) return;
    try {
      writeSync(this.#file, `${JSON.stringify(event)}\n`);
    } catch (error) {
      this.close();
      this.#complain(`Stopped writing events: ${(error as Error).message}`);
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
