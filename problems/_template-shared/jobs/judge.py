"""Prints by how much the busiest machines exceed an even share, in percent.

Usage: judge.py INPUT OUTPUT
"""

import json
import sys


def excess(instance, answer):
    """Of one instance; never trusts the shape of the answer."""
    machines, *jobs = map(int, instance.split())
    places = answer.split()
    if len(places) != len(jobs) or not all(place.isdigit() and int(place) < machines for place in places):
        sys.exit(f"{answer[:60]!r} does not give each of {len(jobs)} jobs a machine from 0 to {machines - 1}")
    loads = [0] * machines
    for job, place in zip(jobs, places):
        loads[int(place)] += job
    return 100 * (max(loads) * machines / sum(jobs) - 1)


_, given, printed = sys.argv
with open(given) as file:
    instances = file.read().splitlines()
with open(printed, errors="replace") as file:
    answers = file.read().splitlines()
if len(answers) != len(instances):
    sys.exit(f"it printed {len(answers)} lines for {len(instances)} instances")
excesses = [excess(*pair) for pair in zip(instances, answers)]
print(json.dumps({"score": sum(excesses) / len(excesses), "feedback": f"percent by instance: {[round(e, 1) for e in excesses]}"}))
