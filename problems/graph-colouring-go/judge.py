"""Checks that neighbours differ in colour, and prints the number of colours of all graphs together.

Usage: judge.py INPUT OUTPUT
"""

import json
import sys


def read_graphs(path):
    """Number of vertices and list of edges of each graph."""
    with open(path) as file:
        numbers = iter(map(int, file.read().split()))
    for vertices in numbers:
        count = next(numbers)
        yield vertices, [(next(numbers), next(numbers)) for _ in range(count)]


def read_colours(line, vertices, name):
    words = line.split()
    if len(words) != vertices or not all(word.isascii() and word.isdigit() and len(word) < 6 for word in words):
        sys.exit(f"{name}: {line[:60]!r} is not a list of {vertices} colours from 0")
    return [int(word) for word in words]


def count_colours(vertices, edges, line, name):
    colours = read_colours(line, vertices, name)
    for a, b in edges:
        if colours[a] == colours[b]:
            sys.exit(f"{name}: the neighbours {a} and {b} both have colour {colours[a]}")
    return len(set(colours))


def main(given, printed):
    graphs = list(read_graphs(given))
    with open(printed, errors="replace") as file:
        lines = file.read().splitlines()
    if len(lines) != len(graphs):
        sys.exit(f"{len(lines)} lines were printed for {len(graphs)} graphs")
    counts = [count_colours(*graph, line, f"graph {i}") for i, (graph, line) in enumerate(zip(graphs, lines))]
    print(json.dumps({"score": sum(counts), "feedback": f"colours of the graphs: {counts}"}))


main(*sys.argv[1:])
