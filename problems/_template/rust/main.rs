//! Reads a seed and prints the number of primes below three limits that follow from it.

mod primes;

fn main() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).expect("a line");
    let seed: u64 = line.trim().parse().expect("a seed");
    for shift in [0, 4, 8] {
        println!("{}", primes::count_primes(5_000 + (seed >> shift) % 10_000));
    }
}
