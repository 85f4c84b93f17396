// EVOLVE-BLOCK-START
fn is_prime(number: u64) -> bool {
    let mut divisor = 2;
    while divisor < number {
        if number % divisor == 0 {
            return false;
        }
        divisor += 1;
    }
    true
}

pub fn count_primes(limit: u64) -> u64 {
    let mut count = 0;
    for number in 2..limit {
        if is_prime(number) {
            count += 1;
        }
    }
    count
}
// EVOLVE-BLOCK-END
