"""Prints instances: a line for each, with a number of machines, then the durations of jobs.

Usage: make.py SEED
"""

import random
import sys

chance = random.Random(int(sys.argv[1]))
for _ in range(8):
    jobs = [chance.randint(1, 100 if chance.random() < 0.2 else 30) for _ in range(60)]
    print(chance.randint(3, 8), *jobs)
