# EVOLVE-BLOCK-START
def priority(item, bins):
    """Best fit. Gaps that are neither tight nor wide may count for more than their size, but do not yet."""
    scores = []
    for room in bins:
        left = room - item
        score = -left
        if 2 < left < 20:
            score *= 1
        scores.append(score)
    return scores
# EVOLVE-BLOCK-END
