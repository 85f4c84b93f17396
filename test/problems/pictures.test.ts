import { expect, test } from 'vitest';
import type { Exports, Stage } from '../../src/api/index.ts';
import { asDrive } from '../../src/evaluation/stage-kind.ts';
import { listProblems, loadProblem } from '../../src/load-problem.ts';
import { sanitisePicture } from '../../src/report/sanitise.ts';

const elements = (text: string) => text.match(/<[a-z]+/g);

/** Problems of which a candidate is something to look at. */
const pictured = [
  ...[
    'cap-set-8',
    'circle-packing-26',
    'circle-packing-26-relaxed',
    'circle-packing-32',
    'cluster-scheduling',
    'distance-ratio-16',
    'erdos-overlap',
  ],
  ...['heilbronn-triangle-11', 'kissing-number-11', 'matrix-tensor-222', 'matrix-tensor-245', 'matrix-tensor-333'],
  ...['matrix-tensor-444', 'online-bin-packing', 'online-bin-packing-uniform', 'sorting-networks'],
  ...['straight-line-fft', 'tiny-training', 'tsp-heuristic', 'wasm-matmul'],
];

const pictureStage = async (name: string): Promise<Stage | undefined> =>
  (await loadProblem(name)).problem.evaluator.stages.findLast(({ picture, heldBack }) => picture && !heldBack);

test('the problems with pictures are those that can have them', async () => {
  const names = await listProblems();
  const stages = await Promise.all(names.map(pictureStage));
  expect(names.filter((_, index) => stages[index])).toEqual(expect.arrayContaining(pictured));
});

test.each(pictured)('%s has a picture of its initial program, and a report keeps the whole picture', async (name) => {
  const stage = (await pictureStage(name))!;
  const candidate = (await import(`../../problems/${name}/initial.ts`)) as Exports;
  const inputs = typeof stage.inputs === 'function' ? stage.inputs(1) : (stage.inputs ?? [null]);
  const evidence = JSON.parse(JSON.stringify(inputs.map((input) => asDrive(stage).drive(candidate, input))));
  expect(stage.score(evidence, inputs)).toHaveProperty('score');
  const text = stage.picture!(evidence, inputs);
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
  const picture = sanitisePicture(text)?.text ?? '';
  expect(elements(picture)).toEqual(elements(text));
  expect(picture.length).toBeGreaterThan(text.length / 2);
  expect(elements(text)!.length).toBeGreaterThan(10);
});
