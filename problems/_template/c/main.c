/* Reads a seed and prints the number of primes below three limits that follow from it. */
#include <stdio.h>

long count_primes(long limit);

int main(void) {
  long seed;
  if (scanf("%ld", &seed) != 1) return 1;
  for (int shift = 0; shift <= 8; shift += 4) printf("%ld\n", count_primes(5000 + (seed >> shift) % 10000));
  return 0;
}
