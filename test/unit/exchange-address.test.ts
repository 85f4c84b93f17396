import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { readAddress, shownAddress } from '../../src/exchange/address.ts';

test.each([
  'https://example.org/team/finds.git',
  'ssh://git@example.org:2222/finds',
  'git@example.org:team/finds.git',
  'box-1:finds.git',
  'file:///finds.git',
])('%s is an address as it stands', (address) => {
  expect(readAddress(address)).toBe(address);
});

test.each(['./finds.git', '/shared/finds.git', '~/finds', 'a folder/finds.git'])('%s is a path', (path) => {
  expect(readAddress(path)).toBe(resolve(path));
});

test.each([
  'ext::sh -c id',
  'fd::7',
  'http://example.org/finds',
  'git://example.org/finds',
  'ext::ssh://x',
  '--upload-pack=id',
  '',
])('%j is refused', (text) => {
  expect(() => readAddress(text)).toThrow(UsageError);
});

test('a password is not shown', () => {
  expect(shownAddress('https://user:secret@example.org/finds.git')).toBe('https://example.org/finds.git');
  expect(() => readAddress('http://user:secret@example.org/finds')).toThrow(/^http:\/\/example\.org\/finds: /);
  expect(shownAddress('git@example.org:team/finds.git')).toBe('git@example.org:team/finds.git');
});
