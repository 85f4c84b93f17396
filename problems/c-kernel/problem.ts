import { defineProblem } from 'germline';
import { cKernel } from '../../evaluators/c-kernel.ts';

export default defineProblem({
  name: 'c-kernel',
  statement: `
Write a C function that multiplies 256 x 256 matrices of 32-bit unsigned integers, modulo 2 ** 32, fast. source() returns the text
of the C file; the program that makes the text is TypeScript, so a loop may write unrolled code.

The file is built with cc -std=c11 -O2 and runs as a process of its own in a sandbox: one thread, no files, no network. It is
raced against three plain loops, turn by turn, on matrices that are unknown beforehand; every entry of every product is
checked. The score is how many times faster it is, the lower end of the interval; less than 5 % may be noise.
`,
  evaluator: cKernel({ n: 256 }),
});
