import type { Attempt, TellResult } from '../api/attempt.ts';
import type { Reporter } from '../run/engine.ts';
import { championCommand } from './champion-command.ts';
import { championEvent, type Receiver, type RunEvent } from './events.ts';
import { webhook } from './webhook.ts';

/**
 * Tells a command of the user, or the address of a webhook, of new champions and of the end of a run. One event is under
 * way at a time: of the champions found meanwhile, only the latest is told.
 */
export class Announcer implements Reporter {
  readonly #receiver: Receiver;
  readonly #complain: (text: string) => void;
  #next: RunEvent | undefined;
  #running: Promise<void> | undefined;
  #complaint = '';

  /** @throws {UsageError} if the target is neither a command nor an address. */
  constructor(target: string, complain: (text: string) => void) {
    this.#receiver = /^https?:\/\//i.test(target) ? webhook(target) : championCommand(target);
    this.#complain = complain;
  }

  attempted(attempt: Attempt, result: TellResult): void {
    const event = championEvent(attempt, result);
    if (event) this.#tell(event);
  }

  /** Reports the last champion, if it waits, and then the end of the run; resolves when that has been told. */
  async end(event: RunEvent): Promise<void> {
    await this.#running;
    this.#tell(event);
    await this.#running;
  }

  #tell(event: RunEvent): void {
    this.#next = event;
    this.#running ??= this.#tellAll().finally(() => {
      this.#running = undefined;
    });
  }

  async #tellAll(): Promise<void> {
    for (let event = this.#take(); event; event = this.#take()) {
      const failure = await this.#receiver.deliver(event);
      // A repeated failure is reported once.
      if (failure && failure !== this.#complaint) this.#complain(`--on-champion ${this.#receiver.name}: ${failure}`);
      this.#complaint = failure ?? '';
    }
  }

  #take(): RunEvent | undefined {
    const event = this.#next;
    this.#next = undefined;
    return event;
  }
}
