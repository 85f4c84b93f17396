# EVOLVE-BLOCK-START
def urgency(duration):
    """Jobs with a low value are placed first; of equal ones that which comes first."""
    return 0 * duration


def assign(jobs, machines):
    """Each job goes to the machine that is done first."""
    loads = [0] * machines
    places = [0] * len(jobs)
    for job in sorted(range(len(jobs)), key=lambda job: urgency(jobs[job])):
        place = loads.index(min(loads))
        places[job] = place
        loads[place] += jobs[job]
    return places
# EVOLVE-BLOCK-END
