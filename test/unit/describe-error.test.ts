import { expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { clearer, describeError } from '../../src/cli/describe-error.ts';
import { didYouMean } from '../../src/did-you-mean.ts';

test.each([
  [{ code: 'EACCES', path: '/a/b' }, '/a/b: no permission; choose another folder, or change its permissions (EACCES).'],
  [{ code: 'EROFS', path: '/a', dest: '/b' }, '/b: the disk is read-only; choose a folder on another one (EROFS).'],
  [{ code: 'EEXIST', path: '/a' }, '/a: this exists already; choose another place (EEXIST).'],
  [{ code: 'EADDRINUSE', address: '127.0.0.1', port: 80 }, /^127\.0\.0\.1:80: another program listens there/],
])('a fault of the system is one line that says what to do: %o', (fields, message) => {
  expect(describeError(Object.assign(new Error('x'), fields))).toEqual({
    message: typeof message === 'string' ? message : expect.stringMatching(message),
    code: 2,
  });
});

test('a machine that has run out of something is no wrong use', () => {
  const full = Object.assign(new Error('x'), { code: 'ENOSPC', path: '/a' });
  expect(describeError(full)).toEqual({ message: '/a: the disk is full; make room, then go on (ENOSPC).', code: 1 });
});

test('a fault without a place, and one after which closing failed, too', () => {
  const files = Object.assign(new Error('spawn EMFILE'), { code: 'EMFILE' });
  const described = {
    message: expect.stringMatching(/^Too many files are open; raise .*ulimit -n 4096 \(EMFILE\)\.$/),
    code: 1,
  };
  expect(describeError(files)).toEqual(described);
  const closing = new SuppressedError(new TypeError('closing'), new SuppressedError(new Error('more'), files));
  expect(describeError(closing)).toEqual(described);
  expect(describeError(new SuppressedError(files, new TypeError('a bug')))).toBeUndefined();
});

test('bugs stay bugs', () => {
  expect(describeError(new TypeError('x is undefined'))).toBeUndefined();
  expect(describeError(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBeUndefined();
  expect(describeError(new UsageError('wrong'))).toEqual({ message: 'wrong', code: 2 });
});

test('what was probably meant', () => {
  const help = 'Options:\n  --attempts  Stop\n  --held-back  Also';
  const typed = { words: ['rnu', 'tsp'], usages: ['run <problem>', 'runs', 'ui <population..>'], help };
  expect(clearer('Unknown argument: attemps\nSee', typed)).toBe(
    'Unknown argument: attemps. Did you mean --attempts?\nSee',
  );
  expect(clearer('Unknown argument: zzz\nSee', typed)).toBe('Unknown argument: zzz.\nSee');
  expect(clearer('Unknown arguments: rnu, tsp\nSee', typed)).toBe('There is no command rnu. Did you mean run?\nSee');
  const choices = 'Invalid values:\n  Argument: sandbox, Given: "sytem", Choices: "auto", "system"\nSee';
  expect(clearer(choices, typed)).toBe('--sandbox sytem: choose one of auto, system. Did you mean system?');
  expect(clearer('Not enough non-option arguments: got 0, need at least 1\nSee', { ...typed, words: ['ui'] })).toBe(
    'Something is missing: germline ui <population..>',
  );
  expect(clearer('The disk is full.', typed)).toBe('The disk is full.');
  expect(didYouMean('islnds', ['islands', 'lag'])).toBe(' Did you mean islands?');
  expect(didYouMean('x', ['islands'])).toBe('');
  expect(didYouMean('s-ITN', ['s-INT', 't'])).toBe(' Did you mean s-INT?');
});
