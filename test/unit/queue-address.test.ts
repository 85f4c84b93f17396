import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { readAddress } from '../../src/remote/address.ts';
import { scratch } from '../scratch.ts';

test('an address is read, and shown without its password', () => {
  expect(readAddress('redis://127.0.0.1')).toMatchObject({
    ...{ host: '127.0.0.1', port: 6379, username: undefined, password: undefined, database: 0 },
    ...{ tls: false, isLocal: true, shown: 'redis://127.0.0.1' },
  });
  const ca = join(scratch(), 'ca.pem');
  writeFileSync(ca, 'certificate');
  expect(readAddress('rediss://user:p%40ss@box.example:7000/2', ca)).toEqual({
    ...{ host: 'box.example', port: 7000, username: 'user', password: 'p@ss', database: 2 },
    ...{ tls: true, isLocal: false, ca: 'certificate', shown: 'rediss://box.example:7000/2' },
  });
  for (const local of ['redis://localhost:1', 'redis://[::1]:1', 'redis://127.3.2.1'])
    expect(readAddress(local).isLocal, local).toBe(true);
});

test.each([
  ['secret', /must be redis:/],
  ['http://secret@host', /must be redis:/],
  ['redis://', /must be redis:/],
  ['redis://:secret@host/main', /number of a database/],
  ['redis://box.example:6379', /redis:\/\/box\.example:6379 has no password/],
  ['redis://secret@box.example', /has no password/],
])('%s is refused in one line, which does not repeat it', (text, message) => {
  expect(() => readAddress(text)).toThrow(UsageError);
  expect(() => readAddress(text)).toThrow(message);
  expect(() => readAddress(text)).not.toThrow(/secret|\n/);
});

test('a certificate needs TLS, and a file', () => {
  expect(() => readAddress('redis://localhost', '/nowhere.pem')).toThrow(/--ca is for TLS/);
  expect(() => readAddress('rediss://localhost', '/nowhere.pem')).toThrow(/--ca \/nowhere\.pem cannot be read/);
});
