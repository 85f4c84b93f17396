import type { Readable } from 'node:stream';

/** Characters of the beginning and of the end of a log that are kept. */
const [head, tail] = [8_000, 24_000];

/** Gathers what an agent prints. Its middle is cut, so that nothing that it prints fills the memory or the record. */
export class Log {
  #head = '';
  #tail = '';
  #left = 0;

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
    return `${this.#head}${cut}${this.#tail}`.toWellFormed();
  }

  /** Its last words, for a message. */
  get end(): string {
    return this.text.trim().slice(-300);
  }
}
