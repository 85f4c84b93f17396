import type { Readable } from 'node:stream';

/** Characters of the beginning and of the end of a log that are kept. */
const [head, tail] = [8_000, 24_000];

/** A value that no log may hold, and its name. */
export type Secret = readonly [name: string, value: string];

/** Shorter values stand in texts by chance. */
const shortestSecret = 8;

/**
 * Gathers what an agent prints. Its middle is cut, so that nothing that it prints fills the memory or the record, and the
 * name stands for a secret, since a record is passed on.
 */
export class Log {
  readonly #secrets: readonly Secret[];
  #head = '';
  #tail = '';
  #left = 0;

  constructor(secrets: readonly Secret[] = []) {
    this.#secrets = secrets.filter(([, value]) => value.length >= shortestSecret);
  }

  follow(stream: Readable): void {
    stream.setEncoding('utf8').on('data', (part: string) => this.add(part));
    stream.on('error', () => {}); // its end is known by its exit
  }

  add(part: string): void {
    const first = part.slice(0, head - this.#head.length);
    this.#head += first;
    const rest = this.#tail + part.slice(first.length);
    this.#left += Math.max(0, rest.length - tail);
    this.#tail = rest.slice(-tail);
  }

  get text(): string {
    const cut = this.#left > 0 ? `\n[${this.#left} characters left out]\n` : '';
    const whole = `${this.#head}${cut}${this.#tail}`.toWellFormed();
    return this.#secrets.reduce((text, [name, value]) => text.replaceAll(value, `[${name}]`), whole);
  }

  /** Its last words, for a message. */
  get end(): string {
    return this.text.trim().slice(-300);
  }
}
