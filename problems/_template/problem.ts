import { defineEvaluator, defineProblem, defineStage } from 'germline';

/** What the candidate is called with: plain data, one call of `drive` for each item of this list. */
const inputs = [Array.from({ length: 41 }, (_, i) => -1 + i / 20)];

const fit = defineStage<readonly number[], unknown>({
  name: 'fit',
  inputs,
  // Runs inside the sandbox, as text: it may use its two arguments and the language, and nothing else of this file.
  drive: (candidate, points) => points.map((x) => candidate.approximate(x)),
  // Runs outside. The evidence may be of any shape: check it, and recompute whatever the score depends on.
  score: ([values], [points]) => {
    if (!Array.isArray(values) || points === undefined) return { wrong: 'there are no values' };
    const errors = points.map((x, i) => Math.abs(values[i] - Math.exp(x)));
    if (!errors.every(Number.isFinite)) return { wrong: 'approximate must return a finite number for every x' };
    const worst = Math.max(...errors);
    return {
      score: -worst,
      metrics: { mean_error: errors.reduce((sum, error) => sum + error, 0) / errors.length },
      feedback: `The largest error is ${worst}, at x = ${points[errors.indexOf(worst)]}.`,
    };
  },
  limits: { milliseconds: 200, megabytes: 64 },
});

export default defineProblem({
  name: 'PROBLEM-NAME',
  statement: `
Approximate the exponential function on [-1, 1] without Math.exp. The score is minus the largest error over 41 points.
`,
  evaluator: defineEvaluator({
    name: 'PROBLEM-NAME',
    interface: 'export function approximate(x: number): number',
    stages: [fit],
  }),
});
