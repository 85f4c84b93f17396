import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadProblem } from '../../src/load-problem.ts';
import { placeOf } from '../../src/remote/place.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

/** Loads a problem whose stages have these further fields. */
async function withStages(...fields: readonly string[]) {
  const stages = fields.map(
    (more, index) => `{ name: 's${index}', drive: () => 1, score: () => ({ score: 1 }), ${more} }`,
  );
  const whole = `import { defineProblem } from 'germline';
export default defineProblem({
  name: 'near-hundred',
  statement: 's',
  evaluator: { name: 'e', interface: 'i', stages: [${stages.join(', ')}] },
});
`;
  return (await loadProblem(writeProblem(scratch(), { whole }))).problem.evaluator;
}

test('other machines run the stages from the first with a label on', async () => {
  const evaluator = await withStages('', "label: 'gpu'", '', "label: 'gpu'", 'heldBack: true');
  expect(placeOf(evaluator)).toEqual({ label: 'gpu', first: 1, decides: false });
});

test('they run all stages where no stage has a label, or where the run names one for all', async () => {
  expect(placeOf(await withStages('', ''))).toEqual({ label: undefined, first: 0, decides: true });
  expect(placeOf(await withStages('', ''), { on: 'big' })).toEqual({ label: 'big', first: 0, decides: true });
  expect(placeOf(await withStages('', "label: 'gpu'"), { on: 'big' })).toEqual({
    label: 'big',
    first: 0,
    decides: false,
  });
});

test("the run's own machine decides where it has the label of the stages, too", async () => {
  const evaluator = await withStages('', "label: 'gpu'");
  expect(placeOf(evaluator, { own: 'gpu' })).toEqual({ label: 'gpu', first: 1, decides: true });
  expect(placeOf(evaluator, { own: 'big' }).decides).toBe(false);
  expect(placeOf(evaluator, { own: 'gpu', on: 'big' })).toEqual({ label: 'big', first: 0, decides: true });
});

test.each([
  ['commands', 'run: python3 program.py'],
  ['an evaluator in Python', 'evaluator: evaluator.py'],
])('problem.yaml names a label, too: %s', async (_, field) => {
  const folder = scratch();
  const file = `name: labelled\nstatement: s\nfiles: [program.py]\n${field}\nstages:\n  - name: short\n  - { name: whole, label: gpu }\n`;
  writeFileSync(join(folder, 'problem.yaml'), file);
  writeFileSync(join(folder, 'program.py'), 'print(1)\n');
  writeFileSync(join(folder, 'evaluator.py'), 'def evaluate(path):\n    return {"combined_score": 1}\n');
  const { evaluator } = (await loadProblem(folder)).problem;
  expect(placeOf(evaluator)).toEqual({ label: 'gpu', first: 1, decides: false });
});

test.each([
  [["label: 'gpu'", "label: 'cpu'"], /evaluator\.stages: expected one label/],
  [['', "label: 'gpu', heldBack: true"], /evaluator\.stages: expected no label with heldBack/],
  [['', "label: 'a b'"], /stages\.1\.label: expected letters, digits and hyphens/],
])('%j is refused', async (stages, why) => {
  await expect(withStages(...stages)).rejects.toThrow(why);
});
