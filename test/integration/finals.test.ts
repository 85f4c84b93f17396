import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { replayRun } from '../../src/compose/replay-run.ts';
import { startSession } from '../../src/compose/start.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { compareFrom, compareIn, describeComparison } from '../../src/report/comparison.ts';
import { scratch } from '../scratch.ts';

const problem = fileURLToPath(new URL('../fixtures/problems/overfit', import.meta.url));

const program = (effort: string) => ({
  files: { 'initial.ts': `// EVOLVE-BLOCK-START\nexport const effort = () => ${effort};\n// EVOLVE-BLOCK-END\n` },
});

/** Runs a search whose whole line of children is scripted, each the child of the one before, and ends it. */
async function runLine(path: string, efforts: readonly string[]) {
  const settings = { attempts: efforts.length };
  const session = await startSession(problem, {
    ...{ path, settings, seed: 1, search: true, workers: 1, sandbox: 'auto', reporter: {} },
  });
  const never = new AbortController().signal;
  let parent = 0;
  for (const effort of efforts) {
    const told = await session.run.tell(await session.run.ask({ parent }), { program: program(effort), by: 'a test' });
    parent = told.attempt;
  }
  await session.evolve({ stop: never, abort: never });
  return session;
}

test('an ancestor that is better on held-back inputs wins over what leads the search, and a replay agrees', async () => {
  const path = join(scratch(), 'overfit.git');
  const session = await runLine(path, ['20', '50', '70', '75', '80']);
  const { population } = session.run.state;
  // 80 has 35 where the search never looked, 50 has 50.
  expect(population.leader).toMatchObject({ score: 80 });
  expect(population.champion).toMatchObject({ number: 2, score: 50 });
  expect(await session.run.best()).toMatchObject({ number: 2, score: 50 });
  const comparison = compareIn(population)!;
  await session.close();

  await using record = await readRecord(path).then((it) => ({ ...it, [Symbol.asyncDispose]: () => it.close() }));
  expect(record.find('champion').attempt.number).toBe(2);
  expect(compareFrom(record, 2, 'max')).toEqual(comparison);
  expect(describeComparison(comparison, 10, 'max')).toEqual([
    '                          search  held back',
    '  winner, #2                  50         50',
    '  best in the search, #5      80         35',
    '  initial program             10         10',
    '#5 is better in the search and worse on held-back inputs, so #2 wins: the search has learned its instances.',
  ]);
  expect(await replayRun(path, join(scratch(), 'again.git'))).toMatchObject({ same: true });
});

test('a leader that holds elsewhere wins, and nothing warns', async () => {
  const session = await runLine(join(scratch(), 'fair.git'), ['20', '40', '45']);
  const { population } = session.run.state;
  expect(population.champion).toMatchObject({ number: 3, score: 45 });
  expect(describeComparison(compareIn(population)!, 10, 'max')).toHaveLength(3);
  await session.close();
});

test('the winner is made simpler after the comparison, and the simpler one is compared too', async () => {
  const session = await runLine(join(scratch(), 'long.git'), ['{ const idle = 1; return 50; }', '80']);
  const { champion, leader } = session.run.state.population;
  expect(leader).toMatchObject({ number: 2 });
  expect(champion).toMatchObject({ score: 50 });
  expect(champion?.number).toBeGreaterThan(2);
  await session.close();
});
