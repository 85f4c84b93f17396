/*
 * Multiplies a matrix by a chain of others, a step at a time on the GPU. Standard input has 32-bit numbers: n, the number of
 * matrices, the number of steps; which matrix each step takes; the matrices; the matrix to start from. The result is written.
 */
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

void multiply(const uint32_t *a, const uint32_t *x, uint32_t *y, int n);

static void check(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  std::exit(1);
}

static std::vector<uint32_t> read(size_t count) {
  std::vector<uint32_t> numbers(count);
  if (std::fread(numbers.data(), 4, count, stdin) != count) std::exit(2);
  return numbers;
}

static uint32_t *toDevice(const std::vector<uint32_t> &numbers) {
  uint32_t *place = nullptr;
  check(cudaMalloc(&place, 4 * numbers.size()));
  check(cudaMemcpy(place, numbers.data(), 4 * numbers.size(), cudaMemcpyHostToDevice));
  return place;
}

int main() {
  const std::vector<uint32_t> head = read(3);
  const size_t n = head[0], size = n * n;
  const std::vector<uint32_t> order = read(head[2]);
  const uint32_t *matrices = toDevice(read(head[1] * size));
  uint32_t *x = toDevice(read(size)), *y = toDevice(std::vector<uint32_t>(size));
  for (const uint32_t matrix : order) {
    multiply(matrices + matrix * size, x, y, static_cast<int>(n));
    check(cudaGetLastError());
    std::swap(x, y);
  }
  std::vector<uint32_t> result(size);
  check(cudaMemcpy(result.data(), x, 4 * size, cudaMemcpyDeviceToHost));
  return std::fwrite(result.data(), 4, size, stdout) == size ? 0 : 3;
}
