// EVOLVE-BLOCK-START
/** Coefficients of a quotient of polynomials. */
const above = [0, 1.1, 0.5];
const below = [1, 0.4, 0.5];

/** A polynomial in C, by Horner's rule. */
function polynomial(coefficients: number[]): string {
  let text = '0.0';
  for (let i = coefficients.length - 1; i >= 0; i--) text = `(${text} * x + ${coefficients[i]})`;
  return text;
}

/** The text of a C file that defines double approximate(double x). */
export function source(): string {
  return `
#include <math.h>
double approximate(double x) {
  return ${polynomial(above)} / ${polynomial(below)};
}
`;
}
// EVOLVE-BLOCK-END
