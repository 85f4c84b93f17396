// EVOLVE-BLOCK-START
static bool is_prime(long number) {
  for (long divisor = 2; divisor < number; divisor++)
    if (number % divisor == 0) return false;
  return true;
}

long count_primes(long limit) {
  long count = 0;
  for (long number = 2; number < limit; number++) count += is_prime(number);
  return count;
}
// EVOLVE-BLOCK-END
