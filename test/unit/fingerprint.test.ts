import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { isFingerprintOf } from '../../src/fingerprint.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { scratch } from '../scratch.ts';

const whole = (data: string) => `import { defineProblem } from 'germline';
import { WrongEvidence } from 'germline/kit/evidence';
import type { Unused } from '../shared/types.ts';
import { half } from '../shared/half.ts';
export default defineProblem({
  name: 'placed', statement: 'A number.', ${data}
  evaluator: { name: 'placed', interface: 'export const n: number',
    stages: [{ name: 'n', drive: (candidate) => candidate.n, score: ([n]) => ({ score: half(Number(n)) }) }] },
});
`;

/** Files of a problem and of a folder beside it. */
const files = {
  'placed/problem.ts': whole("data: ['inputs.csv', 'more'],"),
  'placed/initial.ts': 'export const n = 1;\n',
  'placed/inputs.csv': '1,2\n',
  'placed/more/deep/bytes.bin': Buffer.from([255, 0, 254]),
  'placed/notes.txt': 'nothing reads this\n',
  'shared/half.ts': "export { half } from './deeper.ts';\n",
  'shared/deeper.ts': 'export const half = (n: number) => n / 2;\n',
  'shared/types.ts': 'export type Unused = 1;\n',
};

type Changes = Readonly<Record<string, string | Buffer>>;

function write(folder: string, changes: Changes = {}): string {
  for (const [name, text] of Object.entries({ ...files, ...changes })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, 'placed');
}

const fingerprint = async (changes?: Changes) => (await loadProblem(write(scratch(), changes))).fingerprint;

test('a problem is the same one in another folder, and at another depth of folders', async () => {
  const own = await loadProblem(write(scratch()));
  expect(own.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  for (const below of ['a', 'a/b/c/d'])
    expect((await loadProblem(write(join(scratch(), below)))).fingerprint, below).toBe(own.fingerprint);
  const moved = join(scratch(), 'moved');
  renameSync(resolve(own.path, '../..'), moved);
  expect((await loadProblem(join(moved, 'placed'))).fingerprint).toBe(own.fingerprint);
});

test('every file that decides makes it another one, its data too, and no other file does', async () => {
  const own = await fingerprint();
  const { 'placed/notes.txt': _, 'shared/types.ts': __, ...deciding } = files;
  for (const [name, text] of Object.entries(deciding))
    if (name !== 'placed/problem.ts')
      expect(await fingerprint({ [name]: Buffer.concat([Buffer.from(text), Buffer.from(' ')]) }), name).not.toBe(own);
  expect(await fingerprint({ 'placed/problem.ts': `${files['placed/problem.ts']}// changed\n` })).not.toBe(own);
  expect(await fingerprint({ 'placed/more/another.csv': '' })).not.toBe(own);
  for (const name of ['placed/notes.txt', 'shared/types.ts'])
    expect(await fingerprint({ [name]: 'export type Unused = 2;\n' }), name).toBe(own);
});

test('bytes that are no text count, and not only that there are some', async () => {
  const [one, other] = [Buffer.from([255, 0, 254]), Buffer.from([255, 0, 253])];
  expect(await fingerprint({ 'placed/more/deep/bytes.bin': other })).not.toBe(
    await fingerprint({ 'placed/more/deep/bytes.bin': one }),
  );
});

test('data that is not there is named', async () => {
  const folder = write(scratch());
  rmSync(join(folder, 'inputs.csv'));
  await expect(loadProblem(folder)).rejects.toThrow(`${folder} names inputs.csv as its data, which is not there`);
  await expect(loadProblem(write(scratch(), { 'placed/problem.ts': whole("data: ['../shared'],") }))).rejects.toThrow(
    /data\.0: expected a file below the folder of the problem/,
  );
});

test('a record of version 0.1, which named the files of germline by their place, is one of the same problem', async () => {
  const folder = write(scratch());
  const kit = resolve(import.meta.dirname, '../../evaluators/kit/evidence.ts');
  const paths = [
    join(folder, 'problem.ts'),
    ...['half', 'types'].map((name) => join(folder, `../shared/${name}.ts`)),
    kit,
  ];
  const texts = paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]).sort();
  const initial = [['initial.ts', files['placed/initial.ts']]];
  const recorded = hash('sha256', JSON.stringify([texts, initial]), 'hex');
  const problem = await loadProblem(folder);
  expect(recorded).not.toBe(problem.fingerprint);
  expect(isFingerprintOf(recorded, problem)).toBe(true);
  writeFileSync(join(folder, 'initial.ts'), 'export const n = 2;\n');
  expect(isFingerprintOf(recorded, await loadProblem(folder))).toBe(false);
});

test('the data that the evaluator of a peer names belongs to the problem', async () => {
  const folder = join(scratch(), 'peer');
  const evaluator = `import json\ndef evaluate(path):\n    return {"combined_score": json.load(open("points.json"))[0]}\n`;
  const texts = {
    'evaluator.py': evaluator,
    'initial_program.py': 'x = 1\n',
    'points.json': '[1]',
    'other.json': '[1]',
  };
  mkdirSync(folder);
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  const own = await loadProblem(folder);
  expect(own.problem.data).toEqual(['points.json']);
  writeFileSync(join(folder, 'other.json'), '[2]');
  expect((await loadProblem(folder)).fingerprint).toBe(own.fingerprint);
  writeFileSync(join(folder, 'points.json'), '[2]');
  expect((await loadProblem(folder)).fingerprint).not.toBe(own.fingerprint);
});
