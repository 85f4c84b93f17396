import { defineProblem } from 'germline';
import { convolutionKernel } from '../../evaluators/convolution-kernel.ts';

export default defineProblem({
  name: 'convolution-kernel',
  statement: `
Convolve an image with a square filter faster. convolve(image, filter, result, height, width, side) writes, for every place
(i, j) where the filter lies within the image, the sum over u and v of image[i + u, j + v] * filter[u, v] into result, which
is (height - side + 1) x (width - side + 1). All arrays are Float64Array, row by row; result holds garbage at first.

Every entry is checked within the rounding error that any order of summation may have, on images and filters of many sizes,
which are unknown beforehand, with large and tiny values. Then it is raced against the initial program on 64 x 64 images and 5 x 5 filters that
differ in every round, and the results of the timed runs themselves are checked. The score is how many times
faster it is, the lower end of the interval; less than 5 % may be noise. These help: weights of the filter in local variables,
several sums at once, loops over whole rows, special code for side 5 beside the general one.
`,
  evaluator: convolutionKernel({ size: 64, side: 5 }),
});
