#include <cstdint>

// EVOLVE-BLOCK-START
/* One thread computes one entry. */
__global__ void entries(const uint32_t *a, const uint32_t *x, uint32_t *y, int n) {
  const int row = blockIdx.x * blockDim.x + threadIdx.x;
  const int column = blockIdx.y * blockDim.y + threadIdx.y;
  if (row >= n || column >= n) return;
  uint32_t sum = 0;
  for (int k = 0; k < n; k++) sum += a[row * n + k] * x[k * n + column];
  y[row * n + column] = sum;
}

/* Starts the product y = a x of n x n matrices in the memory of the GPU, row by row, modulo 2 ** 32. */
void multiply(const uint32_t *a, const uint32_t *x, uint32_t *y, int n) {
  const dim3 threads(16, 16);
  const dim3 blocks((n + 15) / 16, (n + 15) / 16);
  entries<<<blocks, threads>>>(a, x, y, n);
}
// EVOLVE-BLOCK-END
