import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Attempt, Exchange } from '../../src/api/attempt.ts';
import { trainingDataOf } from '../../src/training/export.ts';
import { aFailure, anAttempt, anInitial, aScore } from '../factory.ts';
import { recordOf } from '../fixtures/record-of.ts';
import { scratch } from '../scratch.ts';

// A Python that has the package datasets of PyPI; .ci/datasets makes one.
const python = process.env.DATASETS_PYTHON ?? '';
if (!python)
  console.warn(
    'Training data is not read by the package datasets: set DATASETS_PYTHON to a Python that has it, or have one made by .ci/datasets npx vitest run …',
  );

const folder = scratch();

/** An attempt of a model that answered something long, so that many do not fit into one chunk of a loader. */
function answered(number: number, outcome: ReturnType<typeof aScore> | ReturnType<typeof aFailure>): Attempt {
  const exchange: Exchange = {
    ...{ prompt: `rules\n\nimprove «${number}»\u2028`, system: 5, format: 'block', tokens: { prompt: 1, answer: 1 } },
    answer: `answer ${number}: ${'x = x + 1;\n'.repeat(2000)}`,
  };
  return anAttempt({ number, outcome, proposal: { proposer: 'improve', model: 'm', exchanges: [exchange] } });
}

/** Whole scores first and broken ones late, which a loader must not take for another type. */
const attempts = Array.from({ length: 600 }, (_, index) => {
  const number = index + 1;
  if (number % 7 === 0) return answered(number, aFailure('threw', { key: `${number}` }));
  return answered(number, aScore(number < 500 ? number : number + 0.5, { key: `${number}` }));
});

const script = `
import json, sys
from datasets import load_dataset
rows, pairs = [load_dataset('json', data_files=name, split='train', cache_dir=sys.argv[3]) for name in sys.argv[1:3]]
print(json.dumps({
    'rows': rows.num_rows, 'pairs': pairs.num_rows,
    'types': {name: str(rows.features[name].dtype) for name in ['reward', 'advantage', 'score', 'turns', 'verdict', 'unprotected']},
    'last': {name: rows[-1][name] for name in ['messages', 'reward', 'verdict']},
    'failed': rows[6]['reward'],
    'pair': {name: pairs[0][name] for name in ['prompt', 'chosen', 'rejected', 'same_prompt', 'margin']},
}))
`;

test.skipIf(!python)('training data is what the package datasets reads', { timeout: 120_000 }, () => {
  const data = trainingDataOf(recordOf([anInitial(), ...attempts]), { models: [], stages: [] }, 'CC0-1.0');
  const files = [join(folder, 'rows.jsonl'), join(folder, 'pairs.jsonl')] as const;
  writeFileSync(files[0], [...data.trainingLines()].join(''));
  writeFileSync(files[1], [...data.pairLines()].join(''));
  const options = { encoding: 'utf8', env: { ...process.env, HF_HUB_OFFLINE: '1' } } as const;
  const read = JSON.parse(execFileSync(python, ['-c', script, ...files, join(folder, 'cache')], options));
  expect(read).toMatchObject({
    ...{ rows: 600, pairs: 300, failed: null },
    types: {
      ...{ reward: 'float64', advantage: 'float64', score: 'float64' },
      ...{ turns: 'int64', verdict: 'string', unprotected: 'bool' },
    },
    last: { reward: 600.5, verdict: 'scored' },
    pair: { same_prompt: false, margin: null },
  });
  expect(read.last.messages.map(({ role }: { role: string }) => role)).toEqual(['system', 'user', 'assistant']);
  expect(read.last.messages[1].content).toBe('improve «600»\u2028');
  const [asked, chosen, rejected] = [read.pair.prompt, read.pair.chosen, read.pair.rejected];
  expect([asked.length, chosen.length, rejected.length]).toEqual([2, 1, 1]);
  expect(chosen[0].content).toMatch(/^answer 600:/);
});
