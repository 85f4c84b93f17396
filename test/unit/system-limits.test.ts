import { expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { checkSystemLimits } from '../../src/evaluation/system-limits.ts';

const limits = (processes: string, files: string) =>
  `Limit                     Soft Limit           Hard Limit           Units\n` +
  `Max processes             ${processes.padEnd(21)}96365                processes\n` +
  `Max open files            ${files.padEnd(21)}20000                files\n`;

test('limits of the system that are too low for so many workers are named, with what to do', () => {
  expect(() => checkSystemLimits(2, limits('1024', '100'), false)).toThrow(UsageError);
  expect(() => checkSystemLimits(2, limits('1024', '100'), false)).toThrow(
    'At most 100 open files are allowed here, and 2 workers need 128: raise the limit by ulimit -n 128, or pass a smaller --workers.',
  );
  expect(() => checkSystemLimits(1, limits('79', '1024'), false)).toThrow(/79 processes.*ulimit -u 80\.$/);
});

test('limits that allow enough, or that do not count, stop nothing', () => {
  for (const text of [limits('1024', '1024'), limits('unlimited', 'unlimited'), ''])
    expect(() => checkSystemLimits(16, text, false)).not.toThrow();
  expect(() => checkSystemLimits(1, limits('10', '1024'), true)).not.toThrow();
});
