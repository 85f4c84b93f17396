import { defineEvaluator, defineStage, type Evaluator } from 'germline';
import { type Ran, type Recipe, withProgram } from './kit/command.ts';
import { judge, readText, WrongEvidence } from './kit/evidence.ts';
import { scoreSpeedup } from './kit/race.ts';
import { unrelatedSeeds, words } from './kit/rng.ts';

/** Pairs of matrices that one run multiplies, and runs of each program, the first of which does not count. */
const [pairs, rounds] = [3, 9];

/** Reads pairs of matrices, multiplies them, writes the products. */
const harness = (n: number) => `
#include <stdint.h>
#include <stdio.h>
void multiply(const uint32_t *a, const uint32_t *b, uint32_t *c);
static uint32_t a[${n} * ${n}], b[${n} * ${n}], c[${n} * ${n}];
int main(void) {
  while (fread(a, sizeof a, 1, stdin) == 1 && fread(b, sizeof b, 1, stdin) == 1) {
    multiply(a, b, c);
    if (fwrite(c, sizeof c, 1, stdout) != 1) return 1;
  }
  return 0;
}
`;

/** The opponent in the race. */
const plainLoops = `
#include <stdint.h>
#include <string.h>
void multiply(const uint32_t *a, const uint32_t *b, uint32_t *c) {
  memset(c, 0, 4 * N * N);
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++)
      for (int k = 0; k < N; k++) c[i * N + j] += a[i * N + k] * b[k * N + j];
}
`;

/** The candidate sees neither seeds nor matrices; only its text leaves its realm. */
interface Input {
  readonly seeds: readonly number[];
}

/**
 * A kernel in C: the product of n x n matrices of 32-bit integers modulo 2 ** 32, built by the system's compiler and
 * raced as a process against three plain loops, turn by turn; every product must be correct. Score: how many times
 * faster it is, the lower end of the interval of the median.
 */
export function cKernel({ n }: { readonly n: number }): Evaluator {
  const recipe = (text: string): Recipe => ({
    files: { 'kernel.c': text, 'main.c': harness(n) },
    build: ['cc', '-std=c11', '-O2', `-DN=${n}`, '-o', 'kernel', 'kernel.c', 'main.c'],
    run: ['./kernel'],
    milliseconds: 10_000,
    megabytes: 512,
  });
  const race = defineStage<Input, unknown>({
    name: 'race',
    measured: true,
    inputs: (seed) => [{ seeds: unrelatedSeeds(seed, rounds) }],
    drive: (candidate) => candidate.source(),
    score: ([evidence], [input]) =>
      judge(() => {
        const text = readText(evidence, 50_000, 'the source');
        return withProgram(recipe(text), (candidate) =>
          withProgram(recipe(plainLoops), (plain) => scoreRuns(candidate, plain, n, input!.seeds)),
        );
      }),
    limits: { milliseconds: 500, operations: 5_000_000, megabytes: 64, evidenceCharacters: 100_000 },
  });
  return defineEvaluator({
    name: 'c-kernel',
    interface:
      'export function source(): string, the text of a C file (C11) that defines void multiply(const uint32_t *a, const uint32_t *b, ' +
      `uint32_t *c), which writes the product of the ${n} x ${n} matrices a and b into c, all row by row. The macro N is ${n}.`,
    stages: [race],
  });
}

type Run = (input: Buffer, mostOutput: number) => Ran;

function scoreRuns(candidate: Run, plain: Run, n: number, seeds: readonly number[]) {
  const times = seeds.map((seed, round) => {
    const matrices = makeMatrices(n, seed);
    const input = Buffer.concat(matrices.map((matrix) => Buffer.from(matrix.buffer)));
    const bytes = 4 * n * n * pairs;
    const run = (who: Run) => who(input, bytes + 1);
    const [first, second] = round % 2 === 0 ? [run(candidate), run(plain)] : [run(plain), run(candidate)];
    const [own, other] = round % 2 === 0 ? [first, second] : [second, first];
    checkProducts(own.output, matrices, n);
    return [own.milliseconds, other.milliseconds] as const;
  });
  const counted = times.slice(1);
  return scoreSpeedup(
    counted.map(([own]) => own),
    counted.map(([, other]) => other),
    'three plain loops',
  );
}

function makeMatrices(n: number, seed: number): readonly Uint32Array<ArrayBuffer>[] {
  const next = words(seed);
  return Array.from({ length: 2 * pairs }, () => Uint32Array.from({ length: n * n }, next));
}

function checkProducts(output: Buffer, matrices: readonly Uint32Array[], n: number): void {
  const bytes = 4 * n * n * pairs;
  if (output.length !== bytes) throw new WrongEvidence(`it writes ${output.length} bytes, not ${bytes}`);
  for (let pair = 0; pair < pairs; pair++) {
    const product = multiply(matrices[2 * pair]!, matrices[2 * pair + 1]!, n);
    for (const [index, expected] of product.entries())
      if (output.readUInt32LE(4 * (pair * n * n + index)) !== expected)
        throw new WrongEvidence(`entry (${Math.floor(index / n)}, ${index % n}) of product ${pair} is wrong`);
  }
}

function multiply(a: Uint32Array, b: Uint32Array, n: number): Uint32Array {
  const c = new Uint32Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      for (let j = 0; j < n; j++) c[i * n + j]! += Math.imul(factor, b[k * n + j]!);
    }
  return c;
}
