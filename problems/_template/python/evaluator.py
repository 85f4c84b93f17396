"""Says how good a program is: `drive` calls it inside its sandbox, `score` judges what came out where no program can reach it."""

import random


def inputs(seed):
    """Eight instances. Audits use other seeds."""
    chance = random.Random(seed)
    return [instance(chance) for _ in range(8)]


def instance(chance):
    durations = [chance.randint(1, 100 if chance.random() < 0.2 else 30) for _ in range(60)]
    return {"jobs": durations, "machines": chance.randint(3, 8)}


def drive(candidate, input):
    """Called for each input, beside a freshly loaded program: returns plain data, and judges nothing."""
    return candidate.assign(input["jobs"], input["machines"])


def score(evidence, inputs):
    """By how much the busiest machines exceed an even share, in percent."""
    excesses = []
    for places, instance in zip(evidence, inputs):
        jobs, machines = instance["jobs"], instance["machines"]
        if not is_assignment(places, len(jobs), machines):
            return {"wrong": f"{str(places)[:60]} does not give each of {len(jobs)} jobs a machine below {machines}"}
        loads = [0] * machines
        for job, place in zip(jobs, places):
            loads[place] += job
        excesses.append(100 * (max(loads) * machines / sum(jobs) - 1))
    feedback = f"percent by instance: {[round(excess, 1) for excess in excesses]}"
    return {"score": sum(excesses) / len(excesses), "feedback": feedback}


def is_assignment(places, count, machines):
    """Evidence may have any shape."""
    if not isinstance(places, list) or len(places) != count:
        return False
    return all(type(place) is int and 0 <= place < machines for place in places)
