//! Reads lists of 32-bit numbers, sorts each, and writes them. A list is its length, then its values, all little-endian.

use std::io::{self, Read, Write};

mod sort;

fn numbers(bytes: &[u8]) -> Vec<u32> {
    let words = bytes.chunks_exact(4);
    words.map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect()
}

fn main() -> io::Result<()> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    let input = numbers(&bytes);
    let mut output = Vec::with_capacity(bytes.len());
    let mut start = 0;
    while start < input.len() {
        let end = start + 1 + input[start] as usize;
        let mut values = input[start + 1..end].to_vec();
        sort::sort(&mut values);
        for value in values {
            output.extend_from_slice(&value.to_le_bytes());
        }
        start = end;
    }
    io::stdout().write_all(&output)
}
