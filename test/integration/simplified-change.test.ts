import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findFacts } from '../../src/compose/find-facts.ts';
import { readConfig } from '../../src/config.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { createStore } from '../../src/record/create-store.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { anAttempt, anInitial, aScore, someFacts } from '../factory.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

/** The sum is 9.75, which scores -90.25. */
const initial = `// EVOLVE-BLOCK-START
export function values() {
  const a = 1.5;
  const unused = 1;

  return [a, 2.5 * a, 3 + a];
}
// EVOLVE-BLOCK-END
`;
/** The sum is 12, which scores -88; what became of the second line makes no difference. */
const winner = initial.replace('a = 1.5', 'a = 2').replace('unused = 1', 'unused = 2');

async function reportOn(score: number) {
  const folder = scratch();
  const spec = writeProblem(folder, { initial });
  const problem = await loadProblem(spec);
  const path = join(folder, 'run.git');
  const facts = someFacts({
    problem: { name: problem.problem.name, source: spec, fingerprint: problem.fingerprint },
    ...{ program: { files: ['initial.ts'], entry: 'initial.ts', language: 'typescript' }, config: readConfig({}) },
  });
  const store = await createStore(path, facts, {});
  const child = withFiles(problem.initial, { 'initial.ts': winner });
  const recorded = [
    { attempt: anInitial({ islands: [0, 1, 2, 3], outcome: aScore(-90.25) }), program: problem.initial },
    { attempt: anAttempt({ outcome: aScore(score) }), program: child },
  ];
  await Promise.all([...recorded.map((one) => store.append(one, { champion: 1 })), store.flush()]);
  await store.close();
  const record = await readRecord(path);
  return await findFacts(record, 'auto').finally(() => record.close());
}

test('what the score does not need is left out of the change', async () => {
  const { ablation } = await reportOn(-88);
  const simplified = ablation?.simplified;
  expect(simplified).toContain('diff --git a/initial.ts b/initial.ts');
  const changed = simplified?.split('\n').filter((line) => /^[-+] /.test(line));
  expect(changed).toEqual(['-  const a = 1.5;', '+  const a = 2;']);
});

test('a part is worth what the score loses without it, and is by the attempt that wrote it', async () => {
  const [part, ...others] = (await reportOn(-88)).ablation?.parts ?? [];
  expect(others).toEqual([]);
  expect(part).toEqual({
    ...{ file: 'initial.ts', line: 3, removed: ['  const a = 1.5;'], added: ['  const a = 2;'] },
    ...{ without: -90.25, loss: 2.25 },
    by: [{ attempt: 1, proposer: 'tune-one', model: undefined, summary: 'change 1 to 2' }],
  });
});

test('where the winner does not score again what it did, nothing is said', async () => {
  expect((await reportOn(-5)).ablation).toBeUndefined();
});
