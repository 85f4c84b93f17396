import { defineProblem } from 'germline';
import { straightLineFft } from '../../evaluators/straight-line-fft.ts';

export default defineProblem({
  name: 'straight-line-fft',
  statement: `
Write programs without branches that compute the discrete Fourier transform of 16 and of 32 complex numbers with as few
operations on real numbers as possible. transform(n) returns such a program: X[k] is the sum of x[j] exp(-2 pi i j k / n).

Registers 0 to 2n - 1 hold the inputs (real part of x[0], imaginary part of x[0], real part of x[1], ...). Every operation
writes the next register: ['+', i, j], ['-', i, j], or ['*', i, c] with a constant c, 2 ** -10 <= |c| <= 2 ** 10. The outputs are
the registers of the results in the same order. Such a program is linear and is checked completely, on all unit vectors, to
within 1e-12.

The score is the number of operations, both sizes together; lower is better. Every operation counts, multiplications by -1 too.
The definition takes 7200, radix 2 with six operations for every product of complex numbers 1120, without the products by 1 and -i
672, split radix 624 (168 and 456 = 4 n log2 n - 6 n + 8). A register may be used and returned many times, signs can be moved
into later subtractions, and the product by exp(-i pi / 4) takes four operations.
`,
  evaluator: straightLineFft({ sizes: [16, 32] }),
  direction: 'min',
  knownBest: {
    score: 624,
    source: 'split radix (Yavne, 1968): 168 and 456; the tangent FFT saves operations only from 64 on',
  },
});
