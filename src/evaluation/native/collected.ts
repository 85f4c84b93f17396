import type { Readable } from 'node:stream';

/** What a stream brings up to a mark, or up to its end: no more than a limit of it. */
export class Collected {
  /** Resolves when the mark has come. */
  readonly marked: Promise<void>;
  readonly #stream: Readable;
  readonly #mark: Buffer;
  readonly #parts: Buffer[] = [];
  readonly #take: (part: Buffer) => void;

  constructor(stream: Readable, mark: string, most: number, overflow: () => void) {
    this.#stream = stream;
    this.#mark = Buffer.from(mark);
    const marked = Promise.withResolvers<void>();
    this.marked = marked.promise;
    let size = 0;
    this.#take = (part) => {
      size += part.length;
      if (size > most + this.#mark.length) overflow();
      else this.#parts.push(part);
      if (this.#isMarked()) marked.resolve();
    };
    stream.on('data', this.#take);
  }

  /** Stops to listen; returns what came, without the mark. */
  end(): Buffer {
    this.#stream.off('data', this.#take);
    const whole = Buffer.concat(this.#parts);
    return this.#isMarked() ? whole.subarray(0, -this.#mark.length) : whole;
  }

  /** Only the end is looked at: the mark may come in parts. */
  #isMarked(): boolean {
    const { length } = this.#mark;
    let [end, index] = [Buffer.alloc(0), this.#parts.length];
    while (end.length < length && index > 0) end = Buffer.concat([this.#parts[--index]!, end]);
    return end.subarray(-length).equals(this.#mark);
  }
}
