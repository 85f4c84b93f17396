import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadProblem } from '../../src/load-problem.ts';
import { parseProblemFile } from '../../src/problem-file/parse.ts';
import { germline } from '../e2e/germline.ts';
import { folderOf } from '../fixtures/python.ts';

const files = {
  'initial_program.py': 'from helper import one\ndef solve():\n    return one()\n',
  'helper.py': 'def one():\n    return 1\n',
  'evaluator.py':
    'def evaluate_stage1(path):\n    return {"combined_score": 1.0}\ndef evaluate_stage2(path):\n    return {"combined_score": 2.0}\n',
  'config.yaml': [
    'max_iterations: 50',
    'prompt: { system_message: "Find: more" }',
    'database: { num_islands: 2, feature_dimensions: [depth] }',
    'evaluator: { timeout: 20, cascade_thresholds: [0.4] }',
  ].join('\n'),
  '__pycache__/helper.cpython-311.pyc': '',
};

test('an import copies a folder for OpenEvolve, and says in a problem.yaml what it says', async () => {
  using folder = folderOf(files);
  using parent = folderOf({});
  const to = join(parent.path, 'imported');
  const { code, out } = await germline(parent.path, 'import', folder.path, '--to', to);
  expect([code, out]).toEqual([0, expect.stringMatching(/germline run .* --set attempts=50 --set islands=2/)]);
  expect(readdirSync(to).sort()).toEqual([
    'config.yaml',
    'evaluator.py',
    'helper.py',
    'initial_program.py',
    'problem.yaml',
  ]);
  expect(parseProblemFile(readFileSync(join(to, 'problem.yaml'), 'utf8'), 'problem.yaml')).toMatchObject({
    ...{ statement: 'Find: more', files: ['initial_program.py'], evaluator: 'evaluator.py', features: ['depth'] },
    limits: { seconds: 20 },
    stages: [
      { name: 'stage1', call: 'evaluate_stage1', threshold: 0.4 },
      { name: 'stage2', call: 'evaluate_stage2' },
    ],
  });
  const [theirs, ours] = [await loadProblem(folder.path), await loadProblem(to)];
  expect(ours.problem.evaluator.stages.map((stage) => ('python' in stage ? stage.python.helpers : undefined))).toEqual(
    theirs.problem.evaluator.stages.map((stage) => ('python' in stage ? stage.python.helpers : undefined)),
  );
});

test('a folder that lacks its initial program says which file is wanted', async () => {
  using folder = folderOf({ 'evaluate.py': '' });
  await expect(loadProblem(folder.path)).rejects.toThrow(/evaluate\.py as ShinkaEvolve wants it, but no initial\.\*/);
});
