"""Reads instances, a line each, and prints the machine of every job."""

import sys

from assign import assign

for line in sys.stdin:
    machines, *jobs = map(int, line.split())
    print(*assign(jobs, machines))
