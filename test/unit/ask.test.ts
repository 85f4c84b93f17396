import { expect, test } from 'vitest';
import { askWhat } from '../../src/cli/new.ts';
import { answering as answeringTo } from '../dialogue.ts';

const answering = (dialogue: Parameters<typeof answeringTo>[1], known?: 'kernel') =>
  answeringTo((terminal) => askWhat(known, terminal), dialogue);

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
