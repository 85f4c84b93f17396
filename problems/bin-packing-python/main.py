"""Prints the priorities of every item and room: line i holds those of an item of size i for bins with room i, i + 1, … 100.

The instances never enter this process: judge.py packs them by this table.
"""

from priority import priority

CAPACITY = 100

for item in range(1, CAPACITY + 1):
    bins = list(range(item, CAPACITY + 1))
    print(*(float(score) for score in priority(item, bins)))
