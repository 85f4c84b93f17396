import { defineEvaluator, defineStage, type Evaluator } from 'germline';
import { checkLowerBound } from './kit/bound.ts';
import { judge, readText, WrongEvidence } from './kit/evidence.ts';
import { bar, ink, light, picture, warm } from './kit/picture.ts';
import { unrelatedSeeds, words } from './kit/rng.ts';
import { assembleKernel, type Frame, type WasmKernel } from './kit/wasm.ts';

const most = { characters: 200_000, lines: 5000 };

/**
 * The candidate never sees the matrices that its kernel runs on: they are made outside, from these seeds, which the
 * drive gets but does not pass on. The run's seed does not follow from them.
 */
interface Input {
  readonly seeds: readonly number[];
}

/**
 * A kernel in WebAssembly text: the product of n x n matrices of 32-bit integers, modulo 2 ** 32, so that every entry
 * is exact. Score (lower is better): the executed instructions of one product, which are the same on every machine.
 */
export function wasmMatmul({ n }: { readonly n: number }): Evaluator {
  const frame: Frame = { parameters: ['$a', '$b', '$c'], pages: 1, fuel: 200 * n ** 3, lines: most.lines };
  const product = defineStage<Input, unknown>({
    name: 'product',
    inputs: (seed) => [{ seeds: unrelatedSeeds(seed, 3) }],
    drive: (candidate) => candidate.kernel(),
    score: ([evidence], [input]) =>
      judge(() => {
        const kernel = assembleKernel(readText(evidence, most.characters, 'the kernel'), frame);
        const counts = input!.seeds.map((seed) => multiply(kernel, n, seed));
        const operations = Math.max(...counts);
        checkLowerBound(operations, (n * n) / 4, 'a store writes at most four of the n x n results');
        const feedback = `${operations} instructions, ${(operations / n ** 3).toFixed(2)} a term.`;
        return { score: operations, feedback };
      }),
    picture: ([evidence]) => textPicture(evidence as string),
    limits: { milliseconds: 500, operations: 5_000_000, megabytes: 64, evidenceCharacters: 2 * most.characters },
  });
  return defineEvaluator({
    name: 'wasm-matmul',
    interface:
      'export function kernel(): string, the text of a WebAssembly function, one instruction a line (flat form): first lines ' +
      '(local $name i32|i64|v128), then instructions on i32, i64 and vectors of integers (v128, i32x4, i64x2), block, loop and ' +
      'if with labels. No calls, no floats, no growing memory. Parameters $a, $b, $c are the addresses of the matrices; all 64 ' +
      'KiB of memory may be used.',
    stages: [product],
  });
}

/** Runs one product of matrices made from the seed; returns the number of instructions. */
function multiply(kernel: WasmKernel, n: number, seed: number): number {
  const next = words(seed);
  const [a, b, garbage] = [0, 1, 2].map(() => Int32Array.from({ length: n * n }, () => next() | 0));
  const addresses = [0, 1, 2].map((matrix) => 4 * n * n * matrix);
  const fill = (memory: DataView) => {
    for (const [place, matrix] of [a!, b!, garbage!].entries())
      for (const [index, entry] of matrix.entries()) memory.setInt32(addresses[place]! + 4 * index, entry, true);
  };
  const read = (memory: DataView) => a!.map((_, index) => memory.getInt32(addresses[2]! + 4 * index, true));
  const { value, operations } = kernel.run(fill, read, ...addresses);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum = (sum + Math.imul(a![i * n + k]!, b![k * n + j]!)) | 0;
      if (value[i * n + j] !== sum) throw new WrongEvidence(`entry (${i}, ${j}) is wrong`);
    }
  return operations;
}

/** Each line of the text as a bar: arithmetic dark, memory warm, the rest light; loops are indented. */
function textPicture(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const rows = Math.max(40, Math.ceil(Math.sqrt(8 * lines.length)));
  let depth = 0;
  const bars = lines.map((line, index) => {
    if (line.startsWith('end')) depth--;
    const colour = /load|store/.test(line) ? warm : /^(i32|i64|i32x4|i64x2)\.(?!const)/.test(line) ? ink : light;
    const place = [10 + 34 * Math.floor(index / rows) + 3 * Math.min(depth, 6), 10 + 5 * (index % rows)];
    if (/^(loop|block|if)/.test(line)) depth++;
    return bar(place, [Math.min(14, line.length), 4], colour);
  });
  return picture(20 + 34 * Math.ceil(lines.length / rows), 20 + 5 * rows, bars);
}
