import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../scratch.ts';
import { command, startBy } from './germline.ts';

/** A folder in which germline is started by an older Node, and brings a Node that is this script of a shell. */
function withPinned(script: string) {
  const folder = scratch();
  const pinned = join(folder, `node_modules/node-${process.platform}-${process.arch}`);
  mkdirSync(join(pinned, 'bin'), { recursive: true });
  writeFileSync(join(pinned, 'package.json'), '{}');
  writeFileSync(join(pinned, 'bin/node'), script);
  chmodSync(join(pinned, 'bin/node'), 0o755);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  cpSync(command, join(folder, 'germline.js'));
  const older = "Object.defineProperty(process, 'versions', { value: { node: '20.19.2' } })";
  return startBy(process.execPath, folder, '--import', `data:text/javascript,${older}`, 'germline.js', 'problems');
}

test('the pinned Node gets the words, and its exit code is that of the command', async () => {
  const words = await withPinned('#!/bin/sh\nshift; echo "$@"; exit 3\n').finished;
  expect(words).toEqual({ code: 3, out: 'problems\n', err: '' });
});

test('where a library of the pinned Node is missing, its package is named', async () => {
  const said = await withPinned('#!/bin/sh\necho "error while loading shared libraries" >&2; exit 127\n').finished;
  expect(said.code).toBe(2);
  expect(said.err).toMatch(/^error while loading.*\n.*does not start here \(a library is missing\).*libatomic1/);
});

test('where the pinned Node is for another system, Node can be installed', async () => {
  const said = await withPinned('#!/no/such/loader\n').finished;
  expect(said).toMatchObject({
    code: 2,
    err: expect.stringMatching(/does not start here \(spawn .*ENOENT\).*install Node 26/),
  });
});
