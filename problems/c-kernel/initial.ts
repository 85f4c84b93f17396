// EVOLVE-BLOCK-START
/** The loops, the outermost first. */
const loops = ['i', 'j', 'k'];
/** Terms that one pass of the innermost statement adds. */
const unroll = 1;

/** The text of a C file with a function that multiplies N x N matrices. */
export function source(): string {
  const heads = loops.map((name) => `for (int ${name} = 0; ${name} < N; ${name} += ${name === 'k' ? unroll : 1})`);
  const terms: string[] = [];
  for (let term = 0; term < unroll; term++) terms.push(`a[i * N + k + ${term}] * b[(k + ${term}) * N + j]`);
  return `
#include <stdint.h>
#include <string.h>
void multiply(const uint32_t *a, const uint32_t *b, uint32_t *c) {
  memset(c, 0, 4 * N * N);
  ${heads.join('\n  ')}
    c[i * N + j] += ${terms.join(' + ')};
}
`;
}
// EVOLVE-BLOCK-END
