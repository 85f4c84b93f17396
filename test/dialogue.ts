import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from '../src/cli/new.ts';

/** A screen that tells what is written to it; like a terminal, it stays open when a question is done. */
class Screen extends Writable {
  readonly #read: (text: string) => void;

  constructor(read: (text: string) => void) {
    super();
    this.#read = read;
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.#read(stripVTControlCharacters(chunk.toString()));
    done();
  }

  override end(): this {
    return this;
  }
}

/** A dialogue on a terminal: each answer is typed once its question is on the screen. */
export async function answering<T>(
  ask: (terminal: Terminal) => Promise<T>,
  dialogue: readonly (readonly [question: string, keys: string])[],
) {
  const input = new PassThrough();
  const waiting = [...dialogue];
  let printed = '';
  const output = new Screen((text) => {
    printed += text;
    const [next] = waiting;
    if (!next || !printed.includes(next[0])) return;
    waiting.shift();
    printed = '';
    setImmediate(() => input.write(next[1]));
  });
  const answer = await ask({ input, output });
  return { answer, printed, waiting };
}
