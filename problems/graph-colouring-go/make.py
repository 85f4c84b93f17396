"""Prints the graphs of a set: each its number of vertices and edges, then the two ends of every edge.

Usage: make.py search|held-back SEED
"""

import random
import sys


def queens(n):
    """Squares of a board, joined where a queen moves from one to the other."""
    squares = [(row, column) for row in range(n) for column in range(n)]
    pairs = ((a, b) for b in range(n * n) for a in range(b))
    return n * n, [(a, b) for a, b in pairs if attack(squares[a], squares[b])]


def attack(a, b):
    down, right = abs(a[0] - b[0]), abs(a[1] - b[1])
    return down == 0 or right == 0 or down == right


def random_graph(n, density, chance):
    """Each pair of vertices is joined with the same probability."""
    return n, [(a, b) for b in range(n) for a in range(b) if chance.random() < density]


def near(n, distance, chance):
    """Points in a square, joined where they are near: like masts whose frequencies disturb each other."""
    points = [(chance.random(), chance.random()) for _ in range(n)]
    apart = lambda a, b: (points[a][0] - points[b][0]) ** 2 + (points[a][1] - points[b][1]) ** 2
    return n, [(a, b) for b in range(n) for a in range(b) if apart(a, b) < distance**2]


def graphs(name, seed):
    chance = random.Random(f"{name} {seed}")
    if name == "search":
        yield from (queens(n) for n in range(6, 13))
        sizes = [(60, 0.5), (80, 0.3), (90, 0.2), (100, 0.1), (70, 0.7), (125, 0.5)]
    else:
        yield from (queens(n) for n in (5, 13, 14))
        sizes = [(50, 0.5), (75, 0.4), (110, 0.2), (120, 0.1), (65, 0.8), (125, 0.3)]
    yield from (random_graph(n, density, chance) for n, density in sizes)
    yield from (near(n, distance, chance) for n, distance in [(100, 0.2), (120, 0.15), (150, 0.25)])


for vertices, edges in graphs(*sys.argv[1:]):
    print(vertices, len(edges))
    for edge in edges:
        print(*edge)
