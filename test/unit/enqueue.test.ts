import { expect, test } from 'vitest';
import { enqueue } from '../../workers/enqueue.ts';

test('what is urgent goes ahead of what is not, each in the order of its arrival', () => {
  const waiting: { readonly name: string; readonly urgent: boolean }[] = [];
  for (const name of ['a', 'B', 'c', 'D']) enqueue(waiting, { name, urgent: name < 'a' });
  expect(waiting.map(({ name }) => name).join('')).toBe('BDac');
});
