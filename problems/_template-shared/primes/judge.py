"""Compares the counts that a program printed with the right ones, and ends with a reason if one is wrong.

Usage: judge.py INPUT OUTPUT
"""

import sys


def count_primes(limit):
    composite = bytearray(limit)
    for number in range(2, limit):
        if not composite[number]:
            for multiple in range(number * number, limit, number):
                composite[multiple] = 1
    return sum(1 for number in range(2, limit) if not composite[number])


_, given, printed = sys.argv
with open(given) as file:
    seed = int(file.read())
with open(printed, errors="replace") as file:
    lines = file.read().split()
expected = [count_primes(5_000 + (seed >> shift) % 10_000) for shift in (0, 4, 8)]
if lines != [str(count) for count in expected]:
    sys.exit(f"it printed {' '.join(lines)[:100]}, not {expected}")
