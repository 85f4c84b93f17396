import { defineEvaluator, type Evaluator } from 'germline';
import { correctStage, drawSize, type Kernel, raceStage, type Sizes } from './kit/kernel.ts';
import { between, type Words } from './kit/rng.ts';

/**
 * The result's product with a vector: the filter's rows times the vector first, and these then times the image's rows.
 * It takes `side` times fewer operations than the convolution itself.
 */
function times(
  image: Float64Array,
  filter: Float64Array,
  [height, width, side]: readonly number[],
  vector: Float64Array,
) {
  const weights = new Float64Array(side! * width!);
  for (let u = 0; u < side!; u++)
    for (let v = 0; v < side!; v++)
      for (let j = 0; j < vector.length; j++) weights[u * width! + v + j]! += filter[u * side! + v]! * vector[j]!;
  return new Float64Array(height! - side! + 1).map((_, row) => {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += image[row * width! + i]! * weights[i]!;
    return sum;
  });
}

/** Two-dimensional convolution as in neural networks: no padding, the filter is not flipped. */
const convolution: Kernel = {
  name: 'convolve',
  shape: ([height, width, side]) => ({
    a: height * width,
    b: side * side,
    rows: height - side + 1,
    columns: width - side + 1,
  }),
  times,
  terms: ([, , side]) => side * side,
};

/** Sizes for the first stage: a filter as large as the image, of one weight, that of the race, and others. */
function drawSizes(next: Words, size: number, side: number): readonly Sizes[] {
  const length = () => drawSize(next, size + 8);
  const any = (most: number): Sizes => {
    const [height, width] = [length(), length()];
    return [height, width, between(next, 1, Math.min(height, width, most))];
  };
  const whole = between(next, 2, 9);
  const fixed: readonly Sizes[] = [
    [1, 1, 1],
    [whole, whole, whole],
    [length(), length(), 1],
    [size, size, side],
  ];
  return [...fixed, ...[3, 4, 5, 7, 9, 9].map(any), [size - 1, size + 1, side]];
}

/**
 * Convolution of an image with a square filter on typed arrays: correct on sizes that are drawn from the seed, then fast. Score: how many
 * times faster than the initial program, the lower end of the 95 % interval of the median over interleaved pairs of
 * runs.
 */
export function convolutionKernel({ size, side }: { readonly size: number; readonly side: number }): Evaluator {
  return defineEvaluator({
    name: 'convolution-kernel',
    interface:
      'export function convolve(image: Float64Array, filter: Float64Array, result: Float64Array, height: number, width: number, ' +
      'side: number): void, which writes the (height - side + 1) x (width - side + 1) sums of image[i + u, j + v] * filter[u, v] ' +
      'into result; image (height x width), filter (side x side) and result are stored row by row. side is at least 1 and at most ' +
      'height and width; every entry is a finite number, and so is every sum.',
    stages: [
      correctStage(convolution, (next) => drawSizes(next, size, side)),
      raceStage(convolution, [size, size, side], 4),
    ],
  });
}
