import { defineEvaluator, defineProblem, defineStage } from 'germline';
import { judge, readNumbers } from 'germline/kit/evidence';

/** The error function at 0, 0.1, 0.2, … 3 (Abramowitz and Stegun, table 7.1). */
const erf = [
  0.0, 0.112462916, 0.222702589, 0.328626759, 0.428392355, 0.520499878, 0.603856091, 0.677801194, 0.742100965,
  0.796908212, 0.842700793, 0.88020507, 0.910313978, 0.934007945, 0.95228512, 0.966105146, 0.976348383, 0.983790459,
  0.989090502, 0.992790429, 0.995322265, 0.997020533, 0.998137154, 0.998856823, 0.999311486, 0.999593048, 0.999763966,
  0.999865667, 0.999924987, 0.999958902, 0.99997791,
];
const points = erf.map((_, i) => i / 10);

const fit = defineStage<readonly number[], unknown>({
  name: 'fit',
  // Plain data. drive is called once for each item of this list, each time with a freshly loaded candidate.
  inputs: [points],
  // Runs inside the sandbox, as text: it may use its two arguments and the language, but nothing else of this file.
  drive: (candidate, xs) => xs.map((x) => candidate.approximate(x)),
  // Runs outside. The evidence may be of any shape: a reader fixes length and range, `judge` returns its refusal.
  score: ([evidence]) =>
    judge(() => {
      const values = readNumbers(evidence, erf.length, [-1e6, 1e6], 'the list of values');
      const errors = erf.map((y, i) => Math.abs(values[i]! - y));
      const worst = Math.max(...errors);
      return {
        score: worst,
        metrics: { mean_error: errors.reduce((sum, error) => sum + error, 0) / errors.length },
        feedback: `The largest error is ${worst}, at x = ${points[errors.indexOf(worst)]}.`,
      };
    }),
  limits: { milliseconds: 200, megabytes: 64 },
});

export default defineProblem({
  name: 'PROBLEM-NAME',
  statement: `
Approximate the error function, 2 / sqrt(pi) times the integral of exp(-t * t) from 0 to x, on [0, 3]. The score is the
largest error over 31 points; lower is better.
`,
  evaluator: defineEvaluator({
    name: 'PROBLEM-NAME',
    interface: 'export function approximate(x: number): number',
    stages: [fit],
  }),
  direction: 'min',
});
