import { describe, expect, test } from 'vitest';
import type { Evaluation, Failure } from '../../src/api/evaluation.ts';
import type { LoadedProblem } from '../../src/api/problem.ts';
import type { StagedPool } from '../../src/evaluation/cascade.ts';
import { provingLabel } from '../../src/evaluation/labelled.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

const scored: Evaluation = { status: 'scored', score: 1, metrics: {}, stages: [], feedback: '' };
const failed = (stage: string, reason: Failure = 'threw'): Evaluation => ({
  ...{ status: 'failed', stage, reason, stages: [], feedback: 'no such device\n' },
});

/** A pool by what it says of the initial program and of all others, which counts how often it is asked for the first. */
async function poolOf(say: { initial: Evaluation; other: Evaluation }, label = "label: 'gpu'") {
  const stage = (name: string, more: string) =>
    `{ name: '${name}', drive: () => 1, score: () => ({ score: 1 }), ${more} }`;
  const stages = [stage('cheap', ''), stage('dear', label), stage('hidden', 'heldBack: true')];
  const whole = `import { defineProblem } from 'germline';
export default defineProblem({ name: 'near-hundred', statement: 's', evaluator: { name: 'e', interface: 'i', stages: [${stages.join(', ')}] } });
`;
  const problem: LoadedProblem = await loadProblem(writeProblem(scratch(), { whole }));
  let tried = 0;
  const evaluate: StagedPool['evaluate'] = async ({ files }) => {
    const isInitial = files['initial.ts'] === problem.initial.files['initial.ts'];
    if (isInitial) tried++;
    return isInitial ? say.initial : say.other;
  };
  const inner: StagedPool = {
    ...{ evaluate, begin: async () => [], finish: (program) => evaluate(program), glance: async () => 0 },
    close: async () => {},
  };
  const pool = provingLabel(inner, problem);
  const other = withFiles(problem.initial, { 'initial.ts': 'export const values = () => [1];\n' });
  return { pool, inner, problem, evaluate: () => pool.evaluate(other), tried: () => tried };
}

describe('a failure in a stage with a label', () => {
  test('counts where the initial program passes; that is tried again after some failures, and not after a success', async () => {
    const say = { initial: scored, other: failed('dear') };
    const { evaluate, tried } = await poolOf(say);
    for (let i = 0; i < 21; i++) expect(await evaluate()).toEqual(failed('dear'));
    expect(tried()).toBe(1);
    await evaluate();
    expect(tried()).toBe(2);
    say.other = scored;
    for (let i = 0; i < 15; i++) await evaluate();
    say.other = failed('dear');
    for (let i = 0; i < 20; i++) await evaluate();
    expect(tried()).toBe(2);
  });

  test('is the machine’s where the initial program fails, too, also later', async () => {
    const missing =
      /initial program itself fails here in stage dear \(threw: no such device\).*lack what the label gpu stands for.*--queue/;
    const say = { initial: failed('dear'), other: failed('dear') };
    const { evaluate, pool, problem } = await poolOf(say);
    await expect(evaluate()).rejects.toThrow(missing);
    await expect(pool.evaluate(problem.initial)).rejects.toThrow(missing);
    say.initial = scored;
    await evaluate();
    say.initial = failed('dear');
    for (let i = 0; i < 20; i++) await evaluate();
    await expect(evaluate()).rejects.toThrow(missing);
  });
});

test.each([
  ['before the label', failed('cheap')],
  ['where the stage ran', failed('dear', 'missed-threshold')],
  ['in what is held back', failed('hidden')],
])('a failure %s is not doubted', async (_, other) => {
  const { evaluate, tried } = await poolOf({ initial: failed('dear'), other });
  expect(await evaluate()).toBe(other);
  expect(tried()).toBe(0);
});

test('without a label the pool is what it was', async () => {
  const { pool, inner } = await poolOf({ initial: scored, other: scored }, '');
  expect(pool).toBe(inner);
});
