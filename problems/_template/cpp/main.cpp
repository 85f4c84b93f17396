/* Reads a seed and prints the number of primes below three limits that follow from it. */
#include <iostream>

long count_primes(long limit);

int main() {
  long seed;
  if (!(std::cin >> seed)) return 1;
  for (int shift = 0; shift <= 8; shift += 4) std::cout << count_primes(5000 + (seed >> shift) % 10000) << '\n';
}
