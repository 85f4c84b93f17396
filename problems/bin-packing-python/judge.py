"""Packs instances by the table of priorities that main.py printed, and prints the excess over the lower bound in percent.

Usage: judge.py INPUT OUTPUT INSTANCES
"""

import json
import math
import sys

CAPACITY = 100


def read_table(path):
    """Lists of rooms by size of item, the room that an item prefers first; the fullest bin of equal ones."""
    with open(path) as file:
        lines = file.read().split("\n")[:-1]
    if len(lines) != CAPACITY:
        sys.exit(f"main.py printed {len(lines)} lines, not {CAPACITY}")
    return [[]] + [order(item, line) for item, line in enumerate(lines, 1)]


def order(item, line):
    try:
        scores = [float(word) for word in line.split()]
    except ValueError as error:
        sys.exit(f"item {item}: {error}")
    if len(scores) != CAPACITY + 1 - item:
        sys.exit(f"item {item}: {len(scores)} priorities for {CAPACITY + 1 - item} bins")
    if any(math.isnan(score) for score in scores):
        sys.exit(f"item {item}: a priority is not a number")
    return sorted(range(item, CAPACITY + 1), key=lambda room: -scores[room - item])


def count_bins(items, table):
    """Number of bins. Those with the same room are alike, so that a count for each room describes a packing."""
    open_bins = [0] * CAPACITY + [len(items)]
    for item in items:
        for room in table[item]:
            if open_bins[room]:
                break
        open_bins[room] -= 1
        open_bins[room - item] += 1
    return len(items) - open_bins[CAPACITY]


def main(_input, output, instances):
    with open(instances) as file:
        lists = json.load(file)
    table = read_table(output)
    bins = [count_bins(items, table) for items in lists]
    bounds = [-(-sum(items) // CAPACITY) for items in lists]
    excess = 100 * (sum(bins) - sum(bounds)) / sum(bounds)
    print(json.dumps({"score": excess, "feedback": f"bins {bins}, lower bounds {bounds}"}))


main(*sys.argv[1:])
