import { defineEvaluator, defineProblem, defineStage } from 'germline';
import { withProgram } from 'germline/kit/command';
import { judge, readNumber, readText, WrongEvidence } from 'germline/kit/evidence';

/** The error function at 0, 0.25, … 2. The candidate's program sees the places, never these values. */
const values = [0, 0.2763264, 0.5204999, 0.7111556, 0.8427008, 0.9229001, 0.9661051, 0.9866717, 0.9953223];

/** The evaluator's part of the program: it calls the candidate's function with each number that it reads. */
const main = `
#include <stdio.h>
double approximate(double x);
int main(void) {
  double x;
  while (scanf("%lf", &x) == 1) printf("%.17g\\n", approximate(x));
  return 0;
}
`;

const fit = defineStage({
  name: 'fit',
  // The candidate returns the text of a program, in any language that the machine has.
  drive: (candidate) => candidate.source(),
  // It is built and run in the operating system's sandbox, without network and without other files.
  score: ([evidence]) =>
    judge(() => {
      const files = { 'candidate.c': readText(evidence, 20_000, 'the source'), 'main.c': main };
      const build = ['cc', '-std=c11', '-O2', '-o', 'program', 'candidate.c', 'main.c', '-lm'];
      return withProgram({ files, build, run: ['./program'], milliseconds: 5000, megabytes: 256 }, (run) => {
        const { output } = run(Buffer.from(values.map((_, i) => i / 4).join(' ')), 10_000);
        const lines = output.toString().trim().split('\n');
        if (lines.length !== values.length)
          throw new WrongEvidence(`it prints ${lines.length} lines, not ${values.length}`);
        const errors = values.map((value, i) =>
          Math.abs(readNumber(Number(lines[i] || 'nothing'), `line ${i + 1}`) - value),
        );
        return {
          score: Math.max(...errors),
          feedback: `errors at 0, 0.25, … 2: ${errors.map((e) => e.toFixed(6)).join(', ')}`,
        };
      });
    }),
  limits: { milliseconds: 200, megabytes: 64, evidenceCharacters: 50_000 },
});

export default defineProblem({
  name: 'PROBLEM-NAME',
  statement: 'Write a C function that approximates the error function on [0, 2]; the largest error counts.',
  evaluator: defineEvaluator({
    name: 'error-function-in-c',
    interface: 'export function source(): string, the text of a C file that defines double approximate(double x)',
    stages: [fit],
  }),
  direction: 'min',
});
