import { afterAll, describe, expect, test } from 'vitest';
import { directionOf, isBetter } from '../../src/api/direction.ts';
import type { Evaluation, EvaluatorPool } from '../../src/api/evaluation.ts';
import type { LoadedProblem } from '../../src/api/problem.ts';
import { openEvaluation } from '../../src/compose/open-evaluation.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { whyNoPrograms } from '../fixtures/native.ts';

type Change = (text: string) => string;

/** A text with another in place of a part, which must be there. */
const put =
  (part: string | RegExp, other: string): Change =>
  (text) => {
    const changed = text.replace(part, () => other);
    expect(changed).not.toBe(text);
    return changed;
  };

interface Native {
  readonly tools: readonly string[];
  /** Score of the initial program and on what is held back; absent where it is a time. */
  readonly scores?: readonly [initial: number, heldBack: number];
  /** A better program, and its score. */
  readonly better?: readonly [Change, number];
  /** Changes that make the initial program wrong. */
  readonly wrong: Readonly<Record<string, Change>>;
}

const natives: Readonly<Record<string, Native>> = {
  'bin-packing-python': {
    tools: ['python3'],
    scores: [3.92384106, 4.16542696],
    better: [put('-left', '-((item - room) % item)'), 1.3741721854304636],
    wrong: {
      'a list that is too short': put('return scores', 'return scores[1:]'),
      'no number': put('-left', "float('nan')"),
      'a line of its own': put('scores = []', 'scores = []; print(1)'),
      'no lines at all': put('def priority', 'import os; os._exit(0)\ndef priority'),
    },
  },
  'string-search': {
    tools: ['cc', 'python3'],
    wrong: {
      'another place': put('return (long)start', 'return (long)start + 1'),
      'never finding': put('return (long)start', 'return -1'),
      'an early end': put('size_t same = 0', 'if (start > 300) __builtin_exit(0); size_t same = 0'),
    },
  },
  'graph-colouring-go': {
    tools: ['go', 'python3'],
    scores: [238, 179],
    better: [
      put(
        'return 1\n',
        `seen := map[int]bool{}
	for _, other := range neighbours[vertex] {
		seen[colours[other]] = colours[other] >= 0
	}
	delete(seen, -1)
	return 1000*len(seen) + len(neighbours[vertex])\n`,
      ),
      205,
    ],
    wrong: {
      'one colour for all': put('colours[next] = firstFree(neighbours[next], colours)', 'colours[next] = 0'),
      'a colour below zero': put('colours[next] = firstFree', 'colours[next] = -1 - firstFree'),
      'a vertex too few': put('return colours\n', 'return colours[1:]\n'),
    },
  },
  'blur-cpp': {
    tools: ['g++'],
    wrong: {
      'another rounding': put('int sum = 128', 'int sum = 127'),
      'a border that is black': put('x < 0 ? 0 : x >= width', 'x < 0 ? width - 1 : x >= width'),
      'a step too few': put('time < times', 'time < times - 1'),
      'another size': put('image.swap(smooth);', 'image.swap(smooth); image.push_back(0);'),
    },
  },
  'sort-rust': {
    tools: ['rustc', 'cc'],
    wrong: {
      'the other order': put('left[i] <= right[j]', 'left[i] > right[j]'),
      'all zero': put('pub fn sort(values: &mut [u32]) {', 'pub fn sort(values: &mut [u32]) {\n    values.fill(0);'),
      'a panic': put('let mut width = PIECE', 'assert!(values.len() != 17);\n    let mut width = PIECE'),
    },
  },
};

const scoreOf = (evaluation: Evaluation) => (evaluation.status === 'scored' ? evaluation.score : evaluation);

describe.for(Object.entries(natives))('%s', ([name, { tools, scores, better, wrong }]) => {
  const missing = whyNoPrograms(...tools);
  if (missing) console.warn(`NOT TESTED: ${name}. ${missing}`);
  const pools: EvaluatorPool[] = [];
  afterAll(() => Promise.all(pools.map((pool) => pool.close())));

  /** Evaluates the initial program with a change. */
  async function evaluate(problem: LoadedProblem, change: Change, audit = false): Promise<Evaluation> {
    const pool = await openEvaluation(problem, { workers: 1, seed: 1, audit });
    pools.push(pool);
    const { files, entry } = problem.initial;
    return await pool.evaluate(withFiles(problem.initial, { ...files, [entry]: change(files[entry]!) }));
  }

  test.skipIf(missing)(
    'the initial program scores what its page says, and not better than the best that is known',
    async () => {
      const loaded = await loadProblem(name);
      const evaluation = await evaluate(loaded, (text) => text, true);
      expect(evaluation.status, JSON.stringify(evaluation)).toBe('scored');
      if (scores)
        expect(evaluation.stages.map(({ score }) => score)).toEqual(scores.map((one) => expect.closeTo(one, 6)));
      const { knownBest } = loaded.problem;
      if (knownBest) expect(isBetter(directionOf(loaded.problem), knownBest.score, scores![0])).toBe(true);
    },
  );

  test.skipIf(missing || !better)('a better program scores better', async () => {
    const [change, score] = better!;
    expect(scoreOf(await evaluate(await loadProblem(name), change))).toBeCloseTo(score, 6);
  });

  test.skipIf(missing)('changes that make it wrong are wrong', async () => {
    const problem = await loadProblem(name);
    for (const [what, change] of Object.entries(wrong)) {
      const evaluation = await evaluate(problem, change);
      expect(evaluation, what).toMatchObject({
        status: 'failed',
        reason: expect.stringMatching(/^(wrong|threw|crashed)$/),
      });
    }
  });
});
