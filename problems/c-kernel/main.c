/* Reads pairs of matrices, multiplies them, writes the products. */
#include <stdint.h>
#include <stdio.h>

void multiply(const uint32_t *a, const uint32_t *b, uint32_t *c);

static uint32_t a[N * N], b[N * N], c[N * N];

int main(void) {
  while (fread(a, sizeof a, 1, stdin) == 1 && fread(b, sizeof b, 1, stdin) == 1) {
    multiply(a, b, c);
    if (fwrite(c, sizeof c, 1, stdout) != 1) return 1;
  }
  return 0;
}
