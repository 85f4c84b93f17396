import { defineProblem } from 'germline';
import { cKernel } from '../../evaluators/c-kernel.ts';

export default defineProblem({
  name: 'c-kernel',
  statement: `
Write a C function that multiplies 256 x 256 matrices of 32-bit unsigned integers, modulo 2 ** 32, fast.

The file is built with cc -std=c11 -O2 and runs as a process of its own in a sandbox: one thread, no files, no network. It is
raced against three plain loops, turn by turn, on matrices that are unknown beforehand; every entry of every product is
checked. The score is how many times less CPU time it takes, the lower end of the interval; less than 2 % may be noise.
`,
  initial: ['kernel.c'],
  evaluator: cKernel({ n: 256 }),
});
