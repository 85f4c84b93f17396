"""Cap sets built greedily from a priority, by the rules of evaluators/cap-set.ts."""

import itertools
import math

from scoring import Invalid, answer_openevolve, answer_shinka, drive

N = 8


def score(program_path):
    vectors = list(itertools.product(range(3), repeat=N))
    calls = f"[float(candidate.priority(list(vector), {N})) for vector in itertools.product(range(3), repeat={N})]"
    priorities = drive(program_path, calls)
    if any(math.isnan(priority) for priority in priorities):
        raise Invalid("a priority is not a number")
    size = len(build(vectors, priorities))
    return size, f"The set has {size} vectors."


def build(vectors, priorities):
    """Takes the free vector with the highest priority, the first of equal ones, until none is free."""
    taken, lost = [], set()
    for index in sorted(range(len(vectors)), key=lambda index: -priorities[index]):
        vector = vectors[index]
        if vector in lost:
            continue
        lost.update(tuple((-a - b) % 3 for a, b in zip(vector, other)) for other in taken)
        taken.append(vector)
    return taken


def evaluate(program_path):
    return answer_openevolve(score, program_path, float)


if __name__ == "__main__":
    answer_shinka(score, float)
