import { expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { describeError, withSuggestion } from '../../src/cli/describe-error.ts';
import { didYouMean } from '../../src/did-you-mean.ts';

test.each([
  [{ code: 'EACCES', path: '/a/b' }, '/a/b: no permission; choose another folder, or change its permissions (EACCES).'],
  [{ code: 'EROFS', path: '/a', dest: '/b' }, '/b: the disk is read-only; choose a folder on another one (EROFS).'],
  [{ code: 'EADDRINUSE', address: '127.0.0.1', port: 80 }, /^127\.0\.0\.1:80: another program listens there/],
])('a fault of the system is one line that says what to do: %o', (fields, message) => {
  expect(describeError(Object.assign(new Error('x'), fields))).toEqual({
    message: typeof message === 'string' ? message : expect.stringMatching(message),
    code: 2,
  });
});

test('bugs stay bugs', () => {
  expect(describeError(new TypeError('x is undefined'))).toBeUndefined();
  expect(describeError(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBeUndefined();
  expect(describeError(new UsageError('wrong'))).toEqual({ message: 'wrong', code: 2 });
});

test('what was probably meant', () => {
  const help = 'Options:\n  --attempts  Stop\n  --held-back  Also';
  expect(withSuggestion('Unknown argument: attemps\nSee', help)).toBe(
    'Unknown argument: attemps. Did you mean --attempts?\nSee',
  );
  expect(withSuggestion('Unknown argument: zzz\nSee', help)).toBe('Unknown argument: zzz.\nSee');
  expect(didYouMean('islnds', ['islands', 'lag'])).toBe(' Did you mean islands?');
  expect(didYouMean('x', ['islands'])).toBe('');
});
