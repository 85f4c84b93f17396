import { expect, test, vi } from 'vitest';
import type { EvaluatorPool } from '../../src/api/evaluation.ts';
import { whenNeeded } from '../../src/evaluation/when-needed.ts';
import { readProgram } from '../../src/language/program.ts';
import { aScore } from '../factory.ts';

const program = readProgram({ 'a.ts': '' });

function aPool(overrides: Partial<EvaluatorPool> = {}): EvaluatorPool {
  return { evaluate: async () => aScore(1), glance: async () => 2, close: vi.fn(async () => {}), ...overrides };
}

test('opens for the first program, once, and closes what was opened', async () => {
  const pool = aPool();
  const open = vi.fn(async () => pool);
  const lazy = whenNeeded(open);
  expect(open).not.toHaveBeenCalled();
  expect(await Promise.all([lazy.evaluate(program), lazy.glance(program, 0)])).toEqual([aScore(1), 2]);
  expect(open).toHaveBeenCalledOnce();
  await lazy.close();
  expect(pool.close).toHaveBeenCalledOnce();
});

test('is closed without being opened where no program came', async () => {
  const open = vi.fn(async () => aPool());
  await whenNeeded(open).close();
  expect(open).not.toHaveBeenCalled();
});

test('says to each program why it cannot be opened, and opens once it can', async () => {
  const open = vi.fn(async () => aPool()).mockRejectedValueOnce(new Error('no compiler'));
  const lazy = whenNeeded(open);
  await expect(lazy.evaluate(program)).rejects.toThrow('no compiler');
  expect(await lazy.evaluate(program)).toEqual(aScore(1));
});
