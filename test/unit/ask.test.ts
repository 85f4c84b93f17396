import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { askWhat } from '../../src/cli/new.ts';

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

/** A dialogue: each answer is typed once its question is on the screen. */
async function answering(dialogue: readonly (readonly [question: string, keys: string])[], known?: 'kernel') {
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
  const answer = await askWhat(known, { input, output });
  return { answer, printed, waiting };
}

const name = 'Name of the problem';
const like = 'What is it most like?';

test('a name and a template by its number, or both as they are proposed', async () => {
  const chosen = await answering([
    [name, 'fast-sort\n'],
    [like, '4\n'],
  ]);
  expect(chosen.answer).toEqual({ name: 'fast-sort', template: 'kernel' });
  const proposed = await answering([
    [name, '\n'],
    [like, '\n'],
  ]);
  expect(proposed.answer).toEqual({ name: 'my-problem', template: 'function' });
});

test('a template that is known is not asked for', async () => {
  const { answer, printed } = await answering([[name, 'fast-sort\n']], 'kernel');
  expect(answer).toEqual({ name: 'fast-sort', template: 'kernel' });
  expect(printed).not.toContain(like);
});

test('a name that cannot be used is asked for again', async () => {
  const { answer, waiting } = await answering(
    [
      [name, '../evil\n'],
      ['Use letters, digits and hyphens', '\u0015cap-set-8\n'],
      ['already exists', '\u0015fine\n'],
    ],
    'kernel',
  );
  expect(answer).toEqual({ name: 'fine', template: 'kernel' });
  expect(waiting).toEqual([]);
});

test('Ctrl-C makes nothing', async () => {
  await expect(answering([[name, '\u0003']])).rejects.toThrow('Nothing was made.');
});
