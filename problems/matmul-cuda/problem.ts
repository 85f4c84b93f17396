import { defineEvaluator, defineProblem, defineStage, type Feed } from 'germline';
import { WrongEvidence } from 'germline/kit/evidence';
import { scoreCommandRace } from 'germline/kit/race';
import { unrelatedSeeds, words } from 'germline/kit/rng';

/** Side of the matrices, their number, steps of the chain, and vectors that check its result. */
const [n, matrices, steps, checks] = [1024, 4, 300, 8];

type Matrix = Uint32Array<ArrayBuffer>;

/** A chain of products; everything in it follows from the seed, which no candidate sees. */
interface Chain {
  readonly seed: number;
}

/** A chain in numbers. `order` is random, so that no power of a matrix takes the place of several steps. */
interface Numbers {
  readonly order: Matrix;
  readonly factors: readonly Matrix[];
  readonly start: Matrix;
}

function numbersOf({ seed }: Chain): Numbers {
  const next = words(seed);
  const matrix = () => Uint32Array.from({ length: n * n }, next);
  const order = Uint32Array.from({ length: steps }, () => (next() >>> 8) % matrices);
  return { order, factors: Array.from({ length: matrices }, matrix), start: matrix() };
}

function feed(chain: Chain): Feed {
  const { order, factors, start } = numbersOf(chain);
  const parts = [Uint32Array.of(n, matrices, steps), order, ...factors, start];
  return { stdin: Buffer.concat(parts.map((part) => new Uint8Array(part.buffer))) };
}

function times(matrix: Matrix, vector: Matrix): Matrix {
  const product = new Uint32Array(n);
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum = (sum + Math.imul(matrix[row * n + k]!, vector[k]!)) | 0;
    product[row] = sum;
  }
  return product;
}

/** A vector, and the product of the whole chain with it. */
interface Check {
  readonly vector: Matrix;
  readonly product: Matrix;
}

/**
 * Checks of a chain after Freivalds (1977): a wrong result passes one with a chance of at most 1/2, as the numbers are
 * those modulo 2 ** 32, and all with 1/256; an entry that is wrong in its lowest bits never does.
 */
function makeChecks(chain: Chain): readonly Check[] {
  const { order, factors, start } = numbersOf(chain);
  return unrelatedSeeds(chain.seed, checks, ' check').map((seed) => {
    const vector = Uint32Array.from({ length: n }, words(seed));
    let product = times(start, vector);
    for (const factor of order) product = times(factors[factor]!, product);
    return { vector, product };
  });
}

/** The checks of a chain: all candidates of a run meet the same, so they are made once. */
const made = new WeakMap<Chain, readonly Check[]>();

function check(output: Uint8Array, chain: Chain): void {
  if (output.length !== 4 * n * n) throw new WrongEvidence(`it writes ${output.length} bytes, not ${4 * n * n}`);
  const result = new Uint32Array(Uint8Array.from(output).buffer);
  const known = made.get(chain) ?? makeChecks(chain);
  made.set(chain, known);
  for (const { vector, product } of known) {
    const row = times(result, vector).findIndex((value, i) => value !== product[i]);
    if (row >= 0) throw new WrongEvidence(`row ${row} of the result is wrong`);
  }
}

const race = defineStage<Chain>({
  name: 'race',
  inputs: (seed) => unrelatedSeeds(seed, 1).map((one) => ({ seed: one })),
  feed,
  command: {
    files: ['main.cu'],
    check: 'nvcc -O0 -c -o checked.o multiply.cu',
    build: 'nvcc -O3 -arch=native -o multiply multiply.cu main.cu',
    run: './multiply',
  },
  score: scoreCommandRace(check),
  timing: { rounds: 9 },
  // The driver starts threads of its own and reserves memory beyond that of the GPU.
  limits: { milliseconds: 120_000, buildMilliseconds: 120_000, processes: 64, megabytes: 65_536, outputBytes: 8 << 20 },
});

export default defineProblem({
  name: 'matmul-cuda',
  statement: `
Multiply ${n} x ${n} matrices of 32-bit unsigned integers on a GPU, modulo 2 ** 32, fast. multiply(a, x, y, n) starts the product
y = a x on the default stream; all three lie in the GPU's memory, row by row. The program runs a chain of ${steps} products, each
of a matrix with the result before; only the last result is read, and every row of it is checked.

The files are built with nvcc -O3 for the GPU of this machine. The time of the whole process is raced against that of the
initial program, in which a thread computes an entry, run by run and in turn, on matrices that are unknown beforehand.
The score is how many times faster it is; starting CUDA takes some tenths of a second in both. Good ideas: tiles in shared
memory; several entries per thread in registers; loads of four numbers at once; the next tile while this one is used.
`,
  evaluator: defineEvaluator({
    name: 'matmul-cuda',
    interface:
      'multiply.cu, CUDA C++: void multiply(const uint32_t *a, const uint32_t *x, uint32_t *y, int n), called on the host with ' +
      'pointers to the memory of the GPU; it returns as soon as the work is in the default stream.',
    stages: [race],
  }),
  initial: ['multiply.cu'],
});
