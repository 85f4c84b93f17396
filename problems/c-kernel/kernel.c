#include <stdint.h>
#include <string.h>

// EVOLVE-BLOCK-START
/* c = a * b, all N x N and row by row. */
void multiply(const uint32_t *a, const uint32_t *b, uint32_t *c) {
  memset(c, 0, sizeof(uint32_t) * N * N);
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++)
      for (int k = 0; k < N; k++) c[i * N + j] += a[i * N + k] * b[k * N + j];
}
// EVOLVE-BLOCK-END
