import math


# EVOLVE-BLOCK-START
def centres(n):
    """Centres on a spiral, pushed apart until they keep their distance."""
    spread = 0.5
    turn = 2.4
    reach = 0.2
    points = []
    for i in range(n):
        distance = spread * math.sqrt((i + 0.5) / n)
        points.append([0.5 + distance * math.cos(i * turn), 0.5 + distance * math.sin(i * turn)])
    for step in range(60):
        for i in range(n):
            x, y = points[i]
            for j in range(n):
                dx = x - points[j][0]
                dy = y - points[j][1]
                distance = math.sqrt(dx * dx + dy * dy)
                if 0 < distance < reach:
                    push = 0.1 * (reach - distance) / distance
                    x = x + push * dx
                    y = y + push * dy
            margin = 0.5 * reach
            points[i] = [min(1 - margin, max(margin, x)), min(1 - margin, max(margin, y))]
    return points


def radii(points):
    """Radii that touch a wall or a neighbour, for any centres."""
    n = len(points)

    def distance(i, j):
        return math.hypot(points[i][0] - points[j][0], points[i][1] - points[j][1])

    def walls(i):
        x, y = points[i]
        return min(x, y, 1 - x, 1 - y)

    half = []
    for i in range(n):
        half.append(max(0, min([walls(i)] + [0.5 * distance(i, j) for j in range(n) if j != i])))
    for i in range(n):
        half[i] = max(0, min([walls(i)] + [distance(i, j) - half[j] for j in range(n) if j != i]))
    return half


def pack(n):
    """n circles in the unit square, as [x, y, radius]."""
    points = centres(n)
    sizes = radii(points)
    # A little smaller, so that rounding never makes them overlap.
    return [[x, y, size * (1 - 1e-12)] for (x, y), size in zip(points, sizes)]
# EVOLVE-BLOCK-END
