import random

ROOM = 100


def inputs(seed):
    chance = random.Random(seed)
    return [[(chance.randint(1, 50), chance.randint(1, 50)) for _ in range(40)] for _ in range(20)]


def drive(candidate, parcels):
    return candidate.load(parcels, ROOM)


def score(evidence, inputs):
    total = 0
    for taken, parcels in zip(evidence, inputs):
        if not isinstance(taken, list) or any(at not in range(40) for at in taken) or len(set(taken)) < len(taken):
            return {"wrong": "expected different parcels from 0 to 39"}
        if sum(parcels[at][1] for at in taken) > ROOM:
            return {"wrong": "too heavy"}
        total += sum(parcels[at][0] for at in taken)
    return {"score": total / len(inputs)}
