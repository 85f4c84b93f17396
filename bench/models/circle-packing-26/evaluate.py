"""Circles in the unit square, checked in exact arithmetic without tolerance, as evaluators/circle-packing.ts does."""

import math
from fractions import Fraction

from scoring import Invalid, answer_openevolve, answer_shinka, drive

CIRCLES = 26


def score(program_path):
    circles = drive(program_path, f"[[float(value) for value in circle] for circle in candidate.pack({CIRCLES})]")
    if len(circles) != CIRCLES or any(len(circle) != 3 for circle in circles):
        raise Invalid(f"expected {CIRCLES} triples [x, y, radius]")
    if not all(math.isfinite(value) for circle in circles for value in circle):
        raise Invalid("a number is not finite")
    check([[Fraction(value) for value in circle] for circle in circles])
    radii = [radius for _, _, radius in circles]
    total = math.fsum(radii)
    return total, f"The sum of radii is {total}; radii go from {min(radii)} to {max(radii)}."


def check(circles):
    for i, (x, y, r) in enumerate(circles):
        if r < 0:
            raise Invalid(f"circle {i} has the negative radius {float(r)}")
        if x < r or y < r or x + r > 1 or y + r > 1:
            raise Invalid(f"circle {i} {shown(circles[i])} leaves the square")
        for j, (u, v, s) in enumerate(circles[:i]):
            if (x - u) ** 2 + (y - v) ** 2 < (r + s) ** 2:
                raise Invalid(f"circles {j} {shown(circles[j])} and {i} {shown(circles[i])} overlap")


def shown(circle):
    return [float(value) for value in circle]


def evaluate(program_path):
    return answer_openevolve(score, program_path, float)


if __name__ == "__main__":
    answer_shinka(score, float)
