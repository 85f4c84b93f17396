import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findInterpreter } from '../../src/evaluation/python/interpreter.ts';
import { missingModule } from '../../src/evaluation/python/missing-module.ts';
import { folderOf } from '../fixtures/python.ts';

/** A folder with a program in the place of Python. */
function fakePython(script: string) {
  const folder = folderOf({ '.venv/bin/python3': `#!/bin/sh\n${script}\n` });
  chmodSync(join(folder.path, '.venv/bin/python3'), 0o755);
  return folder;
}

test('a Python that is named and is not there is named', () => {
  using folder = folderOf({});
  expect(() => findInterpreter('env/bin/python3', folder.path)).toThrow(
    /There is no Python at .*env\/bin\/python3\. Make the virtual environment/,
  );
});

test('a broken virtual environment is named with what it says', () => {
  using folder = fakePython('echo "no module named encodings" >&2; exit 1');
  expect(() => findInterpreter(undefined, folder.path)).toThrow(/\.venv\/bin\/python3 does not work.*encodings/s);
});

test.each([
  ['numpy', '/usr/bin/python3', /apt install python3-numpy" or "python3 -m venv/],
  ['cv2', '/home/me/.venv/bin/python3', /"\/home\/me\/\.venv\/bin\/python3 -m pip install opencv-python"/],
])('a missing module %s comes with the command that installs it', (module, path, advice) => {
  const interpreter = { path, version: '3.11', folders: [], packages: [] };
  expect(missingModule('evaluator.py', module, interpreter)).toMatch(advice);
});
