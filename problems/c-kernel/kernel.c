#include <stdint.h>

// EVOLVE-BLOCK-START
/** c = a * b, all N x N and row by row. */
void multiply(const uint32_t *a, const uint32_t *b, uint32_t *c) {
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) {
      uint32_t sum = 0;
      for (int k = 0; k < N; k++) {
        sum += a[i * N + k] * b[k * N + j];
      }
      c[i * N + j] = sum;
    }
  }
}
// EVOLVE-BLOCK-END
