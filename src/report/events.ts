import { closeSync, openSync, writeSync } from 'node:fs';
import type { Attempt, TellResult } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import { messageOf } from '../fault.ts';
import type { Reporter } from '../run/engine.ts';
import { outcomeOf } from './outcome.ts';
import { rowOf } from './row.ts';

/** A new best score. */
export interface ChampionEvent {
  readonly event: 'champion';
  readonly attempt: number;
  readonly score: number;
  readonly island: number | undefined;
  readonly proposer: string;
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

/** Where events go. */
export interface Receiver {
  /** In messages: the program, or the host, as an address may hold a secret. */
  readonly name: string;
  /** Passes an event on; returns the failure in words. */
  readonly deliver: (event: RunEvent) => Promise<string | undefined>;
}

/** The facts of an attempt that an observer needs immediately; the record has all of them. */
function attemptEvent(attempt: Attempt, { placement, corrected, restarted, improvedChampion }: TellResult): RunEvent {
  const { number, model = null, ...row } = rowOf(attempt);
  return {
    ...{ event: 'attempt', attempt: number, ...row, model, cost: attempt.cost },
    ...{ placement, corrected, restarted, champion: improvedChampion },
    feedback: outcomeOf(attempt).feedback,
  };
}

/** The event of an attempt that is the new best; undefined for any other. */
export function championEvent(attempt: Attempt, { improvedChampion }: TellResult): ChampionEvent | undefined {
  const { number, score, island, proposer, model = null, summary } = rowOf(attempt);
  if (!improvedChampion || score === undefined) return undefined;
  return { event: 'champion', attempt: number, score, island, proposer, model, summary };
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
      throw new UsageError(`--events cannot be written: ${messageOf(cause)}`, { cause });
    }
  }

  attempted(attempt: Attempt, result: TellResult): void {
    this.write(attemptEvent(attempt, result));
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
