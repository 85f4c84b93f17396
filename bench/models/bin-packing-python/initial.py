# EVOLVE-BLOCK-START
def priority(item, bins):
    """Best fit: the less room is left afterwards, the better."""
    scores = []
    for room in bins:
        left = room - item
        scores.append(-left)
    return scores
# EVOLVE-BLOCK-END
