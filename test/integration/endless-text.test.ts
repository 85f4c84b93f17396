import { expect, test } from 'vitest';
import { link } from '../../src/evaluation/link.ts';
import { readProgram } from '../../src/language/program.ts';

test('a text that takes too long to read is refused, and the next is read', () => {
  const forks = `export const a = ${'a?(b):c=>'.repeat(60)}d;`;
  expect(link(readProgram({ 'a.ts': forks }))).toEqual({ refusal: 'a.ts: it takes longer than 10 s to read' });
  expect(link(readProgram({ 'a.ts': 'export const a: number = 1;' }))).toHaveProperty('script');
});
