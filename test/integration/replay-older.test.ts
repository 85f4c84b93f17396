import { expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import type { Batch, Store } from '../../src/api/store.ts';
import { createSearch } from '../../src/compose/create-search.ts';
import { silentModels } from '../../src/compose/silent-search.ts';
import { readConfig } from '../../src/config.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { tell } from '../../src/run/learn.ts';
import { drawOnce } from '../../src/run/propose.ts';
import { replay } from '../../src/run/replay.ts';
import { anAttempt, aScore } from '../factory.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

const tokens = { prompt: 1, answer: 1 };
const code = '```ts\nexport function values() {\n  return [missing];\n}\n```';
/** A first answer that can be evaluated, and a second one of no use. */
const exchanges: Attempt['exchanges'] = [
  {
    ...{ prompt: 'In other words.', format: 'block', answer: `IDEA: none\n${code}`, tokens },
    gate: { name: 'types', feedback: 'x' },
  },
  { ...{ prompt: 'Again.', format: 'block', answer: 'I cannot.', tokens }, gate: { name: 'extract', feedback: 'y' } },
];

test('what an earlier version refused is replayed as refused, in the words of its time', async () => {
  const problem = await loadProblem(writeProblem(scratch()));
  const config = readConfig({ proposers: ['none'], models: [{ name: 'm' }] });
  const newSearch = () => createSearch(problem, config, 1, silentModels(config));
  const first = { attempt: anAttempt({ number: 0, parents: [], outcome: aScore(-90.25) }), files: problem.initial };
  const search = newSearch();
  tell(search, first);
  const draw = await drawOnce(search, 1, 0, { model: 'm', exchanges }, new AbortController().signal);
  expect(draw).toMatchObject({ change: { status: 'admitted' }, summary: 'none' });
  const older = anAttempt({
    ...{ number: 1, told: draw.told, draw: 0, island: draw.selection.island, operator: draw.operator, model: 'm' },
    ...{ parents: [0], inspirations: [], summary: draw.operator, exchanges },
    outcome: { status: 'refused', reason: 'no-code', feedback: 'y' },
  });
  const batches = [{ attempts: [first.attempt, older] }] as unknown as readonly Batch[];
  const rebuilt = { append: async () => {}, flush: async () => {} } as unknown as Store;
  expect(await replay(newSearch(), batches, rebuilt)).toBeUndefined();
});
