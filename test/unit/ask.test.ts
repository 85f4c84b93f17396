import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { converse } from '../../src/cli/ask.ts';
import { askWhat } from '../../src/cli/new.ts';

/** What comes of these lines, and what was printed. */
async function answering(lines: string[], known?: 'kernel') {
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end(lines.map((line) => `${line}\n`).join(''));
  const answer = await askWhat(converse(input, output), known);
  output.end();
  return { answer, printed: await text(output) };
}

test('a name and a number, a name and a name, or two empty lines', async () => {
  expect((await answering(['fast-sort', '4'])).answer).toEqual({ name: 'fast-sort', template: 'kernel' });
  expect((await answering(['fast-sort', 'command'])).answer).toEqual({ name: 'fast-sort', template: 'command' });
  expect((await answering(['', ''])).answer).toEqual({ name: 'my-problem', template: 'function' });
});

test('what is known already is not asked', async () => {
  const { answer, printed } = await answering(['fast-sort'], 'kernel');
  expect(answer).toEqual({ name: 'fast-sort', template: 'kernel' });
  expect(printed).not.toContain('most like');
});

test('an answer that will not do is asked for again', async () => {
  const { answer, printed } = await answering(['../evil', 'cap-set-8', 'fine', '9', 'poem', '0', '-1', '2']);
  expect(answer).toEqual({ name: 'fine', template: 'construction' });
  expect(printed.match(/letters, digits and hyphens/g)).toHaveLength(2);
  expect(printed.match(/A number from 1 to 5/g)).toHaveLength(4);
});

test('when nobody answers, nothing is made', async () => {
  expect((await answering([])).answer).toBeUndefined();
  expect((await answering(['fine'])).answer).toBeUndefined();
});
