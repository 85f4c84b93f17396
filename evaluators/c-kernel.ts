import { defineEvaluator, defineStage, type Evaluator } from 'germline';
import { judge, WrongEvidence } from './kit/evidence.ts';
import { scoreSpeedup } from './kit/race.ts';
import { words } from './kit/rng.ts';

/** Pairs of matrices that one run multiplies, and rounds of the race. */
const [pairs, rounds] = [2, 11];

interface Input {
  readonly seed: number;
}

/**
 * A kernel in C: the product of n x n matrices of 32-bit integers modulo 2 ** 32, raced as a process against the initial
 * program, three plain loops; every product must be correct. Score: how many times less CPU time it takes, the lower end of
 * the interval of the median.
 */
export function cKernel({ n }: { readonly n: number }): Evaluator {
  const command = {
    files: ['main.c'],
    build: ['cc', '-std=c11', '-O2', `-DN=${n}`, '-o', 'kernel', 'kernel.c', 'main.c'],
    run: ['./kernel'],
  };
  const feed = ({ seed }: Input) => ({ stdin: bytesOf(makeMatrices(n, seed)) });
  const limits = { milliseconds: 20_000, megabytes: 64, outputBytes: 4 * n * n * pairs + 1 };
  const correct = defineStage<Input>({
    ...{ name: 'correct', inputs: (seed) => [{ seed }], command, feed, limits },
    score: ([run], [input]) =>
      judge(() => {
        checkProducts(run!.output, bytesOf(makeProducts(n, input!.seed)), n);
        return { score: 0 };
      }),
  });
  const race = defineStage<Input>({
    ...{ name: 'race', inputs: (seed) => [{ seed: seed ^ 1 }], command, feed, limits, timing: { rounds } },
    score: ([raced], [input]) =>
      judge(() => {
        const products = bytesOf(makeProducts(n, input!.seed));
        for (const { output } of raced!.evidence) checkProducts(output, products, n);
        return scoreSpeedup(raced!.candidate, raced!.reference, 'three plain loops');
      }),
  });
  return defineEvaluator({
    name: 'c-kernel',
    interface:
      'a C file (C11) that defines void multiply(const uint32_t *a, const uint32_t *b, uint32_t *c), which writes the product ' +
      `of the ${n} x ${n} matrices a and b into c, all row by row. The macro N is ${n}.`,
    stages: [correct, race],
  });
}

function makeMatrices(n: number, seed: number): readonly Uint32Array<ArrayBuffer>[] {
  const next = words(seed);
  return Array.from({ length: 2 * pairs }, () => Uint32Array.from({ length: n * n }, next));
}

function bytesOf(matrices: readonly Uint32Array<ArrayBuffer>[]): Buffer {
  return Buffer.concat(matrices.map(({ buffer }) => new Uint8Array(buffer)));
}

function makeProducts(n: number, seed: number): readonly Uint32Array<ArrayBuffer>[] {
  const matrices = makeMatrices(n, seed);
  return Array.from({ length: pairs }, (_, pair) => multiply(matrices[2 * pair]!, matrices[2 * pair + 1]!, n));
}

function checkProducts(output: Uint8Array, products: Buffer, n: number): void {
  if (output.length !== products.length)
    throw new WrongEvidence(`it writes ${output.length} bytes, not ${products.length}`);
  if (products.equals(output)) return;
  const entry = products.findIndex((byte, index) => byte !== output[index]) >> 2;
  const [pair, place] = [Math.floor(entry / (n * n)), entry % (n * n)];
  throw new WrongEvidence(`entry (${Math.floor(place / n)}, ${place % n}) of product ${pair} is wrong`);
}

function multiply(a: Uint32Array, b: Uint32Array, n: number): Uint32Array<ArrayBuffer> {
  const c = new Uint32Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      for (let j = 0; j < n; j++) c[i * n + j]! += Math.imul(factor, b[k * n + j]!);
    }
  return c;
}
