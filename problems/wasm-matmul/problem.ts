import { defineProblem } from 'germline';
import { wasmMatmul } from '../../evaluators/wasm-matmul.ts';

export default defineProblem({
  name: 'wasm-matmul',
  statement: `
Write a WebAssembly function that multiplies two 32 x 32 matrices of 32-bit integers, modulo 2 ** 32. kernel() returns its text,
one instruction a line, for example

  (local $i i32)
  loop $next
    local.get $i
    i32.const 1
    i32.add
    local.tee $i
    i32.const 32
    i32.lt_u
    br_if $next
  end

Parameters $a, $b and $c are the addresses of the matrices, which are stored row by row without gaps; the product goes to $c,
which holds garbage at first. The program that makes the text may do anything: loops that write unrolled code, vectors of four
integers (v128.load, v128.load32_splat, i32x4.mul, i32x4.add, v128.store, …), other methods of multiplication.

The score is the number of executed instructions of one product; lower is better. block, loop, else and end are free. Every
entry is checked, on matrices that are unknown beforehand. At most 5,000 lines.
`,
  evaluator: wasmMatmul({ n: 32 }),
  direction: 'min',
  knownBest: { score: 44914, source: 'our own, by hand: four columns at a time, a block of b in locals' },
  descriptors: [
    { name: 'literals', range: [0, 60], bins: 10 },
    { name: 'size', range: [50, 2000], bins: 10, scale: 'log' },
  ],
});
