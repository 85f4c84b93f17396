# EVOLVE-BLOCK-START
def rank(price, weight):
    return price - weight
# EVOLVE-BLOCK-END


def load(parcels, room):
    """Of parcels (price, weight) the van takes those with the highest rank, while there is room."""
    taken = []
    for at in sorted(range(len(parcels)), key=lambda at: -rank(*parcels[at])):
        if parcels[at][1] <= room:
            taken.append(at)
            room -= parcels[at][1]
    return taken
